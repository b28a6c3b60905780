package film

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mosaic/pkg/tile"
)

// testSpec names the render that the tests' tiles belong to.
var testSpec = strings.Repeat("0123abcd", 8)

// noise is the value of channel c of the pixel (x, y): mostly in [0, 1), with
// some values outside it and all exponents.
func noise(x, y, c int) float32 {
	r := rand.New(rand.NewPCG(uint64(x)<<32|uint64(y), uint64(c)))
	switch r.IntN(16) {
	case 0:
		return r.Float32()*4 - 2
	case 1:
		return float32(r.ExpFloat64())
	case 2:
		return r.Float32() / float32(uint(1)<<r.IntN(32))
	}
	return r.Float32()
}

// testPath names the tile files in a folder.
func testPath(dir string) func(i int) string {
	return func(i int) string { return filepath.Join(dir, fmt.Sprintf("%06d.exr", i)) }
}

// writeTiles renders the noise of a plan to a folder.
func writeTiles(t testing.TB, p tile.Plan) Tiles { return writeChannels(t, p) }

// writeChannels does so with channels beside R, G and B.
func writeChannels(t testing.TB, p tile.Plan, channels ...string) Tiles {
	tiles := Tiles{Plan: p, Spec: testSpec, Path: testPath(t.TempDir()), Channels: channels}
	for i := range p.Len() {
		h := tiles.Header(i)
		if err := WriteTile(tiles.Path(i), h, noiseFilm(h)); err != nil {
			t.Fatal(err)
		}
	}
	return tiles
}

func noiseFilm(h Header) *Film {
	f := New(h.Rect, h.Channels...)
	for y := h.Rect.Min.Y; y < h.Rect.Max.Y; y++ {
		l := f.Line(y)
		for i := range l.Color {
			l.Color[i] = noise(h.Rect.Min.X+i/3, y, i%3)
		}
		for k, plane := range l.Planes {
			for i := range plane {
				plane[i] = noise(h.Rect.Min.X+i, y, 10+k)
			}
		}
	}
	return f
}

func TestAnyPlanGivesTheSameBytes(t *testing.T) {
	want := map[string][]byte{}
	for _, size := range []int{48, 12, 7, 5, 1000} { // one tile, sixteen, odd ones, one
		tiles := writeTiles(t, tile.Plan{Width: 48, Height: 43, Size: size})
		for name, options := range map[string]ImageOptions{
			"a.png": {}, "b.png": {BitDepth: 16}, "a.tif": {}, "a.exr": {}, "half.exr": {BitDepth: 16}, "a.jpg": {}, "c.png": {View: View{1, 3000, AgX}},
		} {
			got := assemble(t, tiles, name, options)
			if want[name] == nil {
				want[name] = got
			} else if !bytes.Equal(got, want[name]) {
				t.Errorf("%s of tiles of %d pixels differs from that of one tile", name, size)
			}
		}
	}
}

// assemble is the content of the image that the tiles make.
func assemble(t testing.TB, tiles Tiles, name string, options ImageOptions) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	image, err := Assemble(context.Background(), tiles, path, options, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{name}, names(t, filepath.Dir(path))); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := (Image{Bytes: int64(len(b)), SHA256: digest(b)}); image != want {
		t.Errorf("%s is said to be %v, and is %v", name, image, want)
	}
	return b
}

// TestBandsThinnerThanTiles has an image so wide that a row of tiles does not
// fit into a band.
func TestBandsThinnerThanTiles(t *testing.T) {
	plan := tile.Plan{Width: 40_000, Height: 130, Size: 8192}
	tiles := Tiles{Plan: plan, Spec: testSpec, Path: testPath(t.TempDir())}
	if n := newAssembly(tiles, Format{}, 0).bandRows(); n >= plan.Height/2 {
		t.Fatalf("a band has %d rows", n)
	}
	value := func(x, y int) float32 { return float32(x)*1000 + float32(y) }
	for i := range plan.Len() {
		f := New(plan.Tile(i).Rect)
		for y := f.Rect.Min.Y; y < f.Rect.Max.Y; y++ {
			for x := range f.Row(y) {
				f.Row(y)[x] = value(3*f.Rect.Min.X+x, y)
			}
		}
		if err := WriteTile(tiles.Path(i), tiles.Header(i), f); err != nil {
			t.Fatal(err)
		}
	}
	var rows []int
	path := filepath.Join(t.TempDir(), "a.exr")
	if _, err := Assemble(t.Context(), tiles, path, ImageOptions{}, func(n int) { rows = append(rows, n) }); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	all := New(plan.Bounds())
	for y := range plan.Height {
		for x := range all.Row(y) {
			all.Row(y)[x] = value(x, y)
		}
	}
	if !bytes.Equal(got, encode(t, "a.exr", all)) {
		t.Error("the image differs")
	}
	for i, n := range rows {
		if i != n {
			t.Fatalf("told %d rows after %d", n, i)
		}
	}
	if len(rows) != plan.Height+1 {
		t.Errorf("told %d times of %d rows", len(rows), plan.Height)
	}
}

