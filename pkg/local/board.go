package local

import (
	"context"
	"slices"
	"sync"
	"time"

	"mosaic/pkg/progress"
	"mosaic/pkg/status"
)

// refreshInterval is how often the board is shown, at most.
const refreshInterval = 200 * time.Millisecond

// A board says of each tile how it is, as a cluster's pods do.
type board struct {
	mu      sync.Mutex
	render  status.Render
	changed bool
	warner  status.Warner
}

func newBoard(name string, tiles, workers int) *board {
	now := time.Now()
	return &board{changed: true, render: status.Render{
		Name: name, State: status.Rendering, Tiles: make([]status.Tile, tiles),
		Created: now, Changed: now, Parallelism: workers,
	}}
}

// begun notes that tile i is being rendered.
func (b *board) begun(i int) {
	now := time.Now()
	b.set(i, status.Tile{Phase: status.Running, Attempts: 1, Started: now}, now)
}

// share notes how much of tile i is done.
func (b *board) share(i int, share float64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.render.Tiles[i].Share, b.changed = share, true
}

// warn notes what tile i warned of.
func (b *board) warn(i int, warnings []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.render.Tiles[i].Warnings = warnings
}

// done notes that tile i is there.
func (b *board) done(i int) {
	now := time.Now()
	b.mu.Lock()
	t := b.render.Tiles[i]
	b.mu.Unlock()
	t.Phase, t.Took, t.Started, t.Share = status.Done, now.Sub(t.Started), time.Time{}, 0
	b.set(i, t, now)
}

func (b *board) set(i int, t status.Tile, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.render.Tiles[i], b.render.Changed, b.changed = t, now, true
}

// show shows the board as it is, if it has changed.
func (b *board) show(p progress.Reporter, s status.State) {
	b.mu.Lock()
	r := b.render
	r.State = s
	r.Tiles = slices.Clone(r.Tiles)
	changed := b.changed
	b.changed = false
	b.mu.Unlock()
	if changed || s != status.Rendering {
		r.Left = status.Left(r, time.Now())
		status.Tell(p, r)
		b.warner.Tell(p, r)
	}
}

// watch shows the board whenever it has changed, until the context ends. What
// it returns waits for that.
func (b *board) watch(ctx context.Context, p progress.Reporter) (wait func()) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(refreshInterval)
		defer tick.Stop()
		for {
			b.show(p, status.Rendering)
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			}
		}
	}()
	return func() { <-ended }
}
