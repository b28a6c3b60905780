package trace

import (
	"math"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// plainly is the texture at (u, v) by the definition of a tent over each texel
// of an endless image, or of the texel that (u, v) lies in.
func plainly(t *model.Texture, u, v float64) (c [4]float64) {
	index := func(i float64, n int, how model.Wrap) int {
		m := float64(n)
		switch how {
		case model.Clamp:
			return int(math.Max(0, math.Min(i, m-1)))
		case model.Mirrored:
			if i -= 2 * m * math.Floor(i/(2*m)); i >= m {
				i = 2*m - 1 - i
			}
			return int(i)
		}
		return int(i - m*math.Floor(i/m))
	}
	add := func(i, j, share float64) {
		at := index(j, t.Height, t.Wrap[1])*t.Width + index(i, t.Width, t.Wrap[0])
		for k := range 4 {
			x := 1.0
			switch {
			case t.Bytes == nil && k < 3:
				x = float64(t.Floats[3*at+k])
			case t.Bytes != nil:
				x = float64(t.Bytes[4*at+k]) / 255
			}
			c[k] += share * x
		}
	}
	x, y := u*float64(t.Width), v*float64(t.Height)
	if t.Nearest {
		add(math.Floor(x), math.Floor(y), 1)
		return c
	}
	for i := math.Floor(x) - 2; i <= math.Floor(x)+2; i++ {
		for j := math.Floor(y) - 2; j <= math.Floor(y)+2; j++ {
			add(i, j, math.Max(0, 1-math.Abs(x-i-0.5))*math.Max(0, 1-math.Abs(y-j-0.5)))
		}
	}
	return c
}

func TestTexturesAreReadAsDefined(t *testing.T) {
	d := dice(2)
	for _, size := range [][2]int{{1, 1}, {1, 5}, {4, 1}, {7, 3}} {
		for how := range 3 * 3 * 2 * 2 {
			m := model.Texture{Width: size[0], Height: size[1], Nearest: how%2 == 1, Wrap: [2]model.Wrap{model.Wrap(how / 4 % 3), model.Wrap(how / 12)}}
			for range size[0] * size[1] {
				m.Floats = append(m.Floats, float32(d.roll(0, 9)), float32(d.roll(0, 9)), float32(d.roll(0, 9)))
				m.Bytes = append(m.Bytes, uint8(d.roll(0, 256)), uint8(d.roll(0, 256)), uint8(d.roll(0, 256)), uint8(d.roll(0, 256)))
			}
			if how/2%2 == 1 {
				m.Floats = nil
			} else {
				m.Bytes = nil
			}
			texture := newTextures([]model.Texture{m})[0]
			try := func(u, v float64) {
				got, want := sampled(&texture, u, v, true), plainly(&m, u, v)
				for k, x := range []float64{got.color.R, got.color.G, got.color.B, got.alpha} {
					if !(math.Abs(x-want[k]) < 1e-5) {
						t.Fatalf("%+v at (%v, %v): %v, want %v", m, u, v, got, want)
					}
				}
			}
			for range 60 {
				try(d.roll(-3, 3), d.roll(-3, 3))
			}
			try(-1e5, 1e5+0.1)
			for _, u := range []float64{-2, -1, -0.5, 0, 0.25, 0.5, 1 - 1e-16, 1, 2} {
				try(u, 0.3)
				try(0.3, u)
				try(u, u)
			}
			// Beyond all numbers of texels there is some texel.
			for _, u := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e300, -1e300, 1e18, -1e18, 1e12, -1e12} {
				for _, c := range []texel{sampled(&texture, u, 0.3, true), sampled(&texture, 0.3, u, false), sampled(&texture, u, u, true)} {
					if x := c.color; !(0 <= min(x.R, x.G, x.B) && x.Max() <= 9 && 0 <= c.alpha && c.alpha <= 1) {
						t.Fatalf("%+v at %v: %v", m, u, c)
					}
				}
			}
		}
	}
}

func sampled(t *texture, u, v float64, raw bool) texel {
	return texel{t.color(u, v, raw), t.alpha(u, v)}
}

