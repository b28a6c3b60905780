package film

import (
	"image"
	"image/color"
	"image/png"
	"io"
)

// encodePNG has the standard library write rows that do not exist yet: the
// encoder asks for the pixels of an image.Image once, from left to right and
// from top to bottom.
func encodePNG(w io.Writer, p picture) (err error) {
	m := &rowImage{picture: p, srgb: srgbTable(), y: -1, codes: make([]uint16, 3*p.size.X)}
	if p.alpha() {
		m.alphas = make([]uint16, p.size.X)
	}
	// The encoder cannot be told to stop, so the error of a row is thrown through it.
	defer func() {
		switch r := recover().(type) {
		case nil:
		case rowError:
			err = r.error
		default:
			panic(r)
		}
	}()
	e := png.Encoder{CompressionLevel: png.DefaultCompression}
	return e.Encode(w, m)
}

// A rowImage is an image of which one row is known at a time.
type rowImage struct {
	picture
	srgb   *srgb
	y      int         // the row that is known
	codes  []uint16    // R, G, B of each of its pixels, in 16 bits or 257 times 8
	alphas []uint16    // their alphas; nil if all are opaque
	pixel  opaquePixel // the last one asked for
}

// A rowError is thrown out of At.
type rowError struct{ error }

func (m *rowImage) Bounds() image.Rectangle { return image.Rectangle{Max: m.size} }
func (m *rowImage) Opaque() bool            { return m.alphas == nil }

// ColorModel says the depth, and whether there is alpha.
func (m *rowImage) ColorModel() color.Model {
	switch {
	case m.depth == 8 && m.Opaque():
		return color.RGBAModel
	case m.depth == 8:
		return color.NRGBAModel
	case m.Opaque():
		return color.RGBA64Model
	}
	return color.NRGBA64Model
}

// At is a pixel. An opaque one is valid until At is called again: no memory is
// allocated for it.
func (m *rowImage) At(x, y int) color.Color {
	if y != m.y {
		m.read(y)
	}
	c := m.codes[3*x : 3*x+3]
	switch {
	case m.Opaque():
		m.pixel = opaquePixel(c)
		return &m.pixel
	case m.depth == 8:
		return color.NRGBA{R: uint8(c[0]), G: uint8(c[1]), B: uint8(c[2]), A: uint8(m.alphas[x])}
	}
	return color.NRGBA64{R: c[0], G: c[1], B: c[2], A: m.alphas[x]}
}

// read makes row y the one that is known.
func (m *rowImage) read(y int) {
	l, err := m.row(y)
	if err != nil {
		panic(rowError{err})
	}
	for i, v := range l.Color {
		m.codes[i] = m.code(m.srgb.code(v))
	}
	for x := range m.alphas {
		m.alphas[x] = m.code(alphaCode(l.Planes[0][x]))
	}
	m.y = y
}

// code is a 16-bit code in the picture's depth: an 8-bit code is in both bytes.
func (m *rowImage) code(c uint16) uint16 {
	if m.depth == 8 {
		return 257 * uint16(to8(c))
	}
	return c
}

// An opaquePixel is red, green and blue in 16 bits.
type opaquePixel [3]uint16

func (p *opaquePixel) RGBA() (r, g, b, a uint32) {
	return uint32(p[0]), uint32(p[1]), uint32(p[2]), 0xffff
}
