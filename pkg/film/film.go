// Package film holds pixels and the files they are kept in.
//
// A Film is a rectangle of linear float32 RGB, perhaps with layers beside it:
// what surfaces are like and how far they are. A tile's film is kept as an
// OpenEXR file that says what it is: which rectangle of which image, the hash
// of the render's spec, the tile's index, and a checksum of the whole file.
// WriteTile makes such a file whole or not at all, so its name promises its
// content; CheckTile and ReadTile trust no byte of it all the same.
//
// Assemble makes the image of all tiles. It first looks at every header and
// names every tile that is missing, of another render, misplaced or damaged;
// then it reads the tiles in bands of rows, one band ahead of the encoder, and
// compares the checksums as the bytes pass by. Neither the image nor more than
// one open tile file is ever held: memory grows with the image's width at
// most. Encode is the writing half alone, for pixels that come from elsewhere.
//
// The files of equal pixels are equal bytes: however the image was cut into
// tiles, and on every architecture. PNG and TIFF hold sRGB, rounded by a table
// of exact bounds, of what a View makes of the light; OpenEXR holds the float32
// values bit by bit, and the layers.
package film

import "image"

// A Film is a rectangle of linear RGB pixels.
type Film struct {
	Rect   image.Rectangle // of the image that the pixels cover
	Pix    []float32       // R, G, B of each pixel, row by row: 3 * Dx * Dy values
	Layers []Layer         // in the order of render.Layers; see Add
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
