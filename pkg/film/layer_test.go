package film

import (
	"bytes"
	"encoding/binary"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mosaic/pkg/render"
	"mosaic/pkg/tile"
)

const everyLayer = render.Albedo | render.Normal | render.Depth | render.SampleCount

// layeredTile is smallTile with layers.
func layeredTile(set render.Layers) Header {
	h := smallTile()
	h.Layers = set
	return h
}

func TestAddKeepsWhatIsThere(t *testing.T) {
	f := New(image.Rect(2, 3, 6, 5))
	f.Add(render.Depth)
	f.Layer(render.Depth)[7] = 4
	f.Add(render.Albedo | render.Depth)
	if !f.fits(render.Albedo|render.Depth) || len(f.Layer(render.Albedo)) != 3*8 || f.Layer(render.Depth)[7] != 4 {
		t.Errorf("%+v", f.Layers)
	}
	if f.Layer(render.Normal) != nil {
		t.Error("a layer that nobody asked for")
	}
	f.Add(0)
	if f.set() != render.Albedo|render.Depth {
		t.Errorf("adding nothing leaves %v", f.set())
	}
}

func TestLayersInTiles(t *testing.T) {
	for set := range render.Layers(16) {
		h := layeredTile(set)
		want := noiseFilm(h)
		path := writeTile(t, h, want)
		got, header, err := ReadTile(path)
		if err != nil {
			t.Fatal(err)
		}
		if header != h || !cmp.Equal(got, want) {
			t.Errorf("%v: the tile read is not the one written", set)
		}
		if err := CheckTile(path, h); err != nil {
			t.Error(err)
		}
		if err := CheckTile(path, layeredTile(set^render.Depth)); err == nil || !strings.Contains(err.Error(), "of another render: its layers are") {
			t.Errorf("%v: taken for one of other layers: %v", set, err)
		}
		r, err := OpenTile(path)
		if err != nil {
			t.Fatal(err)
		}
		colour := New(h.Rect)
		if err := r.ReadRows(h.Rect.Dy(), colour.Row); err != nil || !slices.Equal(colour.Pix, want.Pix) {
			t.Errorf("%v: the colour alone: %v", set, err)
		}
		r.Close()
	}
}

func TestOtherFilmsAreNoLayeredTile(t *testing.T) {
	h := layeredTile(render.Normal | render.Depth)
	short, swapped := noiseFilm(h), noiseFilm(h)
	short.Layers[0].Pix = short.Layers[0].Pix[1:]
	slices.Reverse(swapped.Layers)
	for name, f := range map[string]*Film{
		"none": noiseFilm(smallTile()), "other": noiseFilm(layeredTile(render.Depth)), "short": short, "swapped": swapped,
	} {
		path := filepath.Join(t.TempDir(), "a.exr")
		if err := WriteTile(path, h, f); err == nil || !strings.Contains(err.Error(), `is not a tile with "normal,depth"`) {
			t.Errorf("%s: %v", name, err)
		}
	}
	h.Layers = 16
	if err := WriteTile(filepath.Join(t.TempDir(), "a.exr"), h, noiseFilm(smallTile())); err == nil {
		t.Error("an unknown layer is written")
	}
}

