package soup

import (
	"math"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// linear is the light of each byte in sRGB's encoding, of 65535.
var linear = newLinear()

func newLinear() (l [256]uint16) {
	for i := range l {
		l[i] = sixteen(vec.SRGBToLinear(float64(i) / 255))
	}
	return l
}

func sixteen(c float64) uint16 { return uint16(float64(c*math.MaxUint16) + 0.5) }

// Tint is a colour and an alpha as a Mesh stores them. The colour is in sRGB's
// encoding, as the programs that write PLY and OBJ copy it from the screen;
// what lies outside 0 to 1 is cut, and what is no number counts as 0.
func Tint(c [4]float64) (t [4]uint16) {
	for k, v := range c {
		switch {
		case !(v > 0):
		case k == 3 || v >= 1:
			t[k] = sixteen(min(v, 1))
		case v*255 == math.Trunc(v*255):
			t[k] = linear[int(v*255)]
		default:
			t[k] = sixteen(vec.SRGBToLinear(v))
		}
	}
	return t
}

// Tinted is the material of what has nothing but the colours of its vertices.
func Tinted() model.Material {
	m := Plain()
	m.Color, m.VertexColors = vec.Grey(1), true
	return m
}
