package job

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	batchv1 "k8s.io/api/batch/v1"

	"mosaic/pkg/render"
	"mosaic/pkg/tile"
)

// maxPick is the longest list of tiles, in bytes, that a Job carries. A program
// takes an argument of 128 KiB, and an object annotations of 256.
const maxPick = 100 << 10

// A Pick is what a Job that tries again renders. All tiles that are in neither
// list were on the volume when it was made.
type Pick struct {
	Tiles  []int // to render, sorted
	Failed []int // neither there nor to be rendered, sorted
}

// RetryName is the name of the nth Job that tries again.
func RetryName(name string, n int) string { return name + "-retry-" + strconv.Itoa(n) }

// NextRetry is the number of the Job that comes after those of these names.
func NextRetry(name string, jobs []string) int {
	last := 0
	for _, j := range jobs {
		if text, ok := strings.CutPrefix(j, name+"-retry-"); ok {
			if n, err := strconv.Atoi(text); err == nil {
				last = max(last, n)
			}
		}
	}
	return last + 1
}

// RetryJob is an Indexed Job whose index i renders the ith picked tile. If the
// list is too long to write down, small gaps are filled with tiles that are
// there already, which pods find out at once.
func RetryJob(spec render.Spec, o Options, n int, pick Pick) *batchv1.Job {
	list := writePick(pick.Tiles, maxPick)
	tiles, err := tile.ParseList(list, spec.Plan.Len())
	if err != nil {
		panic(fmt.Sprintf("picking %q of %d tiles: %v", list, spec.Plan.Len(), err)) // the caller's list is of this plan
	}
	j := tilesJob(spec, o)
	j.Name = RetryName(o.Name, n)
	j.Annotations[AnnotationPick] = list
	if len(pick.Failed) > 0 {
		failed := slices.DeleteFunc(slices.Clone(pick.Failed), func(i int) bool {
			_, picked := slices.BinarySearch(tiles, i)
			return picked
		})
		j.Annotations[AnnotationFailed] = writePick(failed, maxPick)
	}
	j.Spec.Completions = new(int32(len(tiles)))
	j.Spec.Parallelism = new(min(*j.Spec.Parallelism, *j.Spec.Completions))
	c := Container(&j.Spec.Template.Spec, Tiles)
	c.Args = append(c.Args, "--tiles", list)
	return j
}

// MergeJob is the Job that waits for all tiles and puts them together.
func MergeJob(spec render.Spec, o Options) *batchv1.Job { return mergeJob(spec, o) }

// writePick writes a list of tiles in at most limit bytes.
func writePick(tiles []int, limit int) string {
	for bridge := 0; ; bridge = 2*bridge + 1 {
		if list := tile.FormatList(tiles, bridge); len(list) <= limit {
			return list
		}
	}
}
