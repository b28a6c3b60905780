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

// Wait returns when every tile lies on the volume. It lists the folder every
// interval and never asks for a single file: NFS clients remember that a file
// was absent. When all that is missing has been failed for as long as patience
// it returns a FailedError.
func (r Run) Wait(ctx context.Context, interval, patience time.Duration, progress func(done int)) error {
	total := r.Spec.Plan().Len()
	tick := time.NewTicker(interval)
	defer tick.Stop()
	var hopeless time.Time // since when there is nothing left to wait for
	for {
		there, err := r.tilesThere()
		if err != nil {
			return err
		}
		progress(len(there))
		if len(there) == total {
			return nil
		}
		failures, err := r.failures()
		if err != nil {
			return err
		}
		failures = slices.DeleteFunc(failures, func(f Failure) bool { return there[f.Tile] })
		switch {
		case len(there)+len(failures) < total:
			hopeless = time.Time{}
		case hopeless.IsZero():
			hopeless = time.Now()
		case time.Since(hopeless) >= patience:
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
		if 0 <= i && i < r.Spec.Plan().Len() && name == filepath.Base(r.TilePath(i)) {
			there[i] = true
		}
	}
	return there, nil
}

// readDir is the sorted names in a folder, none if there is no folder yet.
func readDir(dir string) ([]string, error) {
	f, err := os.Open(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	names, err := f.Readdirnames(-1)
	slices.Sort(names)
	return names, err
}
