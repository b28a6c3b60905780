package worker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mosaic/pkg/film"
	"mosaic/pkg/render"
	"mosaic/pkg/scene"
	"mosaic/pkg/tile"
	"mosaic/pkg/trace"
)

// room is a small picture of the built-in room, in a folder of its own.
func room(t *testing.T, tileSize int) (Run, Engine) {
	t.Helper()
	content := mustRoom(t)
	s, err := scene.Parse("room", content)
	if err != nil {
		t.Fatal(err)
	}
	spec := render.Spec{
		Version: render.Version, Engine: render.Engine{Name: "test", Settings: []byte(`{}`)}, Scene: render.Digest(content),
		Plan: tile.Plan{Width: 50, Height: 30, Frames: 1, Size: tileSize},
	}
	e := tracer{trace.New(s), trace.Options{Width: 50, Height: 30, Samples: 2, MaxDepth: 8}}
	r := Run{Dir: filepath.Join(t.TempDir(), spec.Dir("room")), Spec: spec}
	if err := r.Prepare(); err != nil {
		t.Fatal(err)
	}
	return r, e
}

// A tracer is the path tracer as an Engine.
type tracer struct {
	*trace.Tracer
	options trace.Options
}

func (e tracer) Rows(ctx context.Context, to Target) error {
	o := e.options
	o.Workers, o.Have, o.OnRow = to.Workers, to.Have, to.Done
	return e.Fill(ctx, to.Film, o)
}

func renderAll(t *testing.T, r Run, e Engine) {
	t.Helper()
	for i := range r.Spec.Plan.Len() {
		if _, err := r.Tile(t.Context(), e, i, 1, Teller{}); err != nil {
			t.Fatal(err)
		}
	}
}

func ignore(int) {}

func TestAnyPlanGivesTheSameBytes(t *testing.T) {
	for _, image := range []string{"image.png", "image.tif", "image.exr"} {
		var first []byte
		for _, size := range []int{50, 10, 7, 1000} {
			r, e := room(t, size)
			renderAll(t, r, e)
			if _, err := r.Merge(t.Context(), image, film.ImageOptions{}, ignore); err != nil {
				t.Fatal(err)
			}
			data, err := os.ReadFile(filepath.Join(r.Dir, image))
			if err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = data
			} else if !bytes.Equal(data, first) {
				t.Errorf("%s from tiles of %d pixels differs", image, size)
			}
		}
	}
}

func TestNothingIsDoneTwice(t *testing.T) {
	r, e := room(t, 20)
	renderAll(t, r, e)
	for i := range r.Spec.Plan.Len() {
		if rendered, err := r.Tile(t.Context(), e, i, 1, Teller{}); rendered || err != nil {
			t.Errorf("tile %d was rendered again (%v)", i, err)
		}
	}
	first, err := r.Merge(t.Context(), "image.png", film.ImageOptions{}, ignore)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(r.Dir, "image.png")
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	again, err := r.Merge(t.Context(), "image.png", film.ImageOptions{}, ignore)
	if err != nil || again.SHA256 != first.SHA256 {
		t.Errorf("the second merge tells %+v (%v), the first %+v", again, err, first)
	}
	if after, err := os.Stat(path); err != nil || !os.SameFile(before, after) {
		t.Errorf("the image was written again (%v)", err)
	}
	if deep, err := r.Merge(t.Context(), "image.png", film.ImageOptions{BitDepth: 16}, ignore); err != nil || deep.SHA256 == first.SHA256 {
		t.Errorf("an image of another depth is taken for the same (%v)", err)
	}
	bright := film.ImageOptions{View: film.View{Exposure: 1}}
	if s, err := r.Merge(t.Context(), "image.png", bright, ignore); err != nil || s.SHA256 == first.SHA256 || s.ImageOptions != bright {
		t.Errorf("an image in another view is taken for the same (%v)", err)
	}
}

func TestDamageIsMended(t *testing.T) {
	r, e := room(t, 20)
	renderAll(t, r, e)
	if _, err := r.Merge(t.Context(), "image.png", film.ImageOptions{}, ignore); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{r.TilePath(3), filepath.Join(r.Dir, "image.png")} {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		damaged := bytes.Clone(data)
		damaged[len(damaged)/2] ^= 1
		if err := os.WriteFile(path, damaged, 0o644); err != nil {
			t.Fatal(err)
		}
		renderAll(t, r, e)
		if _, err := r.Merge(t.Context(), "image.png", film.ImageOptions{}, ignore); err != nil {
			t.Fatal(err)
		}
		if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, data) {
			t.Errorf("%s is not what it was (%v)", filepath.Base(path), err)
		}
	}
}

