package worker

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"mosaic/pkg/atomicfile"
)

// A Failure is what a tile that will not be tried again leaves behind, so that
// the merge does not wait for it.
type Failure struct {
	Tile  int    `json:"tile"`
	Job   string `json:"job,omitempty"` // UID of the Job that gave up
	Code  int    `json:"code"`          // exit code of the pod
	Error string `json:"error"`
}

func (r Run) failedPath(i int) string {
	return filepath.Join(r.Dir, "failed", fmt.Sprintf("%06d.json", i))
}

// Fail records that tile i will not come.
func (r Run) Fail(f Failure) error {
	if !r.has(f.Tile) {
		return nil // nobody waits for it
	}
	data, err := json.Marshal(f)
	if err != nil {
		return err
	}
	return atomicfile.WriteFile(r.failedPath(f.Tile), append(data, '\n'))
}

// Forgive removes what other Jobs recorded as failed: this Job tries again.
func (r Run) Forgive(job string) error {
	failed, err := r.failures()
	if err != nil {
		return err
	}
	for _, f := range failed {
		if f.Job == job {
			continue
		}
		if err := os.Remove(r.failedPath(f.Tile)); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	return nil
}

// failures reads what tiles left behind, in the order of their index.
func (r Run) failures() ([]Failure, error) {
	entries, err := readDir(filepath.Join(r.Dir, "failed"))
	if err != nil {
		return nil, err
	}
	var all []Failure
	for _, name := range entries {
		var f Failure
		data, err := os.ReadFile(filepath.Join(r.Dir, "failed", name))
		if os.IsNotExist(err) {
			continue // forgiven meanwhile
		}
		if err != nil {
			return nil, err
		}
		if json.Unmarshal(data, &f) == nil && r.has(f.Tile) && name == filepath.Base(r.failedPath(f.Tile)) {
			all = append(all, f)
		}
	}
	return all, nil
}

// has reports whether the plan has a tile i.
func (r Run) has(i int) bool { return 0 <= i && i < r.Spec.Plan.Len() }
