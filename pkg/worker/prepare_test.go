package worker

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"mosaic/pkg/render"
	"mosaic/pkg/tile"
)

// A cacher prepares a file, and paints tiles with what it says.
type cacher struct {
	prepared atomic.Int32
	fails    atomic.Int32 // so often
	took     time.Duration
}

func (c *cacher) Prepares() bool { return true }

func (c *cacher) Prepare(ctx context.Context, _ Target, dir string) error {
	c.prepared.Add(1)
	if err := sleep(ctx, c.took); err != nil {
		return err
	}
	if c.fails.Add(-1) >= 0 {
		return errors.New("no light")
	}
	return os.CopyFS(dir, os.DirFS("testdata/prepared"))
}

func (c *cacher) Rows(_ context.Context, to Target) error {
	if _, err := os.ReadFile(filepath.Join(to.PreparedDir, "cache")); err != nil {
		return err
	}
	for y := to.Film.Rect.Min.Y; to.Done != nil && y < to.Film.Rect.Max.Y; y++ {
		to.Done(y)
	}
	return nil
}

func preparedRun(t *testing.T, frames string) Run {
	t.Helper()
	plan := tile.Plan{Width: 8, Height: 4, Size: 4, Frames: 1}
	if frames != "" {
		plan.Frames = 2
	}
	r := Run{Dir: t.TempDir(), Spec: render.Spec{Version: render.Version, Plan: plan, Frames: frames}}
	if err := r.Prepare(); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestPreparedOnce renders all tiles of two frames at the same time: each frame
// is prepared by one of them.
func TestPreparedOnce(t *testing.T) {
	r := preparedRun(t, "1,2")
	synctest.Test(t, func(t *testing.T) {
		c := &cacher{took: 10 * time.Minute}
		var all sync.WaitGroup
		for i := range r.Spec.Plan.Len() {
			all.Go(func() {
				if _, err := r.Tile(t.Context(), c, i, 1, Teller{}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := c.prepared.Load(); n != 2 {
			t.Errorf("prepared %d times, want once a frame", n)
		}
	})
	if left, _ := filepath.Glob(filepath.Join(r.Dir, "prepared", "*.claim")); left != nil {
		t.Errorf("%v are left", left)
	}
}

// TestPrepareIsTakenOver leaves a claim of somebody who was killed, and one whose
// work fails: the next tile does it.
func TestPrepareIsTakenOver(t *testing.T) {
	r := preparedRun(t, "")
	synctest.Test(t, func(t *testing.T) {
		c := &cacher{}
		folder := filepath.Join(r.Dir, "prepared")
		if err := os.MkdirAll(folder, 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "000000.claim"), []byte("1 1"), 0o666); err != nil {
			t.Fatal(err)
		}
		c.fails.Store(1)
		start := time.Now()
		if _, err := r.Tile(t.Context(), c, 0, 1, Teller{}); err == nil {
			t.Error("what could not be prepared is no error")
		}
		if waited := time.Since(start); waited < claimExpires || waited > 2*claimExpires {
			t.Errorf("taken over after %v", waited)
		}
		start = time.Now()
		if _, err := r.Tile(t.Context(), c, 0, 1, Teller{}); err != nil {
			t.Error(err)
		}
		if waited := time.Since(start); waited > 0 {
			t.Errorf("%v passed, though nobody else prepares", waited)
		}
	})
}