func TestMergeRefusesWhatIsNotATileOfThisRun(t *testing.T) {
	r, e := room(t, 20)
	renderAll(t, r, e)
	other, oe := room(t, 20)
	other.Spec.Engine.Settings = []byte(`{"seed":1}`)
	renderAll(t, other, oe)
	swap := func(i int, from string) {
		data, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(r.TilePath(i), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	swap(0, other.TilePath(0))   // foreign
	swap(1, r.TilePath(2))       // in another's place
	_ = os.Remove(r.TilePath(4)) // missing
	if err := os.Truncate(r.TilePath(5), 500); err != nil {
		t.Fatal(err)
	}
	_, err := r.Merge(t.Context(), "image.png", film.ImageOptions{}, ignore)
	if err == nil {
		t.Fatal("four bad tiles were merged")
	}
	for _, i := range []int{0, 1, 4, 5} {
		if !strings.Contains(err.Error(), fmt.Sprintf("tile %d: ", i)) {
			t.Errorf("tile %d is not named:\n%v", i, err)
		}
	}
	if _, err := os.Stat(filepath.Join(r.Dir, "image.png")); !os.IsNotExist(err) {
		t.Errorf("an image was left: %v", err)
	}
}

func mustRoom(t *testing.T) []byte {
	t.Helper()
	content, ok := scene.Builtin("room")
	if !ok {
		t.Fatal("there is no room")
	}
	return content
}

func TestWaitSeesTilesCome(t *testing.T) {
	r, e := room(t, 20)
	go func() {
		for i := range r.Spec.Plan.Len() {
			if _, err := r.Tile(t.Context(), e, i, 1, Teller{}); err != nil {
				t.Error(err)
			}
		}
	}()
	last := -1
	err := r.Wait(t.Context(), time.Millisecond, GracePeriods{time.Hour, time.Hour}, func(there map[int]bool) {
		done := len(there)
		if done < last {
			t.Errorf("%d tiles after %d", done, last)
		}
		last = done
	})
	if err != nil || last != r.Spec.Plan.Len() {
		t.Errorf("waited for %d of %d tiles: %v", last, r.Spec.Plan.Len(), err)
	}
}

func TestWaitEndsWhenATileWillNotCome(t *testing.T) {
	r, e := room(t, 20)
	renderAll(t, r, e)
	_ = os.Remove(r.TilePath(2))
	if err := r.Fail(Failure{Tile: 2, Job: "first", Error: "out of luck"}); err != nil {
		t.Fatal(err)
	}
	// A Job that tries again forgives, so there is hope for a while.
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	if err := r.Wait(ctx, time.Millisecond, GracePeriods{0, time.Hour}, func(map[int]bool) {}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("gave up at once: %v", err)
	}
	err := r.Wait(t.Context(), time.Millisecond, GracePeriods{time.Hour, 20 * time.Millisecond}, func(map[int]bool) {})
	if failed := (*FailedError)(nil); !errors.As(err, &failed) || !strings.Contains(err.Error(), "tile 2: out of luck") {
		t.Errorf("the wait ended with %v", err)
	}
	if err := r.Forgive("first"); err != nil {
		t.Fatal(err)
	}
	if left, _ := r.failures(); len(left) != 1 {
		t.Error("a Job forgave its own failure")
	}
	if err := r.Forgive("second"); err != nil {
		t.Fatal(err)
	}
	if left, _ := r.failures(); len(left) != 0 {
		t.Error("another Job's failure was not forgiven")
	}
}

func TestWaitEndsWhenEveryTileWouldFail(t *testing.T) {
	r, _ := room(t, 20)
	time.AfterFunc(20*time.Millisecond, func() {
		if err := r.Fail(Failure{Tile: 0, Code: render.ExitSpec, Error: "another engine"}); err != nil {
			t.Error(err)
		}
	})
	err := r.Wait(t.Context(), time.Millisecond, GracePeriods{0, time.Hour}, func(map[int]bool) {})
	if failed := (*FailedError)(nil); !errors.As(err, &failed) {
		t.Errorf("the wait ended with %v", err)
	}
}

func TestFailuresOfNoTileCountForNothing(t *testing.T) {
	r, _ := room(t, 20)
	if err := r.Fail(Failure{Tile: 99}); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"000098.json": `{"tile":98}`, "000001.json": `{"tile":2}`, ".000001.json.x.tmp": `{"tile":1}`, "x": ""} {
		if err := os.WriteFile(filepath.Join(r.Dir, "failed", name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if f, err := r.failures(); err != nil || len(f) != 0 {
		t.Errorf("failures %v (%v) where there are none", f, err)
	}
}

func TestWaitIgnoresWhatIsNoTile(t *testing.T) {
	r, _ := room(t, 20)
	for _, name := range []string{".000000.exr.1.tmp", "000000.exr.bak", "0.exr", "000099.exr", "-00001.exr", "x"} {
		if err := os.WriteFile(filepath.Join(r.Dir, "tiles", name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(r.TilePath(1), 0o755); err != nil {
		t.Fatal(err)
	}
	there, err := r.tilesThere()
	if err != nil || len(there) != 0 {
		t.Errorf("tiles %v (%v) where there are none", there, err)
	}
}
