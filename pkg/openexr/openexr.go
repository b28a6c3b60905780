// Package openexr reads OpenEXR files, whichever program wrote them.
//
// New reads the header of a picture: scan lines or tiles, and of a file of
// several parts the first. Read then copies a rectangle of some channels, and
// reads no other chunks of the file than those that the rectangle crosses.
// Floats come back bit by bit, halfs exactly, and integers rounded to float32.
// Every lossless compression can be read, and PXR24 and B44 too; DWA cannot.
//
// No byte of the file is trusted. What a header claims is compared with the
// length of the file before memory is taken for it, so that memory grows with
// the rectangle and with one chunk; what does not fit together is an error.
//
// The format is that of "OpenEXR File Layout",
// https://openexr.com/en/latest/OpenEXRFileLayout.html, and of "Technical
// Introduction to OpenEXR". All numbers are little endian. HalfBits and ZIP are
// for those who write it.
package openexr

import (
	"fmt"
	"image"
	"io"
)

// Magic is what each file begins with.
const Magic = "\x76\x2f\x31\x01"

// MaxSide is how many pixels a picture may have in each direction.
const MaxSide = 1 << 16

// A Kind is how the values of a channel are stored.
type Kind uint32

// The kinds, by the numbers of the format.
const (
	Uint  Kind = 0 // 32 bits
	Half  Kind = 1 // 16 bits
	Float Kind = 2 // 32 bits
)

// Size is how many bytes a value takes.
func (k Kind) Size() int {
	if k == Half {
		return 2
	}
	return 4
}

// A Channel is a channel of a picture, as the header lists it.
type Channel struct {
	Name string
	Kind Kind

	perceptual bool // pLinear: B44 takes the logarithms of such values
}

// A Picture is a file whose header has been read.
type Picture struct {
	Window   image.Rectangle // dataWindow: of the pixels in the file
	Display  image.Rectangle // displayWindow: of the picture they belong to
	Channels []Channel       // in the file's order

	compression compression
	tile        image.Point // the size of a tile; zero if the file has scan lines
	multipart   bool        // chunks begin with the number of their part
	offsets     int64       // where the table of the chunks' offsets begins
	file        io.ReaderAt
	size        int64 // of the file
}

// A Target is where Read puts the values of a channel: that of pixel (x, y) goes
// to Values[Step * i], i being the number of the pixel in its rectangle, row by row.
type Target struct {
	Channel int // of Picture.Channels
	Values  []float32
	Step    int
}

// Read copies the pixels of r, which must lie in the window. The error of a
// chunk that cannot be read says which one it is.
func (p *Picture) Read(r image.Rectangle, targets []Target) error {
	if r.Empty() || !r.In(p.Window) {
		return fmt.Errorf("the pixels %v do not lie in %v", r, p.Window)
	}
	for _, t := range targets {
		if t.Step < 1 || (r.Dx()*r.Dy()-1)*t.Step >= len(t.Values) {
			return fmt.Errorf("%d values of channel %s have no room for the pixels %v", len(t.Values), p.Channels[t.Channel].Name, r)
		}
	}
	d := decoder{picture: p}
	for c := range p.crossing(r) {
		raw, err := d.chunk(c)
		if err != nil {
			return fmt.Errorf("%s: %w", c, err)
		}
		p.copy(raw, c.rect, r, targets)
	}
	return nil
}

// copy takes the pixels of r out of a chunk's. These are lines, each of which
// has all values of the first channel, then of the second.
func (p *Picture) copy(raw []byte, chunk, r image.Rectangle, targets []Target) {
	part := chunk.Intersect(r)
	starts, line := make([]int, len(p.Channels)), 0 // in a line
	for i, c := range p.Channels {
		starts[i] = line
		line += c.Kind.Size() * chunk.Dx()
	}
	for _, t := range targets {
		kind := p.Channels[t.Channel].Kind
		for y := part.Min.Y; y < part.Max.Y; y++ {
			from := raw[(y-chunk.Min.Y)*line+starts[t.Channel]+(part.Min.X-chunk.Min.X)*kind.Size():]
			first := (y-r.Min.Y)*r.Dx() + part.Min.X - r.Min.X
			kind.decode(t.Values[first*t.Step:], t.Step, from[:part.Dx()*kind.Size()])
		}
	}
}
