package worker

import (
	"context"
	"fmt"
	"slices"
	"time"

	"mosaic/pkg/film"
	"mosaic/pkg/render"
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
	Index       int        // of the tile in the plan
	Frame       int        // of the plan
	Film        *film.Film // of the tile's rectangle, with the channels of the spec
	AnyChannels bool       // the engine adds those channels that it has
	Teller
	PreparedDir string           // folder of what the engine prepared; "" if it prepares nothing
	Workers     int              // that render together; 0 is one for each processor
	Have        func(y int) bool // whether row y is in the film already; nil: none is
	Done        func(y int)      // told of each row that has been filled in, by one goroutine at a time; nil: nobody is
}

// A Teller is told of a tile while it is rendered, by one goroutine at a time. Of
// what is nil nobody is told.
type Teller struct {
	Progress func(share float64)      // how much of the tile is done; of Rows, by engines that do not go by rows
	Warn     func(text string)        // what the user should know, though it goes on
	Prepared func(took time.Duration) // that what all tiles share is there now, after so long
}

// Tile renders tile i on the given number of workers (0: one for each
// processor) and leaves it at TilePath(i). It reports whether it had to: a tile
// that was there before, whole and of this spec, stays as it is.
func (r Run) Tile(ctx context.Context, e Engine, i, workers int, tell Teller) (rendered bool, err error) {
	tiles := r.tiles()
	h := tiles.Header(i)
	if tiles.CheckTile(i) == nil {
		return false, nil
	}
	f := film.New(h.Rect, tiles.Channels...)
	to := Target{
		Index: i, Frame: r.Spec.Plan.Tile(i).Frame, Film: f, AnyChannels: tiles.AnyChannels,
		Workers: workers, Teller: tell,
	}
	if tell.Progress != nil {
		rows := 0
		to.Done = func(int) {
			rows++
			tell.Progress(float64(rows) / float64(h.Rect.Dy()))
		}
	}
	begin := time.Now()
	if to.PreparedDir, err = r.prepare(ctx, e, to); err != nil {
		return false, fmt.Errorf("tile %d: %w", i, err)
	}
	if to.PreparedDir != "" && tell.Prepared != nil {
		tell.Prepared(time.Since(begin))
	}
	if err := e.Rows(ctx, to); err != nil {
		return false, fmt.Errorf("tile %d: %w", i, err)
	}
	if tell.Warn != nil && isBlack(f) {
		tell.Warn(render.AllBlack)
	}
	h.Channels = f.Channels()
	if err := film.WriteTile(r.TilePath(i), h, f); err != nil {
		return false, fmt.Errorf("tile %d: %w", i, err)
	}
	return true, nil
}

// isBlack reports whether no pixel has any light.
func isBlack(f *film.Film) bool {
	return !slices.ContainsFunc(f.Pix, func(x float32) bool { return x != 0 })
}