func TestAllFaultsAreNamedAtOnce(t *testing.T) {
	tiles := writeTiles(t, tile.Plan{Width: 12, Height: 12, Size: 3})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.Remove(tiles.Path(1)))
	foreign := tiles.Header(4)
	foreign.Spec = strings.Repeat("76543210", 8)
	must(WriteTile(tiles.Path(4), foreign, noiseFilm(foreign)))
	must(os.Rename(tiles.Path(6), tiles.Path(7)))
	must(os.Truncate(tiles.Path(9), 600))
	must(os.WriteFile(tiles.Path(10), []byte("GIF89a"), 0o666))
	elsewhere := tiles.Header(15)
	elsewhere.Rect = tiles.Plan.Tile(14).Rect
	must(WriteTile(tiles.Path(15), elsewhere, noiseFilm(elsewhere)))

	path := filepath.Join(t.TempDir(), "a.png")
	_, err := Assemble(context.Background(), tiles, path, ImageOptions{}, nil)
	if err == nil {
		t.Fatal("faulty tiles have been assembled")
	}
	dir := filepath.Dir(tiles.Path(0))
	want := strings.ReplaceAll(`7 of 16 tiles cannot be used:
  tile 1: missing: open DIR/000001.exr: no such file or directory
  tile 4: DIR/000004.exr: of another render: its spec is 76543210, not 0123abcd
  tile 6: missing: open DIR/000006.exr: no such file or directory
  tile 7: DIR/000007.exr: misplaced: it holds tile 6, not tile 7
  tile 9: DIR/000009.exr: truncated: 600 of 668 bytes
  tile 10: DIR/000010.exr: not an OpenEXR file
  tile 15: DIR/000015.exr: misplaced: it covers (6,9)-(9,12) of (0,0)-(12,12), not (9,9)-(12,12) of (0,0)-(12,12)`, "DIR", dir)
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
	var faults *Faults
	if !errors.As(err, &faults) || len(faults.List) != 7 || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%#v", err)
	}
	if diff := cmp.Diff([]string{}, names(t, filepath.Dir(path))); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func TestLongListOfFaultsIsCapped(t *testing.T) {
	f := &Faults{Tiles: 200}
	for i := range 103 {
		f.List = append(f.List, Fault{i, errors.New("missing")})
	}
	lines := strings.Split(f.Error(), "\n")
	if len(lines) != 12 || lines[0] != "103 of 200 tiles cannot be used:" || lines[11] != "  ... and 93 more" {
		t.Errorf("%q", lines)
	}
}

func TestCorruptPixelsLeaveNoImage(t *testing.T) {
	tiles := writeTiles(t, tile.Plan{Width: 90, Height: 90, Size: 30})
	b, err := os.ReadFile(tiles.Path(5))
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)-9] ^= 4
	if err := os.WriteFile(tiles.Path(5), b, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := tiles.Check(context.Background()); err != nil {
		t.Error(err)
	}
	want := "tile 5: " + tiles.Path(5) + ": corrupt: its checksum is not that of its bytes"
	for _, name := range []string{"a.png", "a.tif", "a.exr"} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte("of an earlier run"), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := Assemble(context.Background(), tiles, path, ImageOptions{}, nil); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
		if old, _ := os.ReadFile(path); string(old) != "of an earlier run" {
			t.Errorf("%s has been changed", name)
		}
		if diff := cmp.Diff([]string{name}, names(t, filepath.Dir(path))); diff != "" {
			t.Errorf("files (-want +got):\n%s", diff)
		}
	}
}

func TestAssembleStops(t *testing.T) {
	tiles := writeTiles(t, tile.Plan{Width: 60, Height: 60, Size: 10})
	for _, name := range []string{"a.png", "a.tif", "a.exr"} {
		for _, stop := range []int{-1, 0, 9, 31} {
			ctx, cancel := context.WithCancel(context.Background())
			if stop < 0 {
				cancel()
			}
			path := filepath.Join(t.TempDir(), name)
			_, err := Assemble(ctx, tiles, path, ImageOptions{}, func(rows int) {
				if rows == stop {
					cancel()
				}
			})
			cancel()
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s, stopped after %d rows: %v", name, stop, err)
			}
			if diff := cmp.Diff([]string{}, names(t, filepath.Dir(path))); diff != "" {
				t.Errorf("files (-want +got):\n%s", diff)
			}
		}
	}
}

func TestAssembleRefusesExtensions(t *testing.T) {
	want := `image "a.gif": the extension must be .png, .jpg, .jpeg, .tif, .tiff or .exr`
	if _, err := Assemble(context.Background(), Tiles{}, "a.gif", ImageOptions{}, nil); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestAbsentTilesAreHatched(t *testing.T) {
	tiles := writeTiles(t, tile.Plan{Width: 48, Height: 43, Size: 12})
	for i := range tiles.Plan.Len() { // nothing but tile 5 has pixels
		if i != 5 {
			if err := os.Remove(tiles.Path(i)); err != nil {
				t.Fatal(err)
			}
		}
	}
	tiles.Absent = func(i int) bool { return i != 5 }
	path := filepath.Join(t.TempDir(), "a.exr")
	if _, err := Assemble(t.Context(), tiles, path, ImageOptions{}, nil); err != nil {
		t.Fatal(err)
	}
	all := Tiles{Plan: tiles.Plan, Absent: func(int) bool { return true }}
	hatched := New(tiles.Plan.Bounds())
	all.hatch(hatched, hatched.Rect)
	want := noiseFilm(tiles.Header(5))
	for y := want.Rect.Min.Y; y < want.Rect.Max.Y; y++ {
		copy(hatched.Row(y)[3*want.Rect.Min.X:], want.Row(y))
	}
	got, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, encode(t, "a.exr", hatched)) {
		t.Errorf("not the tile in stripes: %v", err)
	}
	greys := map[float32]bool{}
	for _, v := range hatched.Pix[:30] {
		greys[v] = true
	}
	if len(greys) != 2 {
		t.Errorf("stripes of %d greys", len(greys))
	}
}
