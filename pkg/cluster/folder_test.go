package cluster

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mosaic/pkg/scene"
)

// TestBatches cuts lists of files: each file is in one batch, in order, and no
// batch of several is too large.
func TestBatches(t *testing.T) {
	many := make([]int64, 2*batchFiles+1)
	for _, c := range []struct {
		sizes []int64
		want  []int // how many files the batches have
	}{
		{nil, nil},
		{[]int64{1}, []int{1}},
		{[]int64{0, 0, 0}, []int{3}},
		{[]int64{batchBytes, 1}, []int{1, 1}},
		{[]int64{batchBytes - 1, 1, 1}, []int{2, 1}},
		{[]int64{5 * batchBytes, 5 * batchBytes}, []int{1, 1}},
		{many, []int{batchFiles, batchFiles, 1}},
	} {
		var files, joined []scene.File
		for i, size := range c.sizes {
			files = append(files, scene.File{Name: string(rune('a' + i)), Size: size})
		}
		var got []int
		for _, b := range batches(files) {
			got = append(got, len(b))
			joined = append(joined, b...)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%d files: %s", len(files), d)
		}
		if d := cmp.Diff(files, joined); d != "" {
			t.Errorf("%d files are cut to others: %s", len(files), d)
		}
	}
}
