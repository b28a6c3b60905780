package worker

import (
	"context"
	"fmt"

	"mosaic/pkg/film"
)

// An Engine turns a scene into pixels.
type Engine interface {
	// Rows fills in the rows of a tile. A pixel is a function of the spec and its
	// place: whatever rectangle it is rendered in, and with whatever rows, its
	// bits are the same.
	Rows(ctx context.Context, to Target) error
}

// A Target is where an engine puts the pixels of a tile.
type Target struct {
	Index       int                 // of the tile in the plan
	Frame       int                 // of the plan
	Film        *film.Film          // of the tile's rectangle, with the channels of the spec
	AnyChannels bool                // the engine adds those channels that it has
	Prepared    string              // folder of what the engine prepared; "" if it prepares nothing
	Workers     int                 // that render together; 0 is one for each processor
	Have        func(y int) bool    // whether row y is in the film already; nil: none is
	Done        func(y int)         // told of each row that has been filled in, by one goroutine at a time; nil: nobody is
	Progress    func(share float64) // told how much of the tile is done, by engines that do not go by rows; nil: nobody is
}

// Tile renders tile i on the given number of workers (0: one for each
// processor) and leaves it at TilePath(i). It reports whether it had to: a tile
// that was there before, whole and of this spec, stays as it is. Progress, if not
// nil, is told how much is done, by one goroutine at a time.
func (r Run) Tile(ctx context.Context, e Engine, i, workers int, progress func(share float64)) (rendered bool, err error) {
	tiles := r.tiles()
	h := tiles.Header(i)
	if tiles.CheckTile(i) == nil {
		return false, nil
	}
	f := film.New(h.Rect, tiles.Channels...)
	to := Target{
		Index: i, Frame: r.Spec.Plan.Tile(i).Frame, Film: f, AnyChannels: tiles.AnyChannels,
		Workers: workers, Progress: progress,
	}
	if progress != nil {
		rows := 0
		to.Done = func(int) {
			rows++
			progress(float64(rows) / float64(h.Rect.Dy()))
		}
	}
	if to.Prepared, err = r.prepare(ctx, e, to); err != nil {
		return false, fmt.Errorf("tile %d: %w", i, err)
	}
	if err := e.Rows(ctx, to); err != nil {
		return false, fmt.Errorf("tile %d: %w", i, err)
	}
	h.Channels = f.Channels()
	if err := film.WriteTile(r.TilePath(i), h, f); err != nil {
		return false, fmt.Errorf("tile %d: %w", i, err)
	}
	return true, nil
}
