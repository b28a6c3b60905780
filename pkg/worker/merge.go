package worker

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"mosaic/pkg/atomicfile"
	"mosaic/pkg/film"
)

// Stats says what a merge made. It lies beside the image as stats.json.
type Stats struct {
	Spec              string `json:"spec"`  // hash
	Tiles             int    `json:"tiles"` // of the plan
	Image             string `json:"image"` // name of the file, beside the stats
	film.ImageOptions        // as asked for
	Bytes             int64  `json:"bytes"`
	SHA256            string `json:"sha256"`
}

// Merge puts the tiles together into the file called image in the run's
// folder; its extension says the format. An image that was merged before, and
// is as it was left, stays as it is.
func (r Run) Merge(ctx context.Context, image string, options film.ImageOptions, progress func(rows int)) (Stats, error) {
	want := Stats{Spec: r.Spec.Hash(), Tiles: r.Spec.Plan.Len(), Image: image, ImageOptions: options}
	if s, ok := r.merged(want); ok {
		return s, nil
	}
	path := filepath.Join(r.Dir, image)
	atomicfile.RemoveLeftovers(r.Dir, "image.*", abandoned)
	written, err := film.Assemble(ctx, r.tiles(), path, options, progress)
	if err != nil {
		return Stats{}, err
	}
	s := want
	s.Bytes, s.SHA256 = written.Bytes, written.SHA256
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return Stats{}, err
	}
	atomicfile.RemoveLeftovers(filepath.Join(r.Dir, "tiles"), "*", 0) // every tile is there: nobody writes one any more
	return s, atomicfile.WriteFile(filepath.Join(r.Dir, "stats.json"), append(data, '\n'))
}

// abandoned is the age at which a half-written image has lost its writer.
const abandoned = 10 * time.Minute

// merged reports what an earlier merge left, if it made just what is wanted
// and the image still is what it was.
func (r Run) merged(want Stats) (Stats, bool) {
	data, err := os.ReadFile(filepath.Join(r.Dir, "stats.json"))
	if err != nil {
		return Stats{}, false
	}
	var s Stats
	if err := json.Unmarshal(data, &s); err != nil {
		return Stats{}, false
	}
	if want.Bytes, want.SHA256, err = measure(filepath.Join(r.Dir, want.Image)); err != nil {
		return Stats{}, false
	}
	return s, s == want
}

// measure reads a file for its size and its hexadecimal SHA-256.
func measure(path string) (size int64, digest string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, "", err
	}
	defer f.Close()
	h := sha256.New()
	if size, err = io.Copy(h, f); err != nil {
		return 0, "", fmt.Errorf("reading %s: %w", path, err)
	}
	return size, hex.EncodeToString(h.Sum(nil)), nil
}
