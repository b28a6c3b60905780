package cluster

import (
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"mosaic/pkg/job"
	"mosaic/pkg/render"
	"mosaic/pkg/status"
	"mosaic/pkg/tile"
)

func TestMakesFilm(t *testing.T) {
	film := job.Options{Output: "image.png", FilmImage: "ffmpeg", Film: "film.mp4"}
	for _, c := range []struct {
		options job.Options
		to      string
		want    bool
	}{
		{film, "a.mp4", true},
		{film, "dir/A.MP4", true},
		{film, "a.webm", false},
		{film, "a/%04d.png", false},
		{film, "a", false},
		{job.Options{Output: "image.png"}, "a.mp4", false},
		{job.Options{Output: "image.png"}, "a", false},
	} {
		if got := MakesFilm(c.options, c.to); got != c.want {
			t.Errorf("%s of %+v: %v", c.to, c.options, got)
		}
	}
}

func TestTheResultIsTheFilm(t *testing.T) {
	r := Run{Spec: render.Spec{Frames: "1-4"}, Options: job.Options{Name: "turn", Output: "image.png"}}
	dir := r.Spec.Dir("turn")
	if got := r.result(); got != dir+"/frames" {
		t.Errorf("without a film: %s", got)
	}
	r.Options.FilmImage, r.Options.Film = "ffmpeg", "film.mp4"
	if got := r.result(); got != dir+"/film.mp4" || r.image() != dir+"/frames" {
		t.Errorf("%s, and %s", got, r.image())
	}
}

func TestNotMadeSaysWhatToFetch(t *testing.T) {
	f := &Found{Options: job.Options{Name: "turn"}}
	f.Tiles = make([]status.Tile, 8)
	want := "the picture of turn is not made yet: 3 of the 8 tiles are done\nto have what is there: kubectl mosaic fetch turn --partial\nto render what failed: kubectl mosaic retry turn"
	if got := f.notMade(3).Error(); got != want {
		t.Errorf("a still: %s", got)
	}
	f.Spec = &render.Spec{Frames: "1-4", Plan: tile.Plan{Frames: 4}}
	want = "not all frames of turn are made yet: 3 of the 8 tiles are done\nto have what is there: kubectl mosaic fetch turn --frames LIST\nto render what failed: kubectl mosaic retry turn"
	if got := f.notMade(3).Error(); got != want {
		t.Errorf("frames: %s", got)
	}
}

// TestTheMergeKnowsTheFilm has a render of which the merge was made again.
func TestTheMergeKnowsTheFilm(t *testing.T) {
	o := job.Options{Name: "turn", Output: "image.png", Memory: resource.MustParse("1Gi")}
	film := o
	film.FilmImage, film.Film, film.FPS, film.Memory = "ffmpeg", "film.mp4", 30, resource.MustParse("2Gi")
	remember := func(j *batchv1.Job, o job.Options) *batchv1.Job {
		j.Annotations = map[string]string{job.AnnotationOptions: o.JSON()}
		return j
	}
	tiles := remember(aJob("turn-tiles", job.Tiles, batchv1.JobStatus{}), o)
	for name, c := range map[string]struct {
		jobs []*batchv1.Job
		film string
	}{
		"made for a film":   {[]*batchv1.Job{tiles, remember(aJob("turn-merge", job.Merge, batchv1.JobStatus{}), film)}, "film.mp4"},
		"made for no film":  {[]*batchv1.Job{tiles, remember(aJob("turn-merge", job.Merge, batchv1.JobStatus{}), o)}, ""},
		"the merge is gone": {[]*batchv1.Job{remember(aJob("turn-tiles", job.Tiles, batchv1.JobStatus{}), film)}, "film.mp4"},
	} {
		var f Found
		f.Render, _ = status.One(status.Snapshot{Jobs: c.jobs}, time.Now())
		err := f.recall(f.Newest().ObjectMeta)
		if err != nil || f.Options.Film != c.film {
			t.Errorf("%s: the film is %q, %v", name, f.Options.Film, err)
		}
		if len(c.jobs) == 2 && f.Options.Memory.String() != "1Gi" {
			t.Errorf("%s: tiles have %s", name, &f.Options.Memory)
		}
	}
}
