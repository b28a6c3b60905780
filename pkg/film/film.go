// Package film holds pixels and the files they are kept in.
//
// A Film is a rectangle of linear float32 pixels: R, G and B, and any other
// channels by name. A tile's film is kept as an OpenEXR file that says what it
// is: which rectangle of which image, the hash of the render's spec, the tile's
// index, and a checksum of the whole file. WriteTile makes such a file whole or
// not at all, so its name promises its content; CheckTile and ReadTile trust no
// byte of it all the same.
//
// Assemble makes the image of all tiles. It opens each once and reads them in
// bands of rows, one band ahead of the encoder, several at the same time; it
// compares headers and checksums as the bytes pass by. Where a tile is missing,
// of another render, misplaced or damaged no image appears, and one error names
// all such tiles. Neither the image nor many open files are ever held: memory
// grows with the image's width at most.
//
// The files of equal pixels are equal bytes: however the image was cut into
// tiles, and on every architecture. PNG, TIFF and JPEG hold sRGB, rounded by a
// table of exact bounds, of what a View makes of the light; OpenEXR holds all
// channels, as float32 values bit by bit or, if that is asked for, colours as halfs.
package film

import (
	"fmt"
	"image"
	"slices"
	"strings"
)

// A Film is a rectangle of linear pixels.
type Film struct {
	Rect   image.Rectangle // of the image that the pixels cover
	Pix    []float32       // R, G, B of each pixel, row by row: 3 * Dx * Dy values
	Planes []Plane         // the other channels, sorted by name
}

// A Plane is a channel of a film that is not R, G or B.
type Plane struct {
	Name string    // as OpenEXR files have it: "A", "albedo.R", "depth.Z"
	Pix  []float32 // a value for each pixel, row by row: Dx * Dy values
}

// A Line is the pixels of a row, or of a part of it.
type Line struct {
	Color  []float32   // R, G, B of each pixel
	Planes [][]float32 // the other channels, in the order of their names
}

// New returns a black film that has the named channels, zeros, beside R, G and B.
func New(r image.Rectangle, channels ...string) *Film {
	n := r.Dx() * r.Dy()
	return newOn(make([]float32, (3+len(channels))*n), r, channels)
}

// Add adds channels, zeros, that the film does not have.
func (f *Film) Add(channels ...string) {
	for _, name := range channels {
		if f.Plane(name) == nil {
			f.Planes = append(f.Planes, Plane{name, make([]float32, f.Rect.Dx()*f.Rect.Dy())})
		}
	}
	slices.SortFunc(f.Planes, func(a, b Plane) int { return strings.Compare(a.Name, b.Name) })
}

// newOn is a film on memory that has room for it. Its first slice reaches to
// the end of that memory, so that it can be given back.
func newOn(memory []float32, r image.Rectangle, channels []string) *Film {
	n := r.Dx() * r.Dy()
	f := &Film{Rect: r, Pix: memory[:3*n]}
	rest := memory[3*n:]
	for _, name := range slices.Sorted(slices.Values(channels)) {
		f.Planes = append(f.Planes, Plane{name, rest[:n:n]})
		rest = rest[n:]
	}
	return f
}

// Row is R, G and B of row y of the image: 3 * Dx values, not a copy.
func (f *Film) Row(y int) []float32 {
	n := 3 * f.Rect.Dx()
	i := (y - f.Rect.Min.Y) * n
	return f.Pix[i : i+n : i+n]
}

// Plane is the values of a channel other than R, G and B, not a copy; nil if
// the film does not have it.
func (f *Film) Plane(name string) []float32 {
	for _, p := range f.Planes {
		if p.Name == name {
			return p.Pix
		}
	}
	return nil
}

// Channels is the names of the channels beside R, G and B.
func (f *Film) Channels() []string {
	var names []string
	for _, p := range f.Planes {
		names = append(names, p.Name)
	}
	return names
}

// Line is row y of the image in all channels, not a copy.
func (f *Film) Line(y int) Line { return f.part(y, f.Rect.Min.X, f.Rect.Max.X) }

// part is the pixels of row y from x0 up to x1.
func (f *Film) part(y, x0, x1 int) Line {
	first := (y-f.Rect.Min.Y)*f.Rect.Dx() - f.Rect.Min.X
	l := Line{Color: f.Pix[3*(first+x0) : 3*(first+x1)]}
	if len(f.Planes) > 0 {
		l.Planes = make([][]float32, len(f.Planes))
	}
	for i, p := range f.Planes {
		l.Planes[i] = p.Pix[first+x0 : first+x1]
	}
	return l
}

// differs says in what the film is not that of the tile.
func (f *Film) differs(h Header) error {
	if n := h.Rect.Dx() * h.Rect.Dy(); f.Rect != h.Rect || len(f.Pix) != 3*n {
		return fmt.Errorf("a film of %v with %d values is not the tile %v", f.Rect, len(f.Pix), h.Rect)
	}
	if !slices.Equal(f.Channels(), h.Channels) {
		return fmt.Errorf("a film with the channels %s is not a tile with %s", channelNames(f.Channels()), channelNames(h.Channels))
	}
	for _, p := range f.Planes {
		if 3*len(p.Pix) != len(f.Pix) {
			return fmt.Errorf("a film of %v with %d values of %s is not the tile %v", f.Rect, len(p.Pix), p.Name, h.Rect)
		}
	}
	return nil
}
