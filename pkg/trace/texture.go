package trace

import (
	"math"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A texture is one of the scene's, with the ways its texels are read.
type texture struct {
	*model.Texture
	opaque bool // all alpha is 1
}

func newTextures(all []model.Texture) []texture {
	textures := make([]texture, len(all))
	for i := range all {
		t := &textures[i]
		t.Texture, t.opaque = &all[i], true
		for j := 3; j < len(t.Bytes); j += 4 {
			t.opaque = t.opaque && t.Bytes[j] == 255
		}
	}
	return textures
}

// A texel is a colour and how opaque it is.
type texel struct {
	color vec.RGB
	alpha float64
}

// linear is the light of each value in sRGB's encoding.
var linear = newLinear()

func newLinear() (l [256]float64) {
	for i := range l {
		l[i] = vec.SRGBToLinear(float64(i) / 255)
	}
	return l
}

// at is the texel in column x and row y; raw takes its bytes as they are.
func (t *texture) at(x, y int, raw bool) texel {
	i := y*t.Width + x
	if t.Bytes == nil {
		p := t.Floats[3*i : 3*i+3]
		return texel{vec.RGB{R: float64(p[0]), G: float64(p[1]), B: float64(p[2])}, 1}
	}
	p := t.Bytes[4*i : 4*i+4]
	alpha := float64(p[3]) / 255
	if raw {
		return texel{vec.RGB{R: float64(p[0]) / 255, G: float64(p[1]) / 255, B: float64(p[2]) / 255}, alpha}
	}
	return texel{vec.RGB{R: linear[p[0]], G: linear[p[1]], B: linear[p[2]]}, alpha}
}

// sample is the texture at (u, v), (0, 0) and (1, 1) being its corners: blended
// from four texels, unless it is to be read texel by texel.
func (t *texture) sample(u, v float64, raw bool) texel {
	x, y := float64(u*float64(t.Width)), float64(v*float64(t.Height))
	if t.Nearest {
		left, _ := below(x)
		top, _ := below(y)
		return t.at(wrap(left, t.Width, t.Wrap[0]), wrap(top, t.Height, t.Wrap[1]), raw)
	}
	left, across := below(x - 0.5)
	top, down := below(y - 0.5)
	x0, x1 := wrap(left, t.Width, t.Wrap[0]), wrap(left+1, t.Width, t.Wrap[0])
	y0, y1 := wrap(top, t.Height, t.Wrap[1]), wrap(top+1, t.Height, t.Wrap[1])
	return blend(
		blend(t.at(x0, y0, raw), t.at(x1, y0, raw), across),
		blend(t.at(x0, y1, raw), t.at(x1, y1, raw), across), down)
}

func blend(a, b texel, share float64) texel {
	return texel{
		a.color.Scale(1 - share).Add(b.color.Scale(share)),
		float64(a.alpha*(1-share)) + float64(b.alpha*share),
	}
}

// below is the whole number below x and what is left of x; both 0 of what is
// too large for a whole number of texels, and of NaN.
func below(x float64) (whole int, left float64) {
	const most = 1 << 40
	if !(-most < x && x < most) {
		return 0, 0
	}
	floor := math.Floor(x)
	return int(floor), x - floor
}

// wrap is the texel that lies at i, out of n.
func wrap(i, n int, how model.Wrap) int {
	switch how {
	case model.Clamp:
		return max(0, min(i, n-1))
	case model.Mirrored:
		i = ((i % (2 * n)) + 2*n) % (2 * n)
		return min(i, 2*n-1-i)
	default:
		return ((i % n) + n) % n
	}
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

// at is the layer where the surface has the texture coordinates uv.
func (l *layer) at(uv *[2][2]float64) texel {
	m, u, v := &l.Matrix, uv[l.UVSet][0], uv[l.UVSet][1]
	return l.sample(
		float64(m[0]*u)+float64(m[1]*v)+m[2],
		float64(m[3]*u)+float64(m[4]*v)+m[5], l.Raw)
}

// globe is the place of a direction on an equirectangular map, whose middle is
// -Z, with +X in its right half and +Y at the top.
func globe(d vec.Vec3) [2]float64 {
	return [2]float64{vec.Azimuth(d.X, -d.Z), 2 * (0.25 - vec.Elevation(d.Y))}
}
