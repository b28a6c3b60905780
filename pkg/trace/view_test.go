package trace

import (
	"image"
	"math"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// rays calls each with rays of a pixel.
func rays(v view, x, y, samples int, each func(from, dir vec.Vec3)) {
	s := newSampler(samples, false, 5).pixel(x, y)
	for i := range samples {
		s.start(i)
		each(v.ray(x, y, &s))
	}
}

func TestOrthographicSeesItsHeight(t *testing.T) {
	c := model.Camera{Projection: model.Orthographic, Position: at(1, 2, 3), LookAt: at(1, 2, -7), Up: at(0, 1, 0), Height: 6}
	v := newView(c, model.Image{}, Options{Width: 40, Height: 20})
	lo, hi := at(99, 99, 99), at(-99, -99, -99)
	for _, p := range [][2]int{{0, 0}, {39, 19}, {20, 10}} {
		rays(v, p[0], p[1], 200, func(from, dir vec.Vec3) {
			if dir.Sub(at(0, 0, -1)).Len() > 1e-12 {
				t.Fatalf("the direction is %v", dir)
			}
			lo, hi = lo.Min(from), hi.Max(from)
			pixel := at(1-6+float64(p[0])*0.3, 2+3-float64(p[1])*0.3, 3)
			if x, y := from.X-pixel.X, pixel.Y-from.Y; !(-1e-9 <= x && x <= 0.3+1e-9 && -1e-9 <= y && y <= 0.3+1e-9) {
				t.Fatalf("the ray of pixel %v starts at %v", p, from)
			}
		})
	}
	if lo.Sub(at(-5, -1, 3)).Len() > 0.02 || hi.Sub(at(7, 5, 3)).Len() > 0.02 {
		t.Errorf("rays start from %v to %v", lo, hi)
	}
}

func TestPerspectiveSeesItsField(t *testing.T) {
	c := model.Camera{Position: at(1, 2, 3), LookAt: at(1, 2, -7), Up: at(0, 1, 0), FOV: 90}
	v := newView(c, model.Image{}, Options{Width: 4000, Height: 2000})
	for p, want := range map[[2]int]vec.Vec3{{0, 0}: at(-2, 1, -1), {3999, 1999}: at(2, -1, -1), {2000, 1000}: at(0, 0, -1), {3999, 0}: at(2, 1, -1)} {
		rays(v, p[0], p[1], 10, func(from, dir vec.Vec3) {
			if from != c.Position || dir.Sub(want.Unit()).Len() > 2e-3 {
				t.Errorf("pixel %v looks from %v to %v, want %v", p, from, dir, want)
			}
		})
	}
}

func TestPanoramaSeesAllDirections(t *testing.T) {
	c := model.Camera{Projection: model.Panorama, Position: at(1, 2, 3), LookAt: at(5, 2, 3), Up: at(0, 1, 0)}
	v := newView(c, model.Image{}, Options{Width: 4000, Height: 2000})
	for p, want := range map[[2]int]vec.Vec3{
		{2000, 1000}: at(1, 0, 0), {3000, 1000}: at(0, 0, 1), {1000, 1000}: at(0, 0, -1), {0, 1000}: at(-1, 0, 0), {3999, 1000}: at(-1, 0, 0),
		{0, 0}: at(0, 1, 0), {3999, 0}: at(0, 1, 0), {0, 1999}: at(0, -1, 0), {3999, 1999}: at(0, -1, 0), {2000, 500}: at(1, 1, 0).Unit(),
	} {
		rays(v, p[0], p[1], 10, func(from, dir vec.Vec3) {
			if from != c.Position || dir.Sub(want).Len() > 4e-3 || math.Abs(dir.Len()-1) > 1e-12 {
				t.Errorf("pixel %v looks from %v to %v, want %v", p, from, dir, want)
			}
		})
	}
}

// TestThinLens: what lies at the focus is seen by all of the lens in one point;
// at the distance z it spreads over a disc of the aperture times |1 - z/focus|.
func TestThinLens(t *testing.T) {
	for _, focus := range []float64{0, 4} {
		c := model.Camera{Position: at(1, 2, 3), LookAt: at(1, 2, -7), Up: at(0, 1, 0), FOV: 60, Aperture: 0.5, Focus: focus}
		if focus == 0 {
			focus = 10
		}
		const wide, high = 4000, 2000
		v := newView(c, model.Image{}, Options{Width: wide, Height: high})
		pinhole := newView(model.Camera{Position: c.Position, LookAt: c.LookAt, Up: c.Up, FOV: c.FOV}, model.Image{}, Options{Width: wide, Height: high})
		for _, p := range [][2]int{{2000, 1000}, {10, 1990}} {
			var through vec.Vec3
			rays(pinhole, p[0], p[1], 1, func(_, dir vec.Vec3) { through = dir.Scale(1 / -dir.Z) })
			for _, z := range []float64{0, 0.5 * focus, focus, 3 * focus} {
				const samples = 2000
				blur := c.Aperture * math.Abs(1-z/focus)
				most, mean := 0.0, 0.0
				rays(v, p[0], p[1], samples, func(from, dir vec.Vec3) {
					off := from.Add(dir.Scale(z / -dir.Z)).Sub(c.Position.Add(through.Scale(z)))
					most, mean = max(most, 2*off.Len()), mean+off.Dot(off)/samples
					if math.Abs(dir.Len()-1) > 1e-12 || math.Abs(from.Z-c.Position.Z) > 1e-12 {
						t.Fatalf("a ray from %v to %v", from, dir)
					}
				})
				pixel := 2e-3 * z
				if math.Abs(most-blur) > pixel+0.01*blur || math.Abs(math.Sqrt(mean)-blur/math.Sqrt(8)) > pixel+0.02*blur {
					t.Errorf("at %v of focus %v the blur is %v wide, want %v; its mean square is %v", z, focus, most, blur, mean)
				}
			}
		}
	}
}

// TestFiltersAreAsDenseAsTheyAreHigh compares moments with those of the curves.
func TestFiltersAreAsDenseAsTheyAreHigh(t *testing.T) {
	cos := func(x float64) float64 { return math.Cos(math.Pi * x) }
	for kind, height := range map[model.Filter]func(x float64) float64{
		model.Box:  func(float64) float64 { return 1 },
		model.Tent: func(x float64) float64 { return 1 - math.Abs(x) },
		// Of standard deviation a third of the radius, lowered to end at 0.
		model.Gaussian: func(x float64) float64 { return math.Exp(-4.5*x*x) - math.Exp(-4.5) },
		// Harris, "On the Use of Windows for Harmonic Analysis", Proc. IEEE 66(1), 1978.
		model.BlackmanHarris: func(x float64) float64 {
			return 0.35875 + 0.48829*cos(x) + 0.14128*cos(2*x) + 0.01168*cos(3*x)
		},
	} {
		for _, radius := range []float64{0.3, 1, 1.5, 2} {
			f := newFilter(kind, radius)
			const steps = 100_000
			var got, want [5]float64
			area := 0.0
			last := math.Inf(-1)
			for i := range steps {
				u := (float64(i) + 0.5) / steps
				x := (f.at(u) - 0.5) / radius
				if !(-1 <= x && x <= 1 && x >= last) {
					t.Fatalf("filter %d takes %v to %v radii", kind, u, x)
				}
				last = x
				y := 2*u - 1
				area += height(y)
				for k := range got {
					got[k] += math.Pow(x, float64(k)) / steps
					want[k] += math.Pow(y, float64(k)) * height(y)
				}
			}
			for k := range got {
				if want[k] /= area; math.Abs(got[k]-want[k]) > 5e-4 {
					t.Errorf("filter %d of radius %v: moment %d is %v, want %v", kind, radius, k, got[k], want[k])
				}
			}
			if ends := f.at(1-0x1p-53) - f.at(0); math.Abs(ends-2*radius) > 1e-9 {
				t.Errorf("filter %d of radius %v is %v wide", kind, radius, ends)
			}
		}
	}
}

func TestBoxOfHalfAPixelIsThePixel(t *testing.T) {
	s := room(t)
	want := rendered(t, s, small.bounds(), small)
	s.Image.Filter, s.Image.FilterRadius = model.Box, 0.5
	samePixels(t, "box", rendered(t, s, small.bounds(), small), want)
	s.Image.FilterRadius = 1
	if pixels(rendered(t, s, small.bounds(), small)) == pixels(want) {
		t.Error("a wider box changes nothing")
	}
}

// TestFilterBlursAnEdge: half of the image is 1, and the pixels along the edge
// have the filter's share of it.
func TestFilterBlursAnEdge(t *testing.T) {
	texture := painted(2, 0, 1)
	texture.Nearest, texture.Wrap = true, [2]model.Wrap{model.Clamp, model.Clamp}
	s := &model.Scene{
		Image:     model.Image{Filter: model.Tent, FilterRadius: 2},
		Textures:  []model.Texture{texture},
		Materials: []model.Material{{Kind: model.Emissive, Emission: vec.Grey(1), EmissionMap: model.Map{Texture: 1}}},
		Meshes:    []model.Mesh{square()},
		Instances: []model.Instance{{Transform: vec.Rotate(1, 0, 0, 1)}},
		Camera:    model.Camera{Projection: model.Orthographic, Position: at(0, 0, 5), Up: at(0, 1, 0), Height: 1},
	}
	o := Options{Width: 8, Height: 8, Samples: 4096, MaxDepth: 1}
	f := rendered(t, s, image.Rect(0, 4, 8, 5), o)
	for x, off := range []float64{-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5} {
		want := 0.0 // of the tent's area, what lies beyond the edge
		switch {
		case off >= 2:
			want = 1
		case off > -2 && off < 0:
			want = (2 + off) * (2 + off) / 8
		case off > 0:
			want = 1 - (2-off)*(2-off)/8
		}
		if got := float64(f.Pix[3*x]); math.Abs(got-want) > 0.01 {
			t.Errorf("pixel %d is %v, want %v", x, got, want)
		}
	}
}
