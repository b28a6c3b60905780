package film

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"mosaic/pkg/tile"
)

// TestCutsAndFrames has the same bytes of tiles that k-d cuts make, in either of
// two frames, as of one tile.
func TestCutsAndFrames(t *testing.T) {
	cuts, err := tile.ParseCuts("x20y15.y10..x9y20..x3.y30..", 48, 43)
	if err != nil {
		t.Fatal(err)
	}
	want := assemble(t, writeTiles(t, tile.Plan{Width: 48, Height: 43, Size: 48}), "a.png", ImageOptions{})
	tiles := writeTiles(t, tile.Plan{Width: 48, Height: 43, Frames: 2, Cuts: cuts})
	for tiles.Frame = range 2 {
		if !bytes.Equal(assemble(t, tiles, "a.png", ImageOptions{}), want) {
			t.Errorf("frame %d differs", tiles.Frame)
		}
	}
}

// TestManyTilesSideBySide has more tiles that reach into the next band than
// files stay open, and asks each for its name once.
func TestManyTilesSideBySide(t *testing.T) {
	const width, height = 300, 100
	var channels []string
	for i := range 256 {
		channels = append(channels, fmt.Sprintf("c%03d", i))
	}
	cuts, err := tile.ParseCuts(strings.Repeat("x1.", width-1)+".", width, height)
	if err != nil {
		t.Fatal(err)
	}
	want := assemble(t, writeChannels(t, tile.Plan{Width: width, Height: height, Size: width}, channels...), "a.exr", ImageOptions{})
	tiles := writeChannels(t, tile.Plan{Width: width, Height: height, Cuts: cuts}, channels...)
	if n := newAssembly(tiles, Select(Format.HoldsChannels)[0], 32).bandRows(); n >= height {
		t.Fatalf("a band has %d rows", n)
	}
	var opened [width]atomic.Int32
	path := tiles.Path
	tiles.Path = func(i int) string {
		opened[i].Add(1)
		return path(i)
	}
	files := func() int {
		open, _ := os.ReadDir("/proc/self/fd") // elsewhere than on Linux there are none
		return len(open)
	}
	before, most := files(), 0
	file := filepath.Join(t.TempDir(), "a.exr")
	_, err = Assemble(t.Context(), tiles, file, ImageOptions{}, func(int) {
		most = max(most, files()-before)
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
		t.Errorf("the image differs: %v", err)
	}
	for i := range opened {
		if n := opened[i].Load(); n != 1 {
			t.Errorf("tile %d was asked for %d times", i, n)
		}
	}
	if most > maxOpenFiles+parallelReads+1 { // that of the image
		t.Errorf("%d files were open", most)
	}
}

// TestImageSaysWhatItIs: the size and digest are those of the file.
func TestImageSaysWhatItIs(t *testing.T) {
	tiles := writeTiles(t, tile.Plan{Width: 48, Height: 43, Size: 12})
	for _, name := range []string{"a.png", "a.tif", "a.exr"} {
		path := filepath.Join(t.TempDir(), name)
		image, err := Assemble(t.Context(), tiles, path, ImageOptions{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || image != (Image{int64(len(got)), digest(got)}) {
			t.Errorf("%s is %+v: %v", name, image, err)
		}
	}
}

// TestAllCorruptTilesOfABandAreNamed reads all of them before it gives up.
func TestAllCorruptTilesOfABandAreNamed(t *testing.T) {
	tiles := writeTiles(t, tile.Plan{Width: 90, Height: 90, Size: 30})
	var want []string
	for _, i := range []int{1, 5, 8} {
		b, err := os.ReadFile(tiles.Path(i))
		if err != nil {
			t.Fatal(err)
		}
		b[len(b)-9] ^= 4
		if err := os.WriteFile(tiles.Path(i), b, 0o666); err != nil {
			t.Fatal(err)
		}
		want = append(want, fmt.Sprintf("tile %d: %s: corrupt: its checksum is not that of its bytes", i, tiles.Path(i)))
	}
	_, err := Assemble(t.Context(), tiles, filepath.Join(t.TempDir(), "a.png"), ImageOptions{}, nil)
	if err == nil || err.Error() != strings.Join(want, "\n") {
		t.Errorf("%v, want %s", err, strings.Join(want, "\n"))
	}
}
