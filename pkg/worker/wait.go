package worker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mosaic/pkg/render"
)

// A FailedError says which tiles will not come.
type FailedError struct {
	Failures []Failure
	Total    int // tiles of the plan
}

func (e *FailedError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d of %d tiles failed:", len(e.Failures), e.Total)
	for i, f := range e.Failures {
		if i == 10 {
			fmt.Fprintf(&b, "\n  and %d more", len(e.Failures)-i)
			break
		}
		fmt.Fprintf(&b, "\n  tile %d: %s", f.Tile, f.Error)
	}
	return b.String()
}

// GracePeriods are how long Wait goes on though all that is missing has failed: a
// Job that tries again forgives older failures when its first pod starts.
type GracePeriods struct {
	Fresh time.Duration // with a failure that came while it waited
	Old   time.Duration // with those it found: the Job they are of may be gone, its successor not started yet
}

// Wait returns when every tile lies on the volume. It lists the folder every
// interval and never asks for a single file: NFS clients remember that a file
// was absent. When what is missing has failed for good, or a failure says that
// every tile would fail, and that lasts, it returns a FailedError. Found is told
// which tiles are there, each time that it looks.
func (r Run) Wait(ctx context.Context, interval time.Duration, grace GracePeriods, found func(there map[int]bool)) error {
	total := r.Spec.Plan.Len()
	tick := time.NewTicker(interval)
	defer tick.Stop()
	old, err := r.failures()
	if err != nil {
		return err
	}
	var hopeless time.Time // since when there is nothing left to wait for
	for {
		there, err := r.tilesThere()
		if err != nil {
			return err
		}
		found(there)
		if len(there) == total {
			return nil
		}
		failures, err := r.failures()
		if err != nil {
			return err
		}
		failures = slices.DeleteFunc(failures, func(f Failure) bool { return there[f.Tile] })
		all := slices.ContainsFunc(failures, func(f Failure) bool { return f.Code == render.ExitSpec })
		limit := grace.Old
		if slices.ContainsFunc(failures, func(f Failure) bool { return !slices.Contains(old, f) }) {
			limit = grace.Fresh
		}
		switch {
		case len(there)+len(failures) < total && !all:
			hopeless = time.Time{}
		case hopeless.IsZero():
			hopeless = time.Now()
		case time.Since(hopeless) >= limit:
			return &FailedError{Failures: failures, Total: total}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// tilesThere is the set of tiles of the plan that have a file.
func (r Run) tilesThere() (map[int]bool, error) {
	names, err := readDir(filepath.Join(r.Dir, "tiles"))
	if err != nil {
		return nil, err
	}
	there := make(map[int]bool, len(names))
	for _, name := range names {
		var i int
		if _, err := fmt.Sscanf(name, "%06d.exr", &i); err != nil {
			continue
		}
		if 0 <= i && i < r.Spec.Plan.Len() && name == filepath.Base(r.TilePath(i)) {
			there[i] = true
		}
	}
	return there, nil
}

// readDir is the sorted names of what is no folder in a folder, none if there is
// no folder yet.
func readDir(dir string) ([]string, error) {
	f, err := os.Open(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	entries, err := f.ReadDir(-1)
	var names []string
	for _, e := range entries {
		if !e.IsDir() {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, err
}
