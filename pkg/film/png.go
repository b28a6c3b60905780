package film

import (
	"image"
	"image/color"
	"image/png"
)

// encodePNG has the standard library write rows that do not exist yet: the
// encoder asks for the pixels of an image.Image once, from left to right and
// from top to bottom.
func encodePNG(w output, p picture) error {
	e := png.Encoder{CompressionLevel: png.DefaultCompression}
	return encodeRows(p, 1, func(m image.Image) error { return e.Encode(w, m) })
}

// encodeRows has an encoder write rows that do not exist yet; it looks at so many
// of them at a time, and never back.
func encodeRows(p picture, rows int, encode func(image.Image) error) (err error) {
	m := &rowImage{picture: p, srgb: srgbTable(), most: rows, codes: make([]uint16, 3*p.size.X*rows)}
	if p.alpha() {
		m.alphas = make([]uint16, p.size.X*rows)
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
	return encode(m)
}

// A rowImage is an image of which some rows are known at a time.
type rowImage struct {
	picture
	srgb   *srgb
	most   int         // rows that are known at a time
	first  int         // one of them
	end    int         // the row below them
	codes  []uint16    // R, G, B of each of their pixels, in 16 bits or 257 times 8
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
	for y >= m.end {
		m.read()
	}
	i := (y-m.first)*m.size.X + x
	c := m.codes[3*i : 3*i+3]
	switch {
	case m.Opaque():
		m.pixel = opaquePixel(c)
		return &m.pixel
	case m.depth == 8:
		return color.NRGBA{R: uint8(c[0]), G: uint8(c[1]), B: uint8(c[2]), A: uint8(m.alphas[i])}
	}
	return color.NRGBA64{R: c[0], G: c[1], B: c[2], A: m.alphas[i]}
}

// read makes the next rows those that are known.
func (m *rowImage) read() {
	m.first, m.end = m.end, min(m.end+m.most, m.size.Y)
	for y := m.first; y < m.end; y++ {
		l, err := m.row(y)
		if err != nil {
			panic(rowError{err})
		}
		at := (y - m.first) * m.size.X
		for i, v := range l.Color {
			m.codes[3*at+i] = m.code(m.srgb.code(v))
		}
		if m.alphas == nil {
			continue
		}
		for x, a := range l.Planes[0] {
			m.alphas[at+x] = m.code(alphaCode(a))
		}
	}
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
