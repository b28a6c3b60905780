package film

import (
	"context"
	"fmt"
	"image"
	"io"
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
func (t Tiles) bands(ctx context.Context) *bands {
	b := &bands{full: make(chan band), free: make(chan []float32, 2)}
	size := PixelSize(t.kept) / 4 * t.Plan.Width * t.bandRows()
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
		for row := range t.Plan.Rows() {
			if !t.readTileRow(ctx, row, b.free, send) {
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
func (t Tiles) bandRows() int {
	return min(max(1, bandSize/(PixelSize(t.kept)*t.Plan.Width)), t.Plan.Size, t.Plan.Height)
}

// readTileRow sends a row of tiles, band by band, and reports whether to go on.
func (t Tiles) readTileRow(ctx context.Context, row int, free <-chan []float32, send func(band) bool) bool {
	columns := t.Plan.Columns()
	readers := make([]*TileReader, columns)
	buf := make([]byte, t.bufferSize())
	all := t.Plan.Bounds()
	all.Min.Y = row * t.Plan.Size
	all.Max.Y = min(all.Min.Y+t.Plan.Size, all.Max.Y)
	for y := all.Min.Y; y < all.Max.Y; y += t.bandRows() {
		r := image.Rect(0, y, all.Max.X, y+t.bandRows()).Intersect(all)
		var pix []float32
		select {
		case pix = <-free:
		case <-ctx.Done():
			return false
		}
		film := newOn(pix, r, t.kept)
		for c := range columns {
			if ctx.Err() != nil {
				return false
			}
			i := row*columns + c
			if err := t.readPart(i, &readers[c], film, buf); err != nil {
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
func (t Tiles) readPart(i int, r **TileReader, film *Film, buf []byte) (err error) {
	if t.absent(i) {
		x := t.Plan.Rect(i)
		t.hatch(film, x.Min.X, x.Max.X)
		return nil
	}
	if *r == nil {
		if *r, err = t.open(i); err != nil {
			return err
		}
	}
	defer (*r).Close()
	x := (*r).Header.Rect
	row := func(y int) Line { return film.part(y, x.Min.X, x.Max.X) }
	if err := (*r).readRows(film.Rect.Dy(), row, buf); err != nil || t.shown == nil {
		return err
	}
	for y := film.Rect.Min.Y; y < film.Rect.Max.Y; y++ {
		t.shown(row(y).Color)
	}
	return nil
}

// bufferSize fits the rows that a tile's reader takes at once.
func (t Tiles) bufferSize() int {
	return max(readSize, 8+PixelSize(t.Channels)*min(t.Plan.Size, t.Plan.Width))
}