func TestBytesAreColoursUnlessRaw(t *testing.T) {
	texture := newTextures([]model.Texture{{Width: 1, Height: 1, Bytes: []uint8{188, 10, 255, 51}}})[0]
	// IEC 61966-2-1: 188 is about half the light.
	want := vec.RGB{R: math.Pow((188./255+0.055)/1.055, 2.4), G: 10. / 255 / 12.92, B: 1}
	near(t, "colours", texture.color(0.5, 0.5, false), want, 1e-9)
	near(t, "numbers", texture.color(0.5, 0.5, true), vec.RGB{R: 188. / 255, G: 10. / 255, B: 1}, 1e-9)
	if a := texture.alpha(0.5, 0.5); a != 0.2 || texture.opaque {
		t.Errorf("alpha is %v, want 0.2; opaque is %v", a, texture.opaque)
	}
}

func TestTextureMatrix(t *testing.T) {
	all := newTextures([]model.Texture{painted(8, 0, 1, 2, 3, 4, 5, 6, 7)})
	all[0].Nearest = true
	for _, test := range []struct {
		matrix [6]float64
		uv     [2]float64
		want   float64
	}{
		{[6]float64{}, [2]float64{0.3, 0.9}, 2},
		{[6]float64{0, 1, 0, 1, 0, 0}, [2]float64{0.3, 0.9}, 7},
		{[6]float64{2, 0, 0.25, 0, 1, 0}, [2]float64{0.3, 0.9}, 6},
		{[6]float64{2, 0, 0.25, 0, 1, 0}, [2]float64{-0.2, 0.9}, 6},
	} {
		l := newLayer(model.Map{Texture: 1, UVSet: 1, Matrix: test.matrix}, all)
		if got := l.color(&[2][2]float64{{9, 9}, test.uv}).R; got != test.want {
			t.Errorf("%v by %v: texel %v, want %v", test.uv, test.matrix, got, test.want)
		}
	}
}

// TestPicturesStandUprightOnAllSurfaces looks at a texture of four texels from
// in front: its top left is where the eye has its top left.
func TestPicturesStandUprightOnAllSurfaces(t *testing.T) {
	quarters, globe := painted(2, 1, 2, 3, 4), painted(4, 0, 1, 2, 0, 0, 3, 4, 0) // of which half is seen
	quarters.Nearest, globe.Nearest = true, true
	upright := vec.Rotate(1, 0, 0, 1)
	for name, s := range map[string]*model.Scene{
		"sphere": {Textures: []model.Texture{globe}, Spheres: []model.Sphere{{Radius: 1}}},
		"mesh":   {Textures: []model.Texture{quarters}, Meshes: []model.Mesh{square()}, Instances: []model.Instance{{Transform: upright}}},
	} {
		s.Materials = []model.Material{{Kind: model.Emissive, Emission: vec.Grey(1), EmissionMap: model.Map{Texture: 1}}}
		s.Camera = model.Camera{Projection: model.Orthographic, Position: at(0, 0, 5), Up: at(0, 1, 0), Height: 1}
		o := Options{Width: 2, Height: 2, Samples: 4, MaxDepth: 1}
		f := rendered(t, s, o.bounds(), o)
		for i := range 4 {
			if got := f.Pix[3*i]; got != float32(i+1) {
				t.Errorf("%s: quarter %d shows texel %v", name, i+1, got)
			}
		}
	}
}

// TestPlaneRepeatsItsTexture once for each unit of length, along its own axes.
func TestPlaneRepeatsItsTexture(t *testing.T) {
	w := newWorld(&model.Scene{Materials: make([]model.Material, 1), Planes: []model.Plane{{Point: at(0, 2, 0), Normal: at(0, 1, 0)}}})
	uv := func(x, z float64) [2]float64 {
		h := hit{prim: 0}
		return w.coordinates(&h, at(x, 2, z), at(0, 1, 0)).uv[0]
	}
	a, b, c := uv(3, 5), uv(4, 5), uv(3, 6)
	along, across := [2]float64{b[0] - a[0], b[1] - a[1]}, [2]float64{c[0] - a[0], c[1] - a[1]}
	for _, x := range [][2]float64{along, across} {
		if math.Abs(math.Hypot(x[0], x[1])-1) > 1e-12 {
			t.Errorf("a step of length 1 moves the texture by %v", x)
		}
	}
	// Seen from above +Z is below +X, as v is below u.
	if turn := along[0]*across[1] - along[1]*across[0]; math.Abs(turn-1) > 1e-12 {
		t.Errorf("the texture is mirrored or slanted: %v and %v", along, across)
	}
}
