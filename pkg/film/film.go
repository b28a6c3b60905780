// Package film holds pixels and the files they are kept in.
//
// A Film is a rectangle of linear float32 RGB. Tiles are kept as OpenEXR files
// that say what they are; the image is written row by row as PNG, TIFF or
// OpenEXR, so that no more than a band of it is ever in memory.
package film

import "image"

// A Film is a rectangle of linear RGB pixels.
type Film struct {
	Rect image.Rectangle // of the image that the pixels cover
	Pix  []float32       // R, G, B of each pixel, row by row: 3 * Dx * Dy values
}

// New returns a black film.
func New(r image.Rectangle) *Film {
	return &Film{Rect: r, Pix: make([]float32, 3*r.Dx()*r.Dy())}
}

// Row is the pixels of row y of the image: 3 * Dx values, not a copy.
func (f *Film) Row(y int) []float32 {
	n := 3 * f.Rect.Dx()
	i := (y - f.Rect.Min.Y) * n
	return f.Pix[i : i+n : i+n]
}
