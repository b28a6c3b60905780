package film

import (
	"context"
	"fmt"
	"image"
	"io"
	"slices"
)

// bandSize is about how many bytes of pixels a band has; two bands exist, one
// being read while the other is being written.
const bandSize = 16 << 20

// A band is some rows of the image, or the error that came instead of them.
type band struct {
	film *Film
	err  error
}

// bands are the rows of the image on their way from the reader to the writer,
// from the top down.
type bands struct {
	full chan band
	free chan []float32 // the memory of bands that have been written
}

// bands starts reading all tiles, until the last one, an error or the end of ctx.
func (a assembly) bands(ctx context.Context) *bands {
	b := &bands{full: make(chan band), free: make(chan []float32, 2)}
	size := PixelSize(a.channels) / 4 * a.Plan.Width * a.bandRows()
	for range cap(b.free) {
		b.free <- make([]float32, size)
	}
	go func() {
		defer close(b.full)
		send := func(v band) bool {
			select {
			case b.full <- v:
				return v.err == nil
			case <-ctx.Done():
				return false
			}
		}
		for row := range a.Plan.Rows() {
			if !a.readTileRow(ctx, row, b.free, send) {
				return
			}
		}
	}()
	return b
}

// next is the band below the last one, whose memory it takes back.
func (b *bands) next(ctx context.Context, last *Film) (*Film, error) {
	if last != nil {
		b.free <- last.Pix[:cap(last.Pix)]
	}
	v, ok := <-b.full
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if !ok {
		return nil, io.ErrUnexpectedEOF // nobody asks for more rows than there are
	}
	return v.film, v.err
}

// bandRows is how many rows a band has: one at least, those of a tile at most.
func (a assembly) bandRows() int {
	return min(max(1, bandSize/(PixelSize(a.channels)*a.Plan.Width)), a.Plan.Size, a.Plan.Height)
}

// readTileRow sends a row of tiles, band by band, and reports whether to go on.
func (a assembly) readTileRow(ctx context.Context, row int, free <-chan []float32, send func(band) bool) bool {
	columns := a.Plan.Columns()
	readers := make([]*TileReader, columns)
	buf := make([]byte, a.readBuffer())
	all := a.Plan.Bounds()
	all.Min.Y = row * a.Plan.Size
	all.Max.Y = min(all.Min.Y+a.Plan.Size, all.Max.Y)
	for y := all.Min.Y; y < all.Max.Y; y += a.bandRows() {
		r := image.Rect(0, y, all.Max.X, y+a.bandRows()).Intersect(all)
		var pix []float32
		select {
		case pix = <-free:
		case <-ctx.Done():
			return false
		}
		film := newOn(pix, r, a.channels)
		for c := range columns {
			if ctx.Err() != nil {
				return false
			}
			i := row*columns + c
			if err := a.readPart(i, &readers[c], film, buf); err != nil {
				return send(band{err: fmt.Errorf("tile %d: %w", i, err)})
			}
		}
		if !send(band{film: film}) {
			return false
		}
	}
	return true
}

// readPart fills the part of film that belongs to tile i, and leaves the
// tile's file closed.
func (a assembly) readPart(i int, r **TileReader, film *Film, buf []byte) (err error) {
	if a.absent(i) {
		x := a.Plan.Tile(i).Rect
		a.hatch(film, x.Min.X, x.Max.X)
		return nil
	}
	if *r == nil {
		if *r, err = a.open(i); err != nil {
			return err
		}
	}
	defer (*r).Close()
	x := (*r).Header.Rect
	row := func(y int) Line { return a.fromTile(film.part(y, x.Min.X, x.Max.X)) }
	if err := (*r).readRows(film.Rect.Dy(), row, buf); err != nil || a.format.Linear {
		return err
	}
	for y := film.Rect.Min.Y; y < film.Rect.Max.Y; y++ {
		a.toScreen(film.part(y, x.Min.X, x.Max.X))
	}
	return nil
}

// fromTile is the pixels of the image as the reader of a tile takes them: with
// no room for the channels that the image does not get.
func (a assembly) fromTile(l Line) Line {
	if len(a.channels) == len(a.Channels) {
		return l
	}
	planes := make([][]float32, len(a.Channels))
	for i, name := range a.channels {
		planes[slices.Index(a.Channels, name)] = l.Planes[i]
	}
	return Line{Color: l.Color, Planes: planes}
}

// toScreen makes what a format for screens holds of a tile's pixels.
func (a assembly) toScreen(l Line) {
	if len(a.channels) > 0 { // it is alpha
		unassociate(l.Color, l.Planes[0])
	}
	if a.view != nil {
		a.view(l.Color)
	}
}

// readBuffer fits the rows that a tile's reader takes at once.
func (a assembly) readBuffer() int {
	return max(readSize, 8+PixelSize(a.Channels)*min(a.Plan.Size, a.Plan.Width))
}