func TestDamagedLayersAreRefused(t *testing.T) {
	h := layeredTile(everyLayer)
	path := writeTile(t, h, noiseFilm(h))
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(t.TempDir(), "a.exr")
	for i := range good {
		file := bytes.Clone(good)
		file[i] ^= 1 << (i % 8)
		if err := os.WriteFile(bad, file, 0o666); err != nil {
			t.Fatal(err)
		}
		if err := CheckTile(bad, h); err == nil || !strings.HasPrefix(err.Error(), bad+": ") {
			t.Fatalf("byte %d can be changed: %v", i, err)
		}
	}
	for n := range good {
		if err := os.WriteFile(bad, good[:n], 0o666); err != nil {
			t.Fatal(err)
		}
		if err := CheckTile(bad, h); err == nil {
			t.Fatalf("%d of %d bytes pass", n, len(good))
		}
	}
	// The list of channels of another set of layers makes a file of another length.
	other := edit(t, good, "channels", channelList(render.Depth))
	if err := os.WriteFile(bad, other, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := CheckTile(bad, h); err == nil {
		t.Error("another list of channels passes")
	}
}

// TestLayersInImages has images of any plan: an .exr gets the layers, other
// formats are as without.
func TestLayersInImages(t *testing.T) {
	plain := writeTiles(t, tile.Plan{Width: 48, Height: 43, Size: 48})
	whole := noiseFilm(Header{Rect: image.Rect(0, 0, 48, 43), Layers: everyLayer})
	var want []byte
	for _, size := range []int{48, 12, 7, 1000} {
		tiles := writeLayered(t, tile.Plan{Width: 48, Height: 43, Size: size}, everyLayer)
		for _, name := range []string{"a.png", "a.tif"} {
			if !bytes.Equal(assemble(t, tiles, name, Print{}), assemble(t, plain, name, Print{})) {
				t.Errorf("%s of tiles of %d pixels is not that without layers", name, size)
			}
		}
		got := assemble(t, tiles, "a.exr", Print{})
		if want == nil {
			want = got
			if f := decode(t, got, whole.Rect, everyLayer); !cmp.Equal(f, whole) {
				t.Error("the image's pixels are not those of the tiles")
			}
		} else if !bytes.Equal(got, want) {
			t.Errorf("the image of tiles of %d pixels differs from that of one tile", size)
		}
	}
}

// decode reads an image with layers by the table of its rows.
func decode(t *testing.T, file []byte, r image.Rectangle, set render.Layers) *Film {
	t.Helper()
	layout := exr{data: r, display: r, layers: set}
	head := layout.header()
	if !bytes.HasPrefix(file, head) {
		t.Fatal("another header")
	}
	f := New(r)
	f.Add(set)
	table := head[len(head)-8*r.Dy():]
	for y := range r.Dy() {
		chunk := file[binary.LittleEndian.Uint64(table[8*y:]):][:layout.chunkSize()]
		if !layout.readChunk(chunk, y, f.line(y, 0, r.Max.X)) {
			t.Fatalf("row %d is not where the table says", y)
		}
	}
	return f
}

func TestAbsentTilesHaveNoLayers(t *testing.T) {
	tiles := writeLayered(t, tile.Plan{Width: 48, Height: 36, Size: 12}, everyLayer)
	tiles.Absent = func(i int) bool { return i%2 == 1 }
	f := decode(t, assemble(t, tiles, "a.exr", Print{}), tiles.Plan.Bounds(), everyLayer)
	for i := range tiles.Plan.Len() {
		h := tiles.Header(i)
		want := noiseFilm(h)
		for y := h.Rect.Min.Y; y < h.Rect.Max.Y; y++ {
			got, want := f.line(y, h.Rect.Min.X, h.Rect.Max.X), want.line(y, h.Rect.Min.X, h.Rect.Max.X)
			for k := range got {
				if tiles.Absent(i) {
					if k > 0 && slices.Max(got[k]) != 0 {
						t.Fatalf("tile %d is absent and has a layer", i)
					}
				} else if !slices.Equal(got[k], want[k]) {
					t.Fatalf("tile %d, row %d, part %d differs", i, y, k)
				}
			}
		}
	}
}

// TestOpenEXRReadsLayers asks the programs of the OpenEXR project, about a tile
// and an image.
func TestOpenEXRReadsLayers(t *testing.T) {
	for _, program := range []string{"exrheader", "exrinfo"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed: on Debian it is in the package openexr", program)
		}
	}
	h := layeredTile(everyLayer)
	tilePath := writeTile(t, h, noiseFilm(h))
	imagePath := filepath.Join(t.TempDir(), "a.exr")
	err := os.WriteFile(imagePath, assemble(t, writeLayered(t, tile.Plan{Width: 48, Height: 43, Size: 20}, everyLayer), "a.exr", Print{}), 0o666)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{tilePath, imagePath} {
		out, err := exec.Command("exrheader", path).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		at := 0
		for _, name := range []string{
			"B", "G", "R", "albedo.B", "albedo.G", "albedo.R", "depth.Z", "normal.X", "normal.Y", "normal.Z", "samples.Y",
		} {
			i := strings.Index(string(out), "    "+name+", 32-bit floating-point, sampling 1 1\n")
			if i <= at {
				t.Errorf("%s: the channel %s is missing or out of order:\n%s", path, name, out)
			}
			at = i
		}
		if out, err := exec.Command("exrinfo", "-s", path).CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
}
