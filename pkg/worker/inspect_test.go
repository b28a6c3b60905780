package worker

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"mosaic/pkg/film"
)

func TestThereIsWhatTheMergeWouldTake(t *testing.T) {
	r, e := room(t, 10) // 15 tiles
	renderAll(t, r, e)
	again, err := Open(r.Dir)
	if err != nil || !reflect.DeepEqual(again, r) {
		t.Fatalf("%v, %v", again, err)
	}
	if err := os.Remove(r.TilePath(2)); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(r.TilePath(4), 100); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(r.TilePath(6)); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(r.TilePath(6), 0o777); err != nil {
		t.Fatal(err)
	}
	flipLast(t, r.TilePath(8))
	for _, c := range []struct {
		thorough func(int) bool
		want     []int
	}{
		{nil, []int{0, 1, 3, 5, 7, 8, 9, 10, 11, 12, 13, 14}},
		{func(i int) bool { return i == 8 }, []int{0, 1, 3, 5, 7, 9, 10, 11, 12, 13, 14}},
	} {
		there, err := r.There(t.Context(), c.thorough)
		if err != nil || !slices.Equal(there, c.want) {
			t.Errorf("%v, %v, want %v", there, err, c.want)
		}
	}
	absent, err := r.Picture(t.Context(), ".picture-a.png", film.ImageOptions{}, 0, true)
	if err != nil || !slices.Equal(absent, []int{2, 4, 6, 8}) {
		t.Errorf("absent %v, %v", absent, err)
	}
	if _, err := r.Picture(t.Context(), ".picture-a.png", film.ImageOptions{}, 0, false); err == nil {
		t.Error("a whole picture of damaged tiles")
	}
	if _, err := os.Stat(filepath.Join(r.Dir, "stats.json")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a picture that is not the image leaves stats: %v", err)
	}
}

func TestAPictureOfAllTilesIsTheImage(t *testing.T) {
	r, e := room(t, 10)
	renderAll(t, r, e)
	if _, err := r.Merge(t.Context(), "image.png", film.ImageOptions{BitDepth: 16}, ignore); err != nil {
		t.Fatal(err)
	}
	if absent, err := r.Picture(t.Context(), ".picture-a.png", film.ImageOptions{BitDepth: 16}, 0, true); err != nil || len(absent) > 0 {
		t.Fatal(absent, err)
	}
	image, err1 := os.ReadFile(filepath.Join(r.Dir, "image.png"))
	picture, err2 := os.ReadFile(filepath.Join(r.Dir, ".picture-a.png"))
	if err1 != nil || err2 != nil || !bytes.Equal(image, picture) {
		t.Error("they differ", err1, err2)
	}
}

func TestOpenNeedsARun(t *testing.T) {
	if _, err := Open(t.TempDir()); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

func flipLast(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)-1] ^= 1
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
}
