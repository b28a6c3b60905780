package openexr

import (
	"bytes"
	"encoding/binary"
	"image"
	"slices"
	"strings"
	"testing"
)

// setAttribute is the file with other bytes from the n-th on of an attribute's value.
func setAttribute(t *testing.T, data []byte, name, kind string, n int, value ...byte) []byte {
	t.Helper()
	key := name + "\x00" + kind + "\x00"
	i := bytes.Index(data, []byte(key))
	if i < 0 {
		t.Fatalf("there is no %s", name)
	}
	data = bytes.Clone(data)
	copy(data[i+len(key)+4+n:], value)
	return data
}

func le32(v int) []byte { return binary.LittleEndian.AppendUint32(nil, uint32(int32(v))) }

func TestHeadersThatLie(t *testing.T) {
	none, tiled, multi := sample(t, "none"), sample(t, "tiled"), sample(t, "multi")
	flags := func(data []byte, set byte) []byte {
		data = bytes.Clone(data)
		data[5] = set
		return data
	}
	for _, test := range []struct {
		name string
		data []byte
		want string
	}{
		{"empty", nil, "is not an OpenEXR file"},
		{"magic alone", none[:4], "is not an OpenEXR file"},
		{"half a header", none[:100], "the header ends early"},
		{"version", slices.Concat(none[:4], []byte{3}, none[5:]), "version 3 of OpenEXR"},
		{"flags", flags(none, 1<<5), "flags 0x2002, which are unknown"},
		{"deep", flags(none, flagDeep>>8), "deep pixels"},
		{"tiles without size", flags(none, flagTiled>>8), "no attribute tiles"},
		{"no channels", bytes.Replace(none, []byte("channels"), []byte("shannels"), 1), "no attribute channels"},
		{"compression", sample(t, "dwaa"), "its compression is DWAA, which cannot be read here: save it with ZIP or PIZ"},
		{"unknown compression", setAttribute(t, none, "compression", "compression", 0, 99), "its compression is number 99"},
		{"wide", setAttribute(t, none, "dataWindow", "box2i", 8, le32(1<<16)...), "65537 x 37 pixels: each side must lie between 1 and 65536"},
		{"empty window", setAttribute(t, none, "dataWindow", "box2i", 8, le32(-1)...), "0 x 37 pixels"},
		{"far window", setAttribute(t, none, "dataWindow", "box2i", 0, le32(-1<<31)...), "reaches to -2147483648"},
		{"high", setAttribute(t, none, "dataWindow", "box2i", 12, le32(1<<16-1)...), "states 21 x 65536 pixels, more than its"},
		{"small tiles", setAttribute(t, setAttribute(t, tiled, "tiles", "tiledesc", 0, 1, 0, 0, 0, 1, 0, 0, 0),
			"dataWindow", "box2i", 8, slices.Concat(le32(1<<16-1), le32(1<<16-1))...), "states 65536 x 65536 pixels"},
		{"no tiles", setAttribute(t, tiled, "tiles", "tiledesc", 0, 0, 0, 0, 0), "the header's tiles are not"},
		{"sub-sampled", setAttribute(t, none, "channels", "chlist", 10, 2), `the channel "A" does not have a value for every pixel`},
		{"kind", setAttribute(t, none, "channels", "chlist", 2, 3), `the channel "A" is of type 3`},
		{"alike", setAttribute(t, none, "channels", "chlist", 18, 'A'), `two channels "A"`},
		{"endless channels", setAttribute(t, none, "channels", "chlist", 96, 1), "list of channels does not end"},
		{"no parts end", multi[:700], "the header ends early"},
		{"parts of text", bytes.Replace(multi, []byte("scanlineimage"), []byte("scanlinetexts"), 1), `of type "scanlinetexts"`},
	} {
		_, err := New(bytes.NewReader(test.data), int64(len(test.data)))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}

// TestDamage cuts every kind of file at every byte and changes each one: what
// can be read then is an error or pixels, and never more than there are.
func TestDamage(t *testing.T) {
	for _, name := range []string{"none", "rle", "zip", "piz", "pxr24", "b44", "tiled", "mip", "multi", "noise-piz"} {
		data := sample(t, name)
		size := open(t, data).Window
		for cut := 0; cut < len(data); cut += 1 + cut/300 {
			p, err := New(bytes.NewReader(data[:cut]), int64(cut))
			if err != nil {
				continue
			}
			if _, err := all(p, size); err == nil && name != "mip" && name != "multi" {
				t.Errorf("%s can be read from %d of %d bytes", name, cut, len(data))
			}
		}
		for i := 0; i < len(data); i += 1 + i/200 {
			changed := bytes.Clone(data)
			changed[i] ^= 0xff
			if p, err := New(bytes.NewReader(changed), int64(len(changed))); err == nil && p.Window.Dx()*p.Window.Dy() < 1<<20 {
				_, _ = all(p, p.Window)
			}
		}
	}
}

// TestMissingChunk names what a renderer that was stopped has not written.
func TestMissingChunk(t *testing.T) {
	for name, want := range map[string]string{"zip": "lines 16 to 31: is not in the file", "none": "line 1: is not in the file", "tiled": "tile 1,0: is not in the file"} {
		data := sample(t, name)
		p := open(t, data)
		copy(data[p.offsets+8:], make([]byte, 8))
		if _, err := all(p, image.Rect(0, 0, 21, 1)); (err == nil) != (name != "tiled") {
			t.Errorf("%s: the first line: %v", name, err)
		}
		if _, err := all(p, p.Window); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}

// A countingReader counts what is read of it.
type countingReader struct {
	*bytes.Reader
	bytes int
}

func (r *countingReader) ReadAt(b []byte, at int64) (int, error) {
	r.bytes += len(b)
	return r.Reader.ReadAt(b, at)
}

// TestOnlyNeededChunksAreRead reads a pixel of each kind of file.
func TestOnlyNeededChunksAreRead(t *testing.T) {
	for name, most := range map[string]int{"none": 12*21 + 16, "zip": 2800, "zips": 12*21 + 16, "piz": 9000, "tiled": 12*64 + 32} {
		data := sample(t, name)
		r := &countingReader{Reader: bytes.NewReader(data)}
		p, err := New(r, int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		r.bytes = 0
		if pixels(t, p, image.Rect(20, 36, 21, 37)); r.bytes > most {
			t.Errorf("%s: %d bytes were read for a pixel", name, r.bytes)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"none", "rle", "zip", "piz", "pxr24", "b44a", "tiled", "mip", "multi", "noise-piz"} {
		f.Add(sample(f, name))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := New(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		if p.Window.Empty() || p.Window.Dx() > MaxSide || p.Window.Dy() > MaxSide || len(p.Channels) == 0 {
			t.Fatalf("a picture of %v with %d channels", p.Window, len(p.Channels))
		}
		part := p.Window
		part.Max.X, part.Max.Y = min(part.Max.X, part.Min.X+100), min(part.Max.Y, part.Min.Y+100)
		_ = p.Read(part, []Target{{0, make([]float32, part.Dx()*part.Dy()), 1}})
	})
}
