package film

import "math"

// Alpha is the channel of how much of a pixel is covered: 1 is opaque. Colour is
// multiplied by it in films and OpenEXR files (associated alpha: "Technical
// Introduction to OpenEXR", "Premultiplied vs. Un-Premultiplied Color Channels").
// It is not in PNG ("Portable Network Graphics (PNG) Specification", third
// edition, section 12.3) and TIFF ("TIFF, Revision 6.0", ExtraSamples = 2).
// Alpha is linear in all of them.
const Alpha = "A"

// unassociate divides colour by alpha. Where nothing is covered the colour is
// black: light without cover, as that of a flame, cannot be told so. Opaque
// pixels keep their bits.
func unassociate(color, alpha []float32) {
	for i, a := range alpha {
		switch pixel := color[3*i : 3*i+3]; {
		case a >= 1:
		case a > 0:
			for c, v := range pixel {
				pixel[c] = storable(float64(v) / float64(a))
			}
		default:
			clear(pixel)
		}
	}
}

// Associate multiplies colour by alpha, as films have it: the pixel of a file
// that does not. Divided again by the encoder it gives the codes that it had
// wherever alpha is more than 0: each of the three roundings is less than 2^-24
// of a value, and half a code at least 2^-17 of it.
func Associate(color, alpha []float32) {
	for i, a := range alpha {
		for c, v := range color[3*i : 3*i+3] {
			color[3*i+c] = float32(v * a)
		}
	}
}

// alphaCode is the 16-bit code of an alpha; to8 makes the 8-bit one of it. What
// is not a number is transparent.
func alphaCode(a float32) uint16 {
	if !(a > 0) {
		return 0
	}
	return uint16(math.Round(65535 * float64(min(a, 1))))
}
