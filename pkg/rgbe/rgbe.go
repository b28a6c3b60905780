// Package rgbe reads Radiance pictures (.hdr, .pic): texels of three colours that
// share an exponent.
//
// A Reader has the header; Next decodes the scan lines in the file's order, one
// at a time, and Place says where each texel of one belongs. What the EXPOSURE and
// COLORCORR lines say was multiplied in is divided out again.
//
// Greg Ward, "Real Pixels", Graphics Gems II, 1991; Radiance's src/common/color.c
// and src/common/resolu.c.
package rgbe

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"io"
	"math"
)

// Magic is what each file begins with.
const Magic = "#?"

// A Reader reads the scan lines of a picture.
type Reader struct {
	Width, Height int
	Orientation   Orientation

	in    input
	scale [3]float64 // factors that the colours were multiplied by
	line  [][4]uint8
}

// An Orientation is how scan lines lie in a picture. The zero value is the usual
// one, -Y +X: from the top down, each from left to right.
type Orientation struct {
	Columns  bool // a scan line is a column, not a row
	Right    bool // columns, or the texels of a row, go from right to left
	BottomUp bool // rows, or the texels of a column, go from the bottom up
}

// A PlaceError is an error in a file, and where it is: "line 3", "byte 1024".
type PlaceError struct {
	Location string
	Err      error
}

func (e *PlaceError) Error() string { return e.Location + ": " + e.Err.Error() }
func (e *PlaceError) Unwrap() error { return e.Err }

var (
	errTruncated = errors.New("the file ends early: copy or save it again")
	errPacking   = errors.New("the rows are not packed as Radiance does: save the picture again")
	errBright    = errors.New("is brighter than 32 bits can say: save it with EXPOSURE nearer to 1")
)

// NewReader reads the header. The size is what the file states, and above 0;
// Shortest tells the caller whether the file is long enough for it.
func NewReader(r io.Reader) (*Reader, error) {
	p := &Reader{in: input{Reader: bufio.NewReaderSize(r, 64<<10)}, scale: [3]float64{1, 1, 1}}
	if err := p.header(); err != nil {
		return nil, err
	}
	return p, nil
}

// Length is how many texels a scan line has.
func (p *Reader) Length() int {
	if p.Orientation.Columns {
		return p.Height
	}
	return p.Width
}

// Lines is how many scan lines there are.
func (p *Reader) Lines() int {
	if p.Orientation.Columns {
		return p.Width
	}
	return p.Height
}

// Shortest is how many bytes the scan lines take at least: a texel each.
func (p *Reader) Shortest() int { return 4 * p.Lines() }

// Next decodes the next scan line to R, G and B of each texel: 3 * n values. A nil
// line is decoded and dropped.
func (p *Reader) Next(rgb []float32) error {
	if p.line == nil {
		p.line = make([][4]uint8, p.Length())
	}
	if err := p.in.row(p.line); err != nil {
		return &PlaceError{fmt.Sprintf("byte %d", p.in.at), err}
	}
	if rgb == nil {
		return nil
	}
	for i, c := range p.line {
		for k := range 3 {
			v := float64(c[k])
			if c[3] == 0 {
				v = 0
			}
			v = math.Ldexp(v, int(c[3])-(128+8)) / p.scale[k]
			if v > math.MaxFloat32 {
				return errBright
			}
			rgb[3*i+k] = float32(v)
		}
	}
	return nil
}

// Place is where in the picture texel i of a scan line is.
func (p *Reader) Place(line, i int) image.Point {
	at := image.Pt(i, line)
	if p.Orientation.Columns {
		at = image.Pt(line, i)
	}
	if p.Orientation.Right {
		at.X = p.Width - 1 - at.X
	}
	if p.Orientation.BottomUp {
		at.Y = p.Height - 1 - at.Y
	}
	return at
}
