package imagefile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"math"
	"strconv"

	"mosaic/pkg/film"
)

// A rowPixels is a file of rows that are not packed, behind a header: PPM
// (https://netpbm.sourceforge.net/doc/ppm.html) or PFM
// (https://www.pauldebevec.com/Research/HDR/PFM/).
type rowPixels struct {
	image    *Image
	start    int64                           // where the rows begin
	bottomUp bool                            // the lowest row comes first
	channels int                             // 1 is gray
	size     int                             // bytes of a value
	value    func(b []byte) (float32, error) // of the first one in b
}

func openPPM(m *Image) error {
	h, err := readWords(m, 4)
	if err != nil {
		return err
	}
	if err := h.setSize(m); err != nil {
		return err
	}
	most, err := strconv.Atoi(h.words[3])
	if err != nil || most < 1 || most > math.MaxUint16 {
		return fmt.Errorf("states %.20q as its largest code: save it with 255 or 65535", h.words[3])
	}
	p := &rowPixels{image: m, start: h.length, channels: 3, size: 1}
	if kind := h.words[0]; kind == "P5" || kind == "P2" {
		p.channels = 1
	}
	m.Depth = 8
	if most > math.MaxUint8 {
		m.Depth, p.size = 16, 2
	}
	if kind := h.words[0]; kind == "P2" || kind == "P3" {
		m.pixels = &textPixels{p, most}
		values := int64(m.Window.Dx()) * int64(m.Window.Dy()) * int64(p.channels)
		return m.needs(h.length + 2*values - 1) // a digit each, and what is between them
	}
	p.value = func(b []byte) (float32, error) {
		code := int(b[0])
		if p.size == 2 {
			code = int(binary.BigEndian.Uint16(b))
		}
		return lightOf(code, most)
	}
	m.pixels = p
	return m.needs(p.end())
}

// lightOf is the light of a code of sRGB out of most.
func lightOf(code, most int) (float32, error) {
	if code < 0 || code > most {
		return 0, fmt.Errorf("has a code of %d, and %d is to be the largest: render it again", code, most)
	}
	return film.FromSRGB16(uint16((code*math.MaxUint16 + most/2) / most)), nil
}

func openPFM(m *Image) error {
	h, err := readWords(m, 4)
	if err != nil {
		return err
	}
	if err := h.setSize(m); err != nil {
		return err
	}
	// Only the sign matters: what the unit of the values is nobody agrees upon.
	scale, err := strconv.ParseFloat(h.words[3], 64)
	if err != nil || scale == 0 || math.IsNaN(scale) || math.IsInf(scale, 0) {
		return fmt.Errorf("states %.20q as its scale: save it with -1.0", h.words[3])
	}
	var order binary.ByteOrder = binary.BigEndian
	if scale < 0 {
		order = binary.LittleEndian
	}
	p := &rowPixels{image: m, start: h.length, channels: 3, size: 4, bottomUp: true}
	if h.words[0] == "Pf" {
		p.channels = 1
	}
	p.value = func(b []byte) (float32, error) { return math.Float32frombits(order.Uint32(b)), nil }
	m.Depth, m.Linear, m.pixels = 32, true, p
	return m.needs(p.end())
}

// rowSize is how many bytes a row has, and end where the last one ends.
func (p *rowPixels) rowSize() int64 { return int64(p.image.Window.Dx() * p.channels * p.size) }
func (p *rowPixels) end() int64     { return p.start + p.rowSize()*int64(p.image.Window.Dy()) }

func (p *rowPixels) fill(f *film.Film, from image.Point) error {
	row := make([]byte, f.Rect.Dx()*p.channels*p.size)
	for y := range f.Rect.Dy() {
		line := from.Y + y
		if p.bottomUp {
			line = p.image.Window.Dy() - 1 - line
		}
		at := p.start + int64(line)*p.rowSize() + int64(from.X*p.channels*p.size)
		if _, err := p.image.file.ReadAt(row, at); errors.Is(err, io.EOF) {
			return fmt.Errorf("row %d: was truncated while it was read", from.Y+y)
		} else if err != nil {
			return err
		}
		pix := f.Row(f.Rect.Min.Y + y)
		for i := range pix {
			v, err := p.value(row[p.size*(i/3*p.channels+i%3%p.channels):])
			if err != nil {
				return fmt.Errorf("row %d: %w", from.Y+y, err)
			}
			pix[i] = v
		}
	}
	return nil
}
