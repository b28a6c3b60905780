package imagefile

import (
	"image"
	"image/color"
)

// Codes are a pixel's R, G, B and unassociated alpha, in 16 bits each. A code of 8
// bits is in both bytes.
type codes [4]uint16

// codesOf is the function that tells the codes of a picture's pixels.
func codesOf(m image.Image) func(x, y int) codes {
	switch p := m.(type) {
	case *image.NRGBA:
		return func(x, y int) codes {
			c := p.Pix[p.PixOffset(x, y):][:4]
			return codes{257 * uint16(c[0]), 257 * uint16(c[1]), 257 * uint16(c[2]), 257 * uint16(c[3])}
		}
	case *image.NRGBA64:
		return func(x, y int) codes {
			c := p.NRGBA64At(x, y)
			return codes{c.R, c.G, c.B, c.A}
		}
	case *image.Paletted:
		var colors [256]codes // an index beyond the palette is transparent black
		for i, c := range p.Palette[:min(len(p.Palette), 256)] {
			colors[i] = codesOfColor(c)
		}
		return func(x, y int) codes { return colors[p.ColorIndexAt(x, y)] }
	case image.RGBA64Image:
		return func(x, y int) codes {
			c := p.RGBA64At(x, y)
			return unassociated(uint32(c.R), uint32(c.G), uint32(c.B), uint32(c.A))
		}
	}
	return func(x, y int) codes { return codesOfColor(m.At(x, y)) }
}

func codesOfColor(c color.Color) codes {
	switch c := c.(type) {
	case color.NRGBA:
		return codes{257 * uint16(c.R), 257 * uint16(c.G), 257 * uint16(c.B), 257 * uint16(c.A)}
	case color.NRGBA64:
		return codes{c.R, c.G, c.B, c.A}
	}
	return unassociated(c.RGBA())
}

// unassociated divides codes by alpha. Transparent black stays black.
func unassociated(r, g, b, a uint32) codes {
	switch a {
	case 0:
		return codes{}
	case 0xffff:
		return codes{uint16(r), uint16(g), uint16(b), 0xffff}
	}
	by := func(v uint32) uint16 { return uint16(min((v*0xffff+a/2)/a, 0xffff)) }
	return codes{by(r), by(g), by(b), uint16(a)}
}
