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
	Frame   int              // of the plan
	Film    *film.Film       // of the tile's rectangle, with the channels of the spec
	Workers int              // that render together; 0 is one for each processor
	Have    func(y int) bool // whether row y is in the film already; nil: none is
	Done    func(y int)      // told of each row that has been filled in, by one goroutine at a time; nil: nobody is
}

// Tile renders tile i on the given number of workers (0: one for each
// processor) and leaves it at TilePath(i). It reports whether it had to: a tile
// that was there before, whole and of this spec, stays as it is.
func (r Run) Tile(ctx context.Context, e Engine, i, workers int) (rendered bool, err error) {
	h := r.tiles().Header(i)
	if film.CheckTile(r.TilePath(i), h) == nil {
		return false, nil
	}
	f := film.New(h.Rect, r.Spec.Channels...)
	if err := e.Rows(ctx, Target{Frame: r.Spec.Plan.Tile(i).Frame, Film: f, Workers: workers}); err != nil {
		return false, fmt.Errorf("tile %d: %w", i, err)
	}
	if err := film.WriteTile(r.TilePath(i), h, f); err != nil {
		return false, fmt.Errorf("tile %d: %w", i, err)
	}
	return true, nil
}
