package worker

import (
	"os"
	"path/filepath"
	"testing"

	"mosaic/pkg/film"
)

// frames is a run of two frames of the room.
func frames(t *testing.T) (Run, Engine) {
	t.Helper()
	r, e := room(t, 10)
	r.Spec.Frames, r.Spec.Plan.Frames = "3,7", 2
	r.Dir = t.TempDir()
	if err := r.Prepare(); err != nil {
		t.Fatal(err)
	}
	return r, e
}

func TestFramesAreMergedWhenTheirTilesAreThere(t *testing.T) {
	r, e := frames(t)
	m := Merger{Run: r, Image: "image.png"}
	there := map[int]bool{}
	_, perFrame := r.Spec.Plan.Of(0)
	for i := range r.Spec.Plan.Len() {
		if _, err := r.Tile(t.Context(), e, i, 1, Teller{}); err != nil {
			t.Fatal(err)
		}
		there[i] = true
		m.Ready(t.Context(), there)
		made, err := r.FramesThere()
		if want := (i + 1) / perFrame; err != nil || len(made) != want {
			t.Fatalf("with %d tiles %d frames are there, want %d; %v", i+1, len(made), want, err)
		}
	}
	s, err := m.Merge(t.Context())
	if err != nil || s.Image != FramesDir || len(s.Frames) != 2 || s.Frames[0].File != "0003.png" || s.Frames[1].Number != 7 {
		t.Fatalf("%+v, %v", s, err)
	}
	if s.Bytes != s.Frames[0].Bytes+s.Frames[1].Bytes {
		t.Errorf("%d bytes, and the frames have %d and %d", s.Bytes, s.Frames[0].Bytes, s.Frames[1].Bytes)
	}
}

func TestFramesAreNotMergedTwice(t *testing.T) {
	r, e := frames(t)
	renderAll(t, r, e)
	first, err := r.Merge(t.Context(), "image.png", film.ImageOptions{}, ignore)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(r.Dir, FramesDir, "0003.png")
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	// The second frame is damaged: that one is made anew, and no other.
	if err := os.WriteFile(filepath.Join(r.Dir, FramesDir, "0007.png"), []byte("x"), 0o666); err != nil {
		t.Fatal(err)
	}
	again, err := r.Merge(t.Context(), "image.png", film.ImageOptions{}, ignore)
	if err != nil {
		t.Fatal(err)
	}
	for k := range first.Frames {
		if again.Frames[k] != first.Frames[k] {
			t.Errorf("frame %d is %+v, and was %+v", k, again.Frames[k], first.Frames[k])
		}
	}
	if after, err := os.Stat(path); err != nil || !os.SameFile(before, after) {
		t.Errorf("the first frame was made again: %v", err)
	}
	if _, digest, err := measure(filepath.Join(r.Dir, FramesDir, "0007.png")); err != nil || digest != first.Frames[1].SHA256 {
		t.Errorf("the damaged frame stays: %v", err)
	}
}
