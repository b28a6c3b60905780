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
func encodePNG(w io.Writer, format Format, size image.Point, row func(y int) ([]float32, error)) (err error) {
	m := &rowImage{size: size, row: row, srgb: srgbTable(), y: -1, model: color.RGBAModel}
	m.codes = make([]uint16, 3*size.X)
	if format == PNG16 {
		m.model = color.RGBA64Model
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

// A rowImage is an opaque image of which one row is known at a time.
type rowImage struct {
	size  image.Point
	row   func(y int) ([]float32, error)
	srgb  *srgb
	model color.Model // RGBAModel or RGBA64Model: 8 or 16 bits a channel
	y     int         // the row that is known
	codes []uint16    // its R, G, B of every pixel
	pixel pixel       // the last one asked for
}

// A rowError is thrown out of At.
type rowError struct{ error }

func (m *rowImage) Bounds() image.Rectangle { return image.Rectangle{Max: m.size} }
func (m *rowImage) ColorModel() color.Model { return m.model }
func (m *rowImage) Opaque() bool            { return true }

// At is a pixel, valid until it is called again: no colour is allocated.
func (m *rowImage) At(x, y int) color.Color {
	if y != m.y {
		m.next(y)
	}
	m.pixel = pixel(m.codes[3*x:])
	return &m.pixel
}

// next makes row y the one that is known.
func (m *rowImage) next(y int) {
	rgb, err := m.row(y)
	if err != nil {
		panic(rowError{err})
	}
	eight := m.model == color.RGBAModel
	for i, v := range rgb {
		c := m.srgb.code(v)
		if eight {
			c = 257 * uint16(to8(c))
		}
		m.codes[i] = c
	}
	m.y = y
}

// A pixel is an opaque colour: red, green and blue in 16 bits.
type pixel [3]uint16

func (p *pixel) RGBA() (r, g, b, a uint32) {
	return uint32(p[0]), uint32(p[1]), uint32(p[2]), 0xffff
}
