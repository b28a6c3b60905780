package trace

import (
	"math"

	"mosaic/pkg/bvh"
	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A texture is one of the scene's, with the ways its texels are read.
type texture struct {
	*model.Texture
	opaque bool // all alpha is 1
	huge   bool // its bytes lie in huge pages
}

func newTextures(all []model.Texture) []texture {
	textures := make([]texture, len(all))
	for i := range all {
		t := &textures[i]
		own := all[i]
		t.Texture, t.opaque = &own, true
		for j := 3; j < len(t.Bytes); j += 4 {
			t.opaque = t.opaque && t.Bytes[j] == 255
		}
	}
	return textures
}

// toHuge moves the bytes of a texture that is looked up by itself, not in a pack,
// into huge pages.
func (t *texture) toHuge() {
	if t.Bytes != nil && !t.huge {
		bytes := bvh.MakeHuge[uint8](len(t.Bytes))
		copy(bytes, t.Bytes)
		t.Bytes, t.huge = bytes, true
	}
}

// decoded is the numbers that bytes stand for: as they are, and in sRGB's
// encoding, the light of each.
var decoded = func() (t struct{ raw, srgb [256]float64 }) {
	for i := range t.raw {
		t.raw[i] = float64(i) / 255
		t.srgb[i] = vec.SRGBToLinear(t.raw[i])
	}
	return t
}()

// texel is the colour of texel i, counted row by row; raw takes its bytes as
// they are.
func (t *texture) texel(i int, raw bool) vec.RGB {
	if t.Bytes == nil {
		p := t.Floats[3*i : 3*i+3]
		return vec.RGB{R: float64(p[0]), G: float64(p[1]), B: float64(p[2])}
	}
	p, d := t.Bytes[4*i:4*i+3], &decoded.srgb
	if raw {
		d = &decoded.raw
	}
	return vec.RGB{R: d[p[0]], G: d[p[1]], B: d[p[2]]}
}

// texelAlpha is how opaque texel i is.
func (t *texture) texelAlpha(i int) float64 {
	if t.Bytes == nil {
		return 1
	}
	return decoded.raw[t.Bytes[4*i+3]]
}

// A footprint is the texels that a lookup blends: two of one row, the two below
// them, and the weights of the right column and of the lower row.
type footprint struct {
	texels       [4]int
	across, down float64
}

// footprint is that of the texture at (u, v), (0, 0) and (1, 1) being its
// corners. A texture that is read texel by texel has the same one four times.
func (t *texture) footprint(u, v float64) (f footprint) {
	x, y := float64(u*float64(t.Width)), float64(v*float64(t.Height))
	if t.Nearest {
		left, _ := below(x)
		top, _ := below(y)
		i := wrap(top, t.Height, t.Wrap[1])*t.Width + wrap(left, t.Width, t.Wrap[0])
		f.texels = [4]int{i, i, i, i}
		return f
	}
	left, across := below(x - 0.5)
	top, down := below(y - 0.5)
	f.across, f.down = across, down
	x0, x1 := wrap(left, t.Width, t.Wrap[0]), wrap(left+1, t.Width, t.Wrap[0])
	y0, y1 := wrap(top, t.Height, t.Wrap[1])*t.Width, wrap(top+1, t.Height, t.Wrap[1])*t.Width
	f.texels = [4]int{y0 + x0, y0 + x1, y1 + x0, y1 + x1}
	return f
}

// color is the texture's colour at (u, v): see footprint.
func (t *texture) color(u, v float64, raw bool) vec.RGB {
	f := t.footprint(u, v)
	if t.Nearest {
		return t.texel(f.texels[0], raw)
	}
	top := lerpRGB(t.texel(f.texels[0], raw), t.texel(f.texels[1], raw), f.across)
	bottom := lerpRGB(t.texel(f.texels[2], raw), t.texel(f.texels[3], raw), f.across)
	return lerpRGB(top, bottom, f.down)
}

// alpha is how opaque the texture is at (u, v).
func (t *texture) alpha(u, v float64) float64 {
	f := t.footprint(u, v)
	if t.Nearest {
		return t.texelAlpha(f.texels[0])
	}
	lerp := func(a, b, share float64) float64 { return float64(a*(1-share)) + float64(b*share) }
	return lerp(
		lerp(t.texelAlpha(f.texels[0]), t.texelAlpha(f.texels[1]), f.across),
		lerp(t.texelAlpha(f.texels[2]), t.texelAlpha(f.texels[3]), f.across), f.down)
}

func lerpRGB(a, b vec.RGB, share float64) vec.RGB { return a.Scale(1 - share).Add(b.Scale(share)) }

// below is the integer below x and what is left of x; both 0 of what is
// too large for a number of texels, and of NaN.
func below(x float64) (floor int, left float64) {
	const most = 1 << 40
	if !(-most < x && x < most) {
		return 0, 0
	}
	f := math.Floor(x)
	return int(f), x - f
}

// wrap is the texel that lies at i, out of n.
func wrap(i, n int, how model.Wrap) int {
	if uint(i) < uint(n) {
		return i
	}
	switch how {
	case model.Clamp:
		return max(0, min(i, n-1))
	case model.Mirrored:
		i = ((i % (2 * n)) + 2*n) % (2 * n)
		return min(i, 2*n-1-i)
	}
	if n&(n-1) == 0 { // no division
		return i & (n - 1)
	}
	return ((i % n) + n) % n
}

// A layer is a texture on a surface; nil is none.
type layer struct {
	*texture
	model.Map
}

func newLayer(m model.Map, textures []texture) *layer {
	if m.Texture == 0 {
		return nil
	}
	if m.Matrix == [6]float64{} {
		m.Matrix = [6]float64{1, 0, 0, 0, 1, 0}
	}
	return &layer{&textures[m.Texture-1], m}
}

// at is where the texture is looked up at texture coordinates of the surface.
func (l *layer) at(uv *[2][2]float64) (u, v float64) {
	m, u, v := &l.Matrix, uv[l.UVSet][0], uv[l.UVSet][1]
	return float64(m[0]*u) + float64(m[1]*v) + m[2], float64(m[3]*u) + float64(m[4]*v) + m[5]
}

// color is the layer's colour at texture coordinates of the surface.
func (l *layer) color(uv *[2][2]float64) vec.RGB {
	u, v := l.at(uv)
	return l.texture.color(u, v, l.Raw)
}

// alpha is how opaque the layer is there.
func (l *layer) alpha(uv *[2][2]float64) float64 {
	u, v := l.at(uv)
	return l.texture.alpha(u, v)
}

// globe is the place of a direction on an equirectangular map, whose middle is
// -Z, with +X in its right half and +Y at the top.
func globe(d vec.Vec3) [2]float64 {
	return [2]float64{vec.Azimuth(d.X, -d.Z), 2 * (0.25 - vec.Elevation(d.Y))}
}
