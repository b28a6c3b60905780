package soup

import (
	"math"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// linear decodes a byte of sRGB to a linear value from 0 to 65535.
var linear = newLinear()

func newLinear() (l [256]uint16) {
	for i := range l {
		l[i] = toUint16(vec.SRGBToLinear(float64(i) / 255))
	}
	return l
}

func toUint16(c float64) uint16 { return uint16(float64(c*math.MaxUint16) + 0.5) }

// VertexColor is a colour and an alpha, each from 0 to 1, as a model.Mesh stores
// them. The colour is in sRGB's encoding, as nearly all programs that write PLY and
// OBJ have it. Values outside 0 to 1 are clamped, and NaN counts as 0.
func VertexColor(c [4]float64) (t [4]uint16) {
	for k, v := range c {
		switch {
		case !(v > 0):
		case k == 3 || v >= 1:
			t[k] = toUint16(min(v, 1))
		case v*255 == math.Trunc(v*255):
			t[k] = linear[int(v*255)]
		default:
			t[k] = toUint16(vec.SRGBToLinear(v))
		}
	}
	return t
}

// VertexColorMaterial is the material of a mesh that has vertex colours and no
// material.
func VertexColorMaterial() model.Material {
	m := DefaultMaterial()
	m.Color, m.VertexColors = vec.Grey(1), true
	return m
}
