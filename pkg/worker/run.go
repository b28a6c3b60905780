// Package worker does the work of one run in one folder: it renders a tile,
// waits for all tiles, and merges them.
//
// Pods call it on the shared volume and the local executor on a temporary
// folder; it knows no difference. A file under its final name is whole, and
// doing anything twice is harmless: a tile that lies there already, whole and
// of this spec, is not rendered again.
package worker

import (
	"fmt"
	"os"
	"path/filepath"

	"mosaic/pkg/atomicfile"
	"mosaic/pkg/film"
	"mosaic/pkg/render"
)

// A Run is a spec and the folder where its files lie.
type Run struct {
	Dir  string
	Spec render.Spec
}

// TilePath is the file of tile i.
func (r Run) TilePath(i int) string { return filepath.Join(r.Dir, "tiles", fmt.Sprintf("%06d.exr", i)) }

func (r Run) tiles() film.Tiles {
	t := film.Tiles{Plan: r.Spec.Plan, Spec: r.Spec.Hash(), Path: r.TilePath, Channels: r.Spec.Channels}
	if t.AnyChannels = r.Spec.AnyChannels(); t.AnyChannels {
		t.Channels = nil
	}
	return t
}

// Prepare makes the run's folders, and leaves its spec there for whoever opens it later.
func (r Run) Prepare() error {
	for _, dir := range []string{r.Dir, filepath.Join(r.Dir, "tiles"), filepath.Join(r.Dir, "failed")} {
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return fmt.Errorf("preparing the run's folder: %w", err)
		}
	}
	path := filepath.Join(r.Dir, "spec.json")
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	return atomicfile.WriteFile(path, r.Spec.JSON())
}
