package film

import (
	"context"
	"sync"
	"sync/atomic"
)

// An assembly is an image that is being made of tiles.
type assembly struct {
	Tiles
	format   Format
	depth    int                 // bits a channel
	channels []string            // of the tiles', those that the image gets
	view     func(rgb []float32) // applies the view to pixels; nil: they stay as they are

	unfinished map[int]*TileReader // of tiles with rows in the next band
	openFiles  atomic.Int32        // of these readers
	buffers    sync.Pool           // of *[]byte, for readers
	refused    atomic.Bool         // a tile is missing, foreign, misplaced or corrupt
}

func newAssembly(t Tiles, format Format, depth int) *assembly {
	a := &assembly{Tiles: t, format: format, depth: depth, channels: format.Holds(t.Channels), unfinished: map[int]*TileReader{}}
	a.buffers.New = func() any { return new([]byte) }
	return a
}

// encode writes the image to w while its next band is being read.
func (a *assembly) encode(ctx context.Context, w output, progress func(rows int)) error {
	ctx, stop := context.WithCancel(ctx)
	bands := a.bands(ctx)
	defer func() {
		stop()
		for range bands.full { // until the reader has ended
		}
	}()
	var film *Film
	row := func(y int) (_ Line, err error) {
		progress(y)
		if err := ctx.Err(); err != nil {
			return Line{}, err
		}
		if film == nil || y == film.Rect.Max.Y {
			if film, err = bands.next(ctx, film); err != nil {
				return Line{}, err
			}
		}
		return film.Line(y), nil
	}
	err := a.format.encode(w, picture{size: a.Plan.Bounds().Size(), depth: a.depth, channels: a.channels, row: row})
	if err == nil {
		progress(a.Plan.Height)
	}
	return err
}
