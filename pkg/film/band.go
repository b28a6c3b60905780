package film

import (
	"context"
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
func (a *assembly) bands(ctx context.Context) *bands {
	b := &bands{full: make(chan band), free: make(chan []float32, 2)}
	size := PixelSize(a.channels) / 4 * a.Plan.Width * a.bandRows()
	for range cap(b.free) {
		b.free <- make([]float32, size)
	}
	go func() {
		defer close(b.full)
		defer a.close()
		for y := 0; y < a.Plan.Height; {
			rows := image.Rect(0, y, a.Plan.Width, a.bandEnd(y))
			select {
			case memory := <-b.free:
				film := newOn(memory, rows, a.channels)
				v := band{film: film, err: a.read(ctx, film)}
				select {
				case b.full <- v:
				case <-ctx.Done():
					return
				}
				if v.err != nil {
					return
				}
			case <-ctx.Done():
				return
			}
			y = rows.Max.Y
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

// bandRows is how many rows a band has at most.
func (a *assembly) bandRows() int {
	return min(max(1, bandSize/(PixelSize(a.channels)*a.Plan.Width)), a.Plan.Height)
}

// bandEnd is where the band that begins at row y ends: where tiles end too, so
// that each is read at once, unless they are higher than a band.
func (a *assembly) bandEnd(y int) int {
	most := min(y+a.bandRows(), a.Plan.Height)
	tiles := a.Plan.Crossing(a.Frame, y, most)
	end := most
	for cut := true; cut; {
		cut = false
		for _, i := range tiles {
			if r := a.Plan.Tile(i).Rect; r.Min.Y < end && end < r.Max.Y {
				end, cut = r.Min.Y, true
			}
		}
	}
	if end <= y {
		return most
	}
	return end
}
