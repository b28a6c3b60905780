// Package local renders in this process, with no cluster: the same plan, tile
// and merge as pods run, on a temporary folder.
package local

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"mosaic/pkg/atomicfile"
	"mosaic/pkg/film"
	"mosaic/pkg/progress"
	"mosaic/pkg/render"
	"mosaic/pkg/status"
	"mosaic/pkg/worker"
)

// An Executor renders on this machine. The zero Executor uses all processors.
type Executor struct {
	Workers int    // rendering at the same time; 0 is one for each processor
	Name    string // of the render, as progress shows it
	Alone   bool   // one tile after the other, each on all workers: for programs that use them all

	// Tiled is told the file of each tile that is there, by those who render, at
	// the same time; nil is nobody. The files are gone when the image is there.
	Tiled func(path string)
}

// Render makes the image of the spec with an engine that was opened for it, at
// the path to, in the format its extension and the options say; of a spec with
// frames, each where the pattern to says (see render.FramePath).
func (x Executor) Render(ctx context.Context, spec render.Spec, e worker.Engine, to string, options film.ImageOptions, p progress.Reporter) error {
	return inFolder(spec, func(r worker.Run) error {
		b := newBoard(x.Name, spec.Plan.Len(), x.workers())
		if err := x.tiles(ctx, r, e, b, p); err != nil {
			return err
		}
		p.Step("merge")
		image := "image" + filepath.Ext(to)
		stats, err := r.Merge(ctx, image, options, func(rows int) {
			p.Count(progress.Counts{Done: int64(rows), Total: int64(spec.Plan.Height), Unit: "rows"})
		})
		if err != nil {
			return err
		}
		if spec.Frames != "" {
			if err := moveFrames(r, stats.Frames, to); err != nil {
				return err
			}
			b.show(p, status.Complete)
			p.Done("%s, %s, %s", to, progress.Number(len(stats.Frames), "frame"), progress.Size(stats.Bytes))
			return nil
		}
		if err := atomicfile.Move(filepath.Join(r.Dir, image), to); err != nil {
			return err
		}
		b.show(p, status.Complete)
		p.Done("%s, %s, SHA-256 %s", to, progress.Size(stats.Bytes), stats.SHA256)
		return nil
	})
}

// moveFrames puts frames where the pattern says.
func moveFrames(r worker.Run, frames []worker.Frame, pattern string) error {
	for _, f := range frames {
		to := render.FramePath(pattern, f.Number)
		if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
			return err
		}
		if err := atomicfile.Move(filepath.Join(r.Dir, worker.FramesDir, f.File), to); err != nil {
			return err
		}
	}
	return nil
}

// Tile renders tile i alone, and leaves its file, an OpenEXR, at the path to.
func (x Executor) Tile(ctx context.Context, spec render.Spec, e worker.Engine, i int, to string, p progress.Reporter) error {
	return inFolder(spec, func(r worker.Run) error {
		p.Step("tile")
		warn := func(text string) { p.Note("warning: %s", text) }
		if _, err := r.Tile(ctx, e, i, x.workers(), worker.Teller{Warn: warn}); err != nil {
			return err
		}
		if err := atomicfile.Move(r.TilePath(i), to); err != nil {
			return err
		}
		p.Done("tile %d, %v, at %s", i, spec.Plan.Tile(i).Rect, to)
		return nil
	})
}

// inFolder does the work of a run in a temporary folder.
func inFolder(spec render.Spec, work func(worker.Run) error) (err error) {
	dir, err := os.MkdirTemp("", "mosaic-*")
	if err != nil {
		return err
	}
	defer func() {
		if rerr := os.RemoveAll(dir); err == nil {
			err = rerr
		}
	}()
	r := worker.Run{Dir: dir, Spec: spec}
	if err := r.Prepare(); err != nil {
		return err
	}
	return work(r)
}

// tiles renders every tile. Processors that are left over when there are few
// tiles work together on each, and all of them on the last ones: none of them
// waits while another has a tile to itself.
func (x Executor) tiles(ctx context.Context, r worker.Run, e worker.Engine, b *board, p progress.Reporter) error {
	n := r.Spec.Plan.Len()
	side := min(x.workers(), n)
	if x.Alone {
		side = 1
	}
	together := (x.workers() + side - 1) / side // on a tile
	p.Step("tiles")
	watched, stop := context.WithCancel(ctx)
	wait := b.watch(watched, p)
	done, err := x.each(ctx, r, side, b, func(ctx context.Context, i int) error {
		crew := together
		if i >= n-side {
			crew = x.workers()
		}
		var warnings worker.Warnings
		_, err := r.Tile(ctx, e, i, crew, worker.Teller{Progress: func(share float64) { b.share(i, share) }, Warn: warnings.Add})
		b.warn(i, warnings)
		return err
	})
	stop()
	wait()
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil && done < n {
		return err
	}
	b.show(p, status.Merging)
	p.Done("%s", progress.Number(n, "tile"))
	return nil
}

// each does the work of all tiles, side of them at a time, and says of how many
// it was done.
func (x Executor) each(ctx context.Context, r worker.Run, side int, b *board, work func(context.Context, int) error) (int, error) {
	var done atomic.Int64
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(side)
	for i := range len(b.render.Tiles) {
		if ctx.Err() != nil {
			break
		}
		g.Go(func() error {
			b.begun(i)
			if err := work(ctx, i); err != nil {
				return err
			}
			done.Add(1)
			b.done(i)
			if x.Tiled != nil {
				x.Tiled(r.TilePath(i))
			}
			return nil
		})
	}
	err := g.Wait()
	return int(done.Load()), err
}

func (x Executor) workers() int {
	if x.Workers > 0 {
		return x.Workers
	}
	return runtime.GOMAXPROCS(0)
}
