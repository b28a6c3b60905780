package cluster

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"mosaic/pkg/film"
	"mosaic/pkg/job"
	"mosaic/pkg/render"
	"mosaic/pkg/status"
	"mosaic/pkg/tile"
)

func TestChoose(t *testing.T) {
	for _, c := range []struct {
		name          string
		there, wanted []int
		pick          job.Pick
		err           string
	}{
		{"all that is missing", []int{0, 2, 4}, nil, job.Pick{Tiles: []int{1, 3}}, ""},
		{"nothing is there", nil, nil, job.Pick{Tiles: []int{0, 1, 2, 3, 4}}, ""},
		{"nothing is missing", []int{0, 1, 2, 3, 4}, nil, job.Pick{}, ""},
		{"some of it", []int{0, 2}, []int{2, 3}, job.Pick{Tiles: []int{3}, Failed: []int{1, 4}}, ""},
		{"there already", []int{0, 2, 3, 4}, []int{2}, job.Pick{Failed: []int{1}}, "missing are 1"},
		{"all there already", []int{0, 1, 2, 3, 4}, []int{2}, job.Pick{}, "no tile is missing"},
	} {
		pick, err := choose(5, c.there, c.wanted)
		if d := cmp.Diff(c.pick, pick); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, d)
		}
		if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: %v, want %q", c.name, err, c.err)
		}
	}
}

func TestAgain(t *testing.T) {
	run := Run{
		Spec: render.Spec{Plan: tile.Plan{Width: 50, Height: 10, Size: 10}},
		Options: job.Options{
			Name: "room", Claim: "c", Output: "image.png", Parallelism: 4,
			CPU: resource.MustParse("1"), Memory: resource.MustParse("1Gi"),
		},
	}
	merged := &batchv1.Job{Status: batchv1.JobStatus{Succeeded: 1}}
	some := job.Pick{Tiles: []int{1}}
	for _, c := range []struct {
		name  string
		merge *batchv1.Job
		pick  job.Pick
		film  bool
		want  []string
	}{
		{"tiles are missing", &batchv1.Job{}, some, false, []string{"room-retry-3", "room-merge"}},
		{"tiles are missing, and the merge is gone", nil, some, false, []string{"room-retry-3", "room-merge"}},
		{"tiles went missing after the merge", merged, some, false, []string{"room-retry-3", "room-merge"}},
		{"some stay missing", nil, job.Pick{Tiles: []int{1}, Failed: []int{2}}, false, []string{"room-retry-3"}},
		{"the merge alone failed", &batchv1.Job{}, job.Pick{}, false, []string{"room-merge"}},
		{"all is done", merged, job.Pick{}, false, nil},
		{"all but a film is done", merged, job.Pick{}, true, []string{"room-merge"}},
		{"some stay missing of a film", nil, job.Pick{Failed: []int{2}}, true, nil},
	} {
		jobs := []*batchv1.Job{aJob("room-tiles", job.Tiles, batchv1.JobStatus{}), aJob("room-retry-2", job.Tiles, batchv1.JobStatus{})}
		if c.merge != nil {
			jobs = append(jobs, aJob("room-merge", job.Merge, c.merge.Status))
		}
		f := &Found{Options: run.Options}
		f.Render, _ = status.One(status.Snapshot{Jobs: jobs}, time.Now())
		var names []string
		for _, obj := range f.again(run, c.pick, c.film) {
			names = append(names, obj.(*batchv1.Job).Name)
		}
		if !slices.Equal(names, c.want) {
			t.Errorf("%s: %q, want %q", c.name, names, c.want)
		}
	}
}

// aJob is a Job of one tile, or a merge.
func aJob(name, component string, s batchv1.JobStatus) *batchv1.Job {
	return &batchv1.Job{
		ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{job.LabelComponent: component}},
		Status:     s,
	}
}

func TestFolders(t *testing.T) {
	top := "assets/\nroom-0123abcd/\nroom-0123abcd\nroom-2-0123abcd/\nroom-0123abcz/\nroom-89abcdef/\nbathroom-0123abcd/\n"
	if got := folders("room", top); !slices.Equal(got, []string{"room-0123abcd", "room-89abcdef"}) {
		t.Errorf("%q", got)
	}
}

func TestFetchTakesTheImageOrMakesAPicture(t *testing.T) {
	found := &Found{Options: job.Options{Output: "image.png", ImageOptions: film.ImageOptions{BitDepth: 16, View: film.View{Exposure: 1}}}}
	for _, c := range []struct {
		fetch Fetch
		image bool
		bits  int
	}{
		{Fetch{To: "a.png"}, true, 16},
		{Fetch{To: "a.PNG", BitDepth: 16}, true, 16},
		{Fetch{To: "a.png", BitDepth: 8}, false, 8},
		{Fetch{To: "a.exr"}, false, 0},
		{Fetch{To: "a.png", Partial: true}, false, 16},
		{Fetch{To: "a.png", View: &film.View{Exposure: 1}}, true, 16},
		{Fetch{To: "a.png", View: &film.View{}}, false, 16},
	} {
		c.fetch.Found = found
		if c.fetch.asMerged() != c.image || c.fetch.imageOptions().BitDepth != c.bits {
			t.Errorf("%s, %d bits, partial %v: the image %v, %d bits", c.fetch.To, c.fetch.BitDepth, c.fetch.Partial, c.fetch.asMerged(), c.fetch.imageOptions().BitDepth)
		}
	}
}
