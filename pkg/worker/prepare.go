package worker

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// A Preparer is an engine that may work something out before any tile of a frame,
// that all of its tiles read.
type Preparer interface {
	Engine
	Prepares() bool // whether there is anything to prepare
	// Prepare makes the folder dir. The target has no film.
	Prepare(ctx context.Context, to Target, dir string) error
}

// prepare is the folder of what an engine prepared for a frame; "" if it prepares
// nothing. The first tile that finds nothing there prepares it, the others wait; if
// that tile's pod goes away another one takes over. Two that prepare at the same
// time do no harm: all tiles read what was there first.
func (r Run) prepare(ctx context.Context, e Engine, to Target) (string, error) {
	p, ok := e.(Preparer)
	if !ok || !p.Prepares() {
		return "", nil
	}
	folder := filepath.Join(r.Dir, "prepared")
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return "", err
	}
	name := fmt.Sprintf("%06d", to.Frame)
	dir := filepath.Join(folder, name)
	c := claim{path: dir + ".claim"}
	for {
		entries, err := os.ReadDir(folder) // see Wait: a single name is not asked for
		if err != nil {
			return "", err
		}
		if slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == name }) {
			return dir, nil
		}
		taken, err := c.take(time.Now())
		if err != nil {
			return "", err
		}
		if taken {
			return dir, c.during(ctx, func(ctx context.Context) error { return prepareIn(ctx, p, to, dir) })
		}
		if err := sleep(ctx, time.Second); err != nil {
			return "", err
		}
	}
}

// prepareIn makes dir appear whole.
func prepareIn(ctx context.Context, p Preparer, to Target, dir string) error {
	temp, err := os.MkdirTemp(filepath.Dir(dir), ".prepare-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	made := filepath.Join(temp, "made")
	if err := p.Prepare(ctx, to, made); err != nil {
		return fmt.Errorf("preparing: %w", err)
	}
	if err := syncTree(made); err != nil {
		return err
	}
	err = os.Rename(made, dir)
	if _, serr := os.Stat(dir); serr == nil {
		return nil // another one was first
	}
	return err
}

// syncTree puts all files below dir on the disk.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			return err
		}
		return errors.Join(f.Sync(), f.Close())
	})
}

// How those who prepare and those who wait for them know of each other.
const (
	claimEvery   = 5 * time.Second // whoever prepares says that it still does
	claimExpires = time.Minute     // without a word: then another one prepares
)

// A claim is a file that says that somebody does a piece of work. Its text
// changes as long as that is so: clocks need not agree.
type claim struct {
	path  string
	text  string    // read last
	since time.Time // when it was first read
}

// take makes the claim, if nobody has it or has forgotten it.
func (c *claim) take(now time.Time) (bool, error) {
	f, err := os.OpenFile(c.path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err == nil {
		return true, f.Close()
	}
	if !errors.Is(err, fs.ErrExist) {
		return false, err
	}
	text, err := os.ReadFile(c.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	switch {
	case c.since.IsZero() || string(text) != c.text:
		c.text, c.since = string(text), now
	case now.Sub(c.since) >= claimExpires:
		c.since = time.Time{}
		if err := os.Remove(c.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, err
		}
	}
	return false, nil
}

// during does the work, with a claim that has been taken.
func (c *claim) during(ctx context.Context, work func(context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for n := 1; sleep(ctx, claimEvery) == nil; n++ {
			_ = os.WriteFile(c.path, fmt.Appendf(nil, "%d %d", os.Getpid(), n), 0o666) // at worst somebody does the same
		}
	}()
	err := work(ctx)
	stop()
	<-ended
	_ = os.Remove(c.path) // it expires
	return err
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
