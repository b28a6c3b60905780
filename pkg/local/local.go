// Package local renders in this process, with no cluster: the same plan, tile
// and merge as pods run, on a temporary folder.
package local

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"mosaic/pkg/engine"
	"mosaic/pkg/progress"
	"mosaic/pkg/render"
	"mosaic/pkg/worker"
)

// An Executor renders on this machine. The zero Executor uses all processors.
type Executor struct {
	Workers int // rendering at the same time; 0 is one for each processor
}

// Render makes the image of the spec at the path to, in the format its
// extension and the bits of a channel say.
func (x Executor) Render(ctx context.Context, spec render.Spec, scene []byte, to string, bitDepth int, p progress.Reporter) error {
	return x.inFolder(spec, scene, func(r worker.Run, e *engine.Engine) error {
		if err := x.tiles(ctx, r, e, p); err != nil {
			return err
		}
		p.Step("merge")
		image := "image" + filepath.Ext(to)
		stats, err := r.Merge(ctx, image, bitDepth, func(rows int) {
			p.Count(progress.Counts{Done: int64(rows), Total: int64(spec.Height), Unit: "rows"})
		})
		if err != nil {
			return err
		}
		if err := move(filepath.Join(r.Dir, image), to); err != nil {
			return err
		}
		p.Done("%s, %s, SHA-256 %s", to, progress.Size(stats.Bytes), stats.SHA256)
		return nil
	})
}

// Tile renders tile i alone, and leaves its file, an OpenEXR, at the path to.
func (x Executor) Tile(ctx context.Context, spec render.Spec, scene []byte, i int, to string, p progress.Reporter) error {
	return x.inFolder(spec, scene, func(r worker.Run, e *engine.Engine) error {
		p.Step("tile")
		if _, err := r.Tile(ctx, e, i, x.workers()); err != nil {
			return err
		}
		if err := move(r.TilePath(i), to); err != nil {
			return err
		}
		p.Done("tile %d, %v, at %s", i, spec.Plan().Rect(i), to)
		return nil
	})
}

func (x Executor) inFolder(spec render.Spec, scene []byte, work func(worker.Run, *engine.Engine) error) (err error) {
	e, err := engine.Open(spec, scene)
	if err != nil {
		return err
	}
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
	return work(r, e)
}

// tiles renders every tile. Processors that are left over when there are few
// tiles work together on each.
func (x Executor) tiles(ctx context.Context, r worker.Run, e *engine.Engine, p progress.Reporter) error {
	n := r.Spec.Plan().Len()
	side := min(x.workers(), n)
	each := (x.workers() + side - 1) / side
	p.Step("tiles")
	var done, active atomic.Int64
	count := func() {
		p.Count(progress.Counts{Done: done.Load(), Active: active.Load(), Total: int64(n), Unit: "tiles"})
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(side)
	for i := range n {
		if ctx.Err() != nil {
			break
		}
		g.Go(func() error {
			active.Add(1)
			count()
			_, err := r.Tile(ctx, e, i, each)
			active.Add(-1)
			if err == nil {
				done.Add(1)
				count()
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil && done.Load() < int64(n) {
		return err
	}
	p.Done("%d tiles", n)
	return nil
}

func (x Executor) workers() int {
	if x.Workers > 0 {
		return x.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// move gives a file its place on the user's disk, which may be another disk.
func move(from, to string) (err error) {
	if os.Rename(from, to) == nil {
		return nil
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.CreateTemp(filepath.Dir(to), "."+filepath.Base(to)+".*.tmp")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name()) // of no effect after the rename
	if _, err = io.Copy(out, in); err == nil {
		err = out.Sync()
	}
	if cerr := out.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(out.Name(), to)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", to, err)
	}
	return nil
}
