package film

import (
	"errors"
	"image"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// smallTile is the header of a tile of six pixels within an image.
func smallTile() Header {
	return Header{Spec: testSpec, Index: 7, Rect: image.Rect(20, 10, 23, 12), Image: image.Rect(0, 0, 30, 12)}
}

// specialFilm has values whose bits must not change.
func specialFilm(h Header) *Film {
	f := noiseFilm(h)
	for i, bits := range []uint32{
		0x7fc00000, 0x7fc12345, 0xffc00001, // quiet NaN
		0x7f800001, 0xff81cafe, // signalling NaN
		0x7f800000, 0xff800000, 0x80000000, 0x00000001, 0xbf800000, 0x7f7fffff,
	} {
		f.Pix[i] = math.Float32frombits(bits)
	}
	return f
}

// writeTile writes f to a file of its own.
func writeTile(t testing.TB, h Header, f *Film) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "000007.exr")
	if err := WriteTile(path, h, f); err != nil {
		t.Fatal(err)
	}
	return path
}

// bits are the values' bits, which can be compared.
func bits(pix []float32) []uint32 {
	b := make([]uint32, len(pix))
	for i, v := range pix {
		b[i] = math.Float32bits(v)
	}
	return b
}

// names are the entries of a folder, hidden ones too.
func names(t testing.TB, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	list := []string{}
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

func TestTileKeepsEveryBit(t *testing.T) {
	one, all := image.Rect(0, 0, 1, 1), image.Rect(0, 0, 65536, 65536)
	for name, h := range map[string]Header{
		"small":       smallTile(),
		"one pixel":   {Spec: testSpec, Rect: one, Image: one},
		"last pixel":  {Spec: testSpec, Index: math.MaxInt32, Rect: image.Rect(65535, 65535, 65536, 65536), Image: all},
		"whole width": {Spec: testSpec, Rect: image.Rect(0, 5, 65536, 6), Image: all},
		"column":      {Spec: testSpec, Rect: image.Rect(9, 0, 10, 3000), Image: all},
	} {
		t.Run(name, func(t *testing.T) {
			want := noiseFilm(h)
			if len(want.Pix) > 12 {
				want = specialFilm(h)
			}
			path := writeTile(t, h, want)
			got, header, err := ReadTile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(h, header); diff != "" {
				t.Errorf("header (-want +got):\n%s", diff)
			}
			if got.Rect != want.Rect || !cmp.Equal(bits(got.Pix), bits(want.Pix)) {
				t.Error("the pixels differ")
			}
			if err := CheckTile(path, h); err != nil {
				t.Error(err)
			}
			if diff := cmp.Diff([]string{"000007.exr"}, names(t, filepath.Dir(path))); diff != "" {
				t.Errorf("files (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRowsCanBeReadInParts(t *testing.T) {
	h := Header{Spec: testSpec, Rect: image.Rect(3, 4, 90, 61), Image: image.Rect(0, 0, 100, 100)}
	want := noiseFilm(h)
	r, err := OpenTile(writeTile(t, h, want))
	if err != nil {
		t.Fatal(err)
	}
	got := New(h.Rect)
	for _, n := range []int{1, 0, 7, 30, 18, 1, 5} {
		if err := r.ReadRows(n, got.Line); err != nil {
			t.Fatal(err)
		}
		r.Close()
	}
	if !cmp.Equal(got, want) {
		t.Error("the pixels differ")
	}
}

func TestCheckTileSaysWhatIsNotWanted(t *testing.T) {
	h := smallTile()
	path := writeTile(t, h, noiseFilm(h))
	for want, change := range map[string]func(h *Header){
		"of another render: its spec is 0123abcd, not ffff0000": func(h *Header) { h.Spec = strings.Repeat("ffff0000", 8) },
		"misplaced: it holds tile 7, not tile 8":                func(h *Header) { h.Index = 8 },
		"misplaced: it covers (20,10)-(23,12) of (0,0)-(30,12), not (19,10)-(23,12) of (0,0)-(30,12)": func(h *Header) {
			h.Rect.Min.X = 19
		},
		"misplaced: it covers (20,10)-(23,12) of (0,0)-(30,12), not (20,10)-(23,12) of (0,0)-(30,13)": func(h *Header) {
			h.Image.Max.Y = 13
		},
	} {
		h := h
		change(&h)
		if err := CheckTile(path, h); err == nil || err.Error() != path+": "+want {
			t.Errorf("%v, want %s: %s", err, path, want)
		}
	}
	if err := CheckTile(path+"x", h); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), path+"x") {
		t.Errorf("%v, want that the file does not exist", err)
	}
}

func TestWriteTileRefuses(t *testing.T) {
	for want, change := range map[string]func(h *Header){
		`spec "x" is no hexadecimal SHA-256`:                                         func(h *Header) { h.Spec = "x" },
		"index -1 is out of range":                                                   func(h *Header) { h.Index = -1 },
		"index 2147483648 is out of range":                                           func(h *Header) { h.Index = 1 << 31 },
		"the image (1,0)-(30,12) does not begin at (0,0)":                            func(h *Header) { h.Image.Min.X = 1 },
		"an image of 65537 x 12 pixels: each side must lie between 1 and 65536":      func(h *Header) { h.Image.Max.X = 65537 },
		"the tile (20,10)-(23,12) does not lie in the image (0,0)-(22,12)":           func(h *Header) { h.Image.Max.X = 22 },
		"a film of (20,10)-(23,12) with 18 values is not the tile (20,10)-(23,11)":   func(h *Header) { h.Rect.Max.Y = 11 },
		"a film of (20,10)-(23,12) with 18 values is not the tile (20,10)-(23,1000)": func(h *Header) { h.Rect.Max.Y = 1000 },
	} {
		h := smallTile()
		f := noiseFilm(h)
		change(&h)
		path := filepath.Join(t.TempDir(), "000007.exr")
		if err := WriteTile(path, h, f); err == nil || err.Error() != path+": "+want {
			t.Errorf("%v, want %s: %s", err, path, want)
		}
		if diff := cmp.Diff([]string{}, names(t, filepath.Dir(path))); diff != "" {
			t.Errorf("files (-want +got):\n%s", diff)
		}
	}
}

func TestFailedWriteLeavesNothing(t *testing.T) {
	h := smallTile()
	path := filepath.Join(t.TempDir(), "000007.exr")
	if err := os.MkdirAll(filepath.Join(path, "full"), 0o777); err != nil { // nothing can be renamed to that
		t.Fatal(err)
	}
	if err := WriteTile(path, h, noiseFilm(h)); err == nil {
		t.Error("a folder has been replaced")
	}
	if diff := cmp.Diff([]string{"000007.exr"}, names(t, filepath.Dir(path))); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func TestWritersOfOneNameAreHarmless(t *testing.T) {
	h := smallTile()
	f := noiseFilm(h)
	path := writeTile(t, h, f)
	var writers sync.WaitGroup
	for range 8 {
		writers.Go(func() {
			for range 10 {
				if err := WriteTile(path, h, f); err != nil {
					t.Error(err)
				}
				if err := CheckTile(path, h); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	if diff := cmp.Diff([]string{"000007.exr"}, names(t, filepath.Dir(path))); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

// TestOpenEXRReadsTiles asks the program of the OpenEXR project.
func TestOpenEXRReadsTiles(t *testing.T) {
	program, err := exec.LookPath("exrheader")
	if err != nil {
		t.Skip("exrheader is not installed: on Debian it is in the package openexr")
	}
	h := smallTile()
	out, err := exec.Command(program, writeTile(t, h, specialFilm(h))).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{
		"file format version: 2, flags 0x0\n",
		"    B, 32-bit floating-point, sampling 1 1\n",
		"    G, 32-bit floating-point, sampling 1 1\n",
		"    R, 32-bit floating-point, sampling 1 1\n",
		"compression (type compression): none\n",
		"dataWindow (type box2i): (20 10) - (22 11)\n",
		"displayWindow (type box2i): (0 0) - (29 11)\n",
		"lineOrder (type lineOrder): increasing y\n",
		`mosaicSpec (type string): "` + testSpec + "\"\n",
		"mosaicTile (type int): 7\n",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("no %q in:\n%s", want, out)
		}
	}
}
