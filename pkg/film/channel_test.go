package film

import (
	"bytes"
	"encoding/binary"
	"fmt"
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

// manyChannels is channels before, between and behind B, G and R.
var manyChannels = []string{"A", "C", "Z", "albedo.B", "albedo.G", "albedo.R", "depth.Z", "normal.X", "normal.Y", "normal.Z", "samples.Y"}

// tileWith is smallTile with channels beside R, G and B.
func tileWith(channels ...string) Header {
	h := smallTile()
	h.Channels = channels
	return h
}

// sets are channels that a tile may have.
func sets() map[string][]string {
	long := strings.Repeat("very.", 50) + "long" // more bytes than OpenEXR's short names have
	var most []string
	for i := range render.MaxChannels {
		most = append(most, fmt.Sprintf("%s%d", strings.Repeat("x", 200), 1000+i))
	}
	return map[string][]string{
		"none": nil, "alpha": {"A"}, "depth": {"depth.Z"}, "many": manyChannels, "long": {long}, "most": most,
		"31 bytes": {long[:31]}, "32 bytes": {long[:32]}, "other scripts": {"Tiefe für alle", "深さ.Z"},
	}
}

func TestNewFilmHasItsChannels(t *testing.T) {
	f := New(image.Rect(2, 3, 6, 5), "depth.Z", "A", "albedo.R")
	if !slices.Equal(f.Channels(), []string{"A", "albedo.R", "depth.Z"}) || len(f.Pix) != 3*8 || len(f.Plane("A")) != 8 {
		t.Errorf("%+v", f)
	}
	f.Plane("depth.Z")[5] = 4
	if l := f.Line(4); l.Planes[2][1] != 4 || len(l.Planes[2]) != 4 || len(l.Color) != 12 {
		t.Errorf("%+v", l)
	}
	if f.Plane("normal.X") != nil {
		t.Error("a channel that nobody asked for")
	}
}

func TestChannelsInTiles(t *testing.T) {
	for name, channels := range sets() {
		h := tileWith(channels...)
		want := noiseFilm(h)
		path := writeTile(t, h, want)
		got, header, err := ReadTile(path)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !cmp.Equal(header, h) || !cmp.Equal(got, want) {
			t.Errorf("%s: the tile read is not the one written", name)
		}
		if err := CheckTile(path, h); err != nil {
			t.Error(err)
		}
		if err := CheckTile(path, tileWith("other")); err == nil || !strings.Contains(err.Error(), "of another render: its channels are R,G,B") {
			t.Errorf("%s: taken for one of other channels: %v", name, err)
		}
		r, err := OpenTile(path)
		if err != nil {
			t.Fatal(err)
		}
		colour := New(h.Rect)
		if err := r.ReadRows(h.Rect.Dy(), colour.Line); err != nil || !slices.Equal(colour.Pix, want.Pix) {
			t.Errorf("%s: the colour alone: %v", name, err)
		}
		r.Close()
	}
}

func TestOtherFilmsAreNoSuchTile(t *testing.T) {
	h := tileWith("depth.Z", "normal.X")
	short, swapped := noiseFilm(h), noiseFilm(h)
	short.Planes[0].Pix = short.Planes[0].Pix[1:]
	slices.Reverse(swapped.Planes)
	for want, f := range map[string]*Film{
		"a film with the channels R,G,B is not a tile with R,G,B,depth.Z,normal.X":                  noiseFilm(smallTile()),
		"a film with the channels R,G,B,depth.Z is not a tile with R,G,B,depth.Z,normal.X":          noiseFilm(tileWith("depth.Z")),
		"a film of (20,10)-(23,12) with 5 values of depth.Z is not the tile (20,10)-(23,12)":        short,
		"a film with the channels R,G,B,normal.X,depth.Z is not a tile with R,G,B,depth.Z,normal.X": swapped,
	} {
		path := filepath.Join(t.TempDir(), "a.exr")
		if err := WriteTile(path, h, f); err == nil || err.Error() != path+": "+want {
			t.Errorf("%v, want %s: %s", err, path, want)
		}
	}
}

func TestBadChannelsAreNotWritten(t *testing.T) {
	for want, channels := range map[string][]string{
		"channel 1 has no name":                                                      {"A", ""},
		"the channel G is named among those beside R, G and B":                       {"A", "G"},
		"there are two channels A":                                                   {"A", "A"},
		"the channels are not sorted by name: A comes after Z":                       {"Z", "A"},
		`the channel "a\x1b[2J" has a name that cannot be printed`:                   {"a\x1b[2J"},
		`the channel "a\x00b" has a name that cannot be printed`:                     {"a\x00b"},
		`the channel "\xff" has a name that cannot be printed`:                       {"\xff"},
		"257 channels: there can be 256 beside R, G and B":                           make([]string, 257),
		`the channel "aaaaaaaaaaaaaaaa"... has a name of 256 bytes: it can have 255`: {strings.Repeat("a", 256)},
	} {
		h := tileWith(channels...)
		f := New(h.Rect)
		for _, name := range channels {
			f.Planes = append(f.Planes, Plane{name, make([]float32, 6)})
		}
		path := filepath.Join(t.TempDir(), "a.exr")
		if err := WriteTile(path, h, f); err == nil || err.Error() != path+": "+want {
			t.Errorf("%v, want %s: %s", err, path, want)
		}
	}
}

// TestHostileChannelLists has lists that no tile can have, in a file that is
// otherwise good.
func TestHostileChannelLists(t *testing.T) {
	entry := func(names ...string) (b []byte) {
		for _, name := range names {
			b = append(append(append(b, name...), 0), exrEntry...)
		}
		return b
	}
	list := func(names ...string) []byte { return append(entry(names...), 0) }
	half := bytes.Replace(list("B", "G", "R"), []byte("R\x00\x02"), []byte("R\x00\x01"), 1)
	thin := bytes.Replace(list("A", "B", "G", "R"), []byte("\x01\x00\x00\x00\x01"), []byte("\x02\x00\x00\x00\x01"), 1)
	var many []string
	for i := range 300 {
		many = append(many, fmt.Sprintf("b%03d", i))
	}
	const notThat = "corrupt: the header's attribute channels is not that of a tile"
	for name, test := range map[string]struct {
		list []byte
		want string
	}{
		"empty":         {nil, notThat},
		"none":          {[]byte{0}, notThat},
		"no end":        {entry("B", "G", "R"), notThat},
		"cut":           {list("B", "G", "R")[:40], notThat},
		"after end":     {append(list("B", "G", "R"), 1), notThat},
		"half":          {half, notThat},
		"subsampled":    {thin, notThat},
		"no colour":     {list("A"), notThat},
		"no R":          {list("B", "G"), notThat},
		"two of R":      {list("B", "G", "R", "R"), notThat},
		"R first":       {list("R", "B", "G"), notThat},
		"two of A":      {list("A", "A", "B", "G", "R"), "corrupt: there are two channels A"},
		"unsorted":      {list("B", "G", "R", "b", "a"), "corrupt: the channels are not sorted by name: a comes after b"},
		"A at the end":  {list("B", "G", "R", "A"), notThat},
		"escape":        {list("B", "G", "R", "a\x1b[2J"), `corrupt: the channel "a\x1b[2J" has a name that cannot be printed`},
		"too many":      {list(append([]string{"B", "G", "R"}, many...)...), "corrupt: 257 channels: there can be 256 beside R, G and B"},
		"long":          {list("B", "G", "R", strings.Repeat("a", 300)), `corrupt: the channel "aaaaaaaaaaaaaaaa"... has a name of 300 bytes: it can have 255`},
		"long, no flag": {list("B", "G", "R", strings.Repeat("a", 32)), "corrupt: OpenEXR version and flags 0x2, not 0x402"},
	} {
		path := filepath.Join(t.TempDir(), "000007.exr")
		err := readBytes(t, path, edit(t, tileBytes(t), "channels", test.list))
		if err == nil || err.Error() != path+": "+test.want {
			t.Errorf("%s: %v, want %s: %s", name, err, path, test.want)
		}
	}
	flag := tileBytes(t)
	flag[5] |= 4
	path := filepath.Join(t.TempDir(), "000007.exr")
	if err := readBytes(t, path, flag); err == nil || err.Error() != path+": corrupt: OpenEXR version and flags 0x402, not 0x2" {
		t.Errorf("a flag of long names where there are none: %v", err)
	}
}

func TestDamagedChannelsAreRefused(t *testing.T) {
	h := tileWith(manyChannels...)
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
	// Fewer channels make a file of another length.
	other := edit(t, good, "channels", channelList(exrChannels([]string{"depth.Z"})))
	if err := os.WriteFile(bad, other, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := CheckTile(bad, tileWith("depth.Z")); err == nil {
		t.Error("another list of channels passes")
	}
}

// TestChannelsInImages has images of any plan: an .exr gets the channels, other
// formats are as without.
func TestChannelsInImages(t *testing.T) {
	channels := slices.DeleteFunc(slices.Clone(manyChannels), func(name string) bool { return name == Alpha })
	plain := writeTiles(t, tile.Plan{Width: 48, Height: 43, Size: 48})
	all := noiseFilm(Header{Rect: image.Rect(0, 0, 48, 43), Channels: channels})
	var want []byte
	for _, size := range []int{48, 12, 7, 1000} {
		tiles := writeChannels(t, tile.Plan{Width: 48, Height: 43, Size: size}, channels...)
		for _, name := range []string{"a.png", "a.tif"} {
			if !bytes.Equal(assemble(t, tiles, name, ImageOptions{}), assemble(t, plain, name, ImageOptions{})) {
				t.Errorf("%s of tiles of %d pixels is not that without channels", name, size)
			}
		}
		got := assemble(t, tiles, "a.exr", ImageOptions{})
		if want == nil {
			want = got
			if f := decode(t, got, all.Rect, channels); !cmp.Equal(f, all) {
				t.Error("the image's pixels are not those of the tiles")
			}
		} else if !bytes.Equal(got, want) {
			t.Errorf("the image of tiles of %d pixels differs from that of one tile", size)
		}
	}
}

// decode reads an image with channels by the table of its rows.
func decode(t *testing.T, file []byte, r image.Rectangle, channels []string) *Film {
	t.Helper()
	layout := newEXR(r, r, channels)
	head := layout.header()
	if !bytes.HasPrefix(file, head) {
		t.Fatal("another header")
	}
	f := New(r, channels...)
	table := head[len(head)-8*r.Dy():]
	for y := range r.Dy() {
		chunk := file[binary.LittleEndian.Uint64(table[8*y:]):][:layout.chunkSize()]
		if !layout.readChunk(chunk, y, f.Line(y)) {
			t.Fatalf("row %d is not where the table says", y)
		}
	}
	return f
}

func TestAbsentTilesAreOpaqueAndHaveNoOtherChannels(t *testing.T) {
	tiles := writeChannels(t, tile.Plan{Width: 48, Height: 36, Size: 12}, manyChannels...)
	tiles.Absent = func(i int) bool { return i%2 == 1 }
	f := decode(t, assemble(t, tiles, "a.exr", ImageOptions{}), tiles.Plan.Bounds(), manyChannels)
	for i := range tiles.Plan.Len() {
		h := tiles.Header(i)
		want := noiseFilm(h)
		if tiles.Absent(i) {
			want = New(h.Rect, manyChannels...)
			tiles.hatch(want, h.Rect)
			if want.Plane(Alpha)[0] != 1 || want.Plane("depth.Z")[0] != 0 {
				t.Fatal("stripes of another kind")
			}
		}
		for y := h.Rect.Min.Y; y < h.Rect.Max.Y; y++ {
			if !cmp.Equal(f.part(y, h.Rect.Min.X, h.Rect.Max.X), want.Line(y)) {
				t.Fatalf("tile %d, row %d differs", i, y)
			}
		}
	}
}

// TestOpenEXRReadsChannels asks the programs of the OpenEXR project, about
// tiles and an image.
func TestOpenEXRReadsChannels(t *testing.T) {
	for _, program := range []string{"exrheader", "exrinfo"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed: on Debian it is in the package openexr", program)
		}
	}
	imagePath := filepath.Join(t.TempDir(), "a.exr")
	err := os.WriteFile(imagePath, assemble(t, writeChannels(t, tile.Plan{Width: 48, Height: 43, Size: 20}, manyChannels...), "a.exr", ImageOptions{}), 0o666)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{imagePath: manyChannels}
	for _, channels := range sets() {
		h := tileWith(channels...)
		want[writeTile(t, h, noiseFilm(h))] = channels
	}
	for path, channels := range want {
		out, err := exec.Command("exrheader", path).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		at := 0
		for _, name := range slices.Sorted(slices.Values(append([]string{"R", "G", "B"}, channels...))) {
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
