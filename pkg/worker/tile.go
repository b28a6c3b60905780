package worker

import (
	"context"
	"fmt"

	"mosaic/pkg/engine"
	"mosaic/pkg/film"
)

// Tile renders tile i on the given number of workers (0: one for each
// processor) and leaves it at TilePath(i). It reports whether it had to: a tile
// that was there before, whole and of this spec, stays as it is.
func (r Run) Tile(ctx context.Context, e *engine.Engine, i, workers int) (rendered bool, err error) {
	h := r.tiles().Header(i)
	if film.CheckTile(r.TilePath(i), h) == nil {
		return false, nil
	}
	f, err := e.Render(ctx, h.Rect, workers)
	if err != nil {
		return false, fmt.Errorf("tile %d: %w", i, err)
	}
	if err := film.WriteTile(r.TilePath(i), h, f); err != nil {
		return false, fmt.Errorf("tile %d: %w", i, err)
	}
	return true, nil
}
