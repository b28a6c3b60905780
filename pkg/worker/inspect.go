package worker

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"mosaic/pkg/film"
	"mosaic/pkg/render"
)

// Open finds the run that lies in a folder by the spec that Prepare left there.
// It is an os.ErrNotExist if no pod of the run has ever started.
func Open(dir string) (Run, error) {
	data, err := os.ReadFile(filepath.Join(dir, "spec.json"))
	if err != nil {
		return Run{}, err
	}
	spec, err := render.Parse(data)
	if err != nil {
		return Run{}, fmt.Errorf("%s: %w", dir, err)
	}
	return Run{Dir: dir, Spec: spec}, nil
}

// There is the tiles that the merge would take, sorted: those with a file of
// the right name, header and length. Of the tiles that thorough names every
// byte is read too; nil names none.
func (r Run) There(ctx context.Context, thorough func(i int) bool) ([]int, error) {
	named, err := r.tilesThere()
	if err != nil {
		return nil, err
	}
	var there []int
	var lock sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(4 * runtime.GOMAXPROCS(0)) // most of the time goes by waiting for the volume
	for i := range named {
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			if r.usable(i, thorough != nil && thorough(i)) {
				lock.Lock()
				there = append(there, i)
				lock.Unlock()
			}
			return nil
		})
	}
	err = g.Wait()
	slices.Sort(there)
	return there, err
}

// usable reports whether tile i has a file that can be used.
func (r Run) usable(i int, everyByte bool) bool {
	if everyByte {
		return r.tiles().CheckTile(i) == nil
	}
	f, err := r.tiles().Open(i)
	if err != nil {
		return false
	}
	f.Close()
	return true
}

// Picture makes a picture of a frame of the plan beside the image, from all tiles or, if it
// may be partial, from those that are there, each checked to the last byte, with
// stripes instead of the others. It returns the tiles that are absent. The
// image and its stats are not touched.
func (r Run) Picture(ctx context.Context, name string, options film.ImageOptions, frame int, partial bool) (absent []int, err error) {
	tiles := r.tiles()
	tiles.Frame = frame
	if partial {
		there, err := r.There(ctx, func(int) bool { return true })
		if err != nil {
			return nil, err
		}
		is := make([]bool, tiles.Plan.Len())
		for _, i := range there {
			is[i] = true
		}
		first, n := tiles.Plan.Of(frame)
		for i := first; i < first+n; i++ {
			if !is[i] {
				absent = append(absent, i)
			}
		}
		tiles.Absent = func(i int) bool { return !is[i] }
	}
	_, err = film.Assemble(ctx, tiles, filepath.Join(r.Dir, name), options, nil)
	return absent, err
}
