package film

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// tileBytes is the content of a good tile file.
func tileBytes(t testing.TB) []byte {
	t.Helper()
	h := smallTile()
	b, err := os.ReadFile(writeTile(t, h, specialFilm(h)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// readBytes reads a tile file of the given content.
func readBytes(t testing.TB, path string, b []byte) error {
	t.Helper()
	if err := os.WriteFile(path, b, 0o666); err != nil {
		t.Fatal(err)
	}
	_, _, err := ReadTile(path)
	if check := CheckTile(path, smallTile()); (check == nil) != (err == nil) {
		t.Fatalf("read: %v; check: %v", err, check)
	}
	if err != nil && !strings.HasPrefix(err.Error(), path+": ") {
		t.Fatalf("the error does not name the file: %v", err)
	}
	return err
}

func TestTruncatedTileIsRefused(t *testing.T) {
	good := tileBytes(t)
	path := filepath.Join(t.TempDir(), "a.exr")
	for n := range good {
		if err := readBytes(t, path, good[:n]); err == nil {
			t.Fatalf("%d of %d bytes pass", n, len(good))
		}
	}
	if err := readBytes(t, path, good); err != nil {
		t.Error(err)
	}
	if err := readBytes(t, path, append(good, 0)); err == nil {
		t.Error("a byte too many passes")
	}
}

func TestAnyFlippedBitIsRefused(t *testing.T) {
	good := tileBytes(t)
	path := filepath.Join(t.TempDir(), "a.exr")
	for i := range good {
		for bit := range 8 {
			bad := bytes.Clone(good)
			bad[i] ^= 1 << bit
			if err := readBytes(t, path, bad); err == nil {
				t.Fatalf("bit %d of byte %d can be flipped", bit, i)
			}
		}
	}
}

// edit is a file's content with one attribute's value replaced.
func edit(t *testing.T, file []byte, name string, value []byte) []byte {
	t.Helper()
	i := bytes.Index(file, []byte(name+"\x00"))
	if i < 0 {
		t.Fatalf("no attribute %s", name)
	}
	i += len(name) + 1
	i += bytes.IndexByte(file[i:], 0) + 1
	size := int(binary.LittleEndian.Uint32(file[i:]))
	sized := binary.LittleEndian.AppendUint32(nil, uint32(len(value)))
	return slices.Concat(file[:i], sized, value, file[i+4+size:])
}

func TestHostileHeadersAreRefused(t *testing.T) {
	good := tileBytes(t)
	table := bytes.Index(good, []byte("screenWindowWidth\x00float\x00")) + 24 + 4 + 4 + 1
	ints := func(v ...int32) []byte {
		var b []byte
		for _, v := range v {
			b = binary.LittleEndian.AppendUint32(b, uint32(v))
		}
		return b
	}
	const most, least = 1<<31 - 1, -1 << 31
	set := func(at int, b ...byte) []byte {
		bad := bytes.Clone(good)
		copy(bad[at:], b)
		return bad
	}
	insert := func(at int, b ...byte) []byte { return slices.Concat(good[:at], b, good[at:]) }
	plain := newEXR(smallTile().Rect, smallTile().Image, nil)
	for _, test := range []struct {
		name string
		file []byte
		want string
	}{
		{"empty", nil, "not an OpenEXR file"},
		{"a PNG", []byte("\x89PNG\r\n\x1a\n........"), "not an OpenEXR file"},
		{"tiled", set(5, 2), "not a tile: OpenEXR version and flags 0x202, not a single part of scan lines"},
		{"multi-part", set(5, 16), "not a tile: OpenEXR version and flags 0x1002, not a single part of scan lines"},
		{"other EXR", plain.header(), "not a tile: the OpenEXR header has no attribute mosaicSpec"},
		{"header cut", good[:100], "truncated within the header"},
		{"huge attribute", set(24, 0xff, 0xff, 0xff, 0x7f), "truncated within the header"},
		{"negative attribute", set(24, 0xff, 0xff, 0xff, 0xff), "truncated within the header"},
		{"long header", insert(8, bytes.Repeat([]byte("a\x00b\x00\x00\x00\x00\x00"), 10_000)...),
			"not a tile: the OpenEXR header does not end within 74544 bytes"},
		{"long name", insert(8, bytes.Repeat([]byte("a"), 90_000)...),
			"not a tile: the OpenEXR header does not end within 74544 bytes"},
		{"attribute before", insert(8, []byte("a\x00int\x00\x04\x00\x00\x00\x07\x00\x00\x00")...),
			`corrupt: the header has an attribute too many, "screenWindowWidth"`},
		{"attribute behind", insert(table-1, []byte("zz\x00int\x00\x04\x00\x00\x00\x07\x00\x00\x00")...),
			`corrupt: the header has an attribute too many, "zz"`},
		{"attribute missing", slices.Concat(good[:table-33], good[table-1:]),
			"corrupt: the header has no attribute screenWindowWidth"},
		{"ZIP", edit(t, good, "compression", []byte{3}), "corrupt: the header's attribute compression is not that of a tile"},
		{"channels", edit(t, good, "channels", []byte{0}), "corrupt: the header's attribute channels is not that of a tile"},
		{"line order", edit(t, good, "lineOrder", []byte{1}), "corrupt: the header's attribute lineOrder is not that of a tile"},
		{"no window", edit(t, good, "dataWindow", nil), "corrupt: the tile (0,0)-(0,0) does not lie in the image (0,0)-(30,12)"},
		{"huge window", edit(t, good, "dataWindow", ints(0, 0, most, most)),
			"corrupt: the tile (0,0)-(2147483648,2147483648) does not lie in the image (0,0)-(30,12)"},
		{"window inside out", edit(t, good, "dataWindow", ints(10, 10, 2, 2)),
			"corrupt: the tile (10,10)-(3,3) does not lie in the image (0,0)-(30,12)"},
		{"negative window", edit(t, good, "dataWindow", ints(least, least, 2, 2)),
			"corrupt: the tile (-2147483648,-2147483648)-(3,3) does not lie in the image (0,0)-(30,12)"},
		{"huge image", edit(t, good, "displayWindow", ints(0, 0, most, most)),
			"corrupt: an image of 2147483648 x 2147483648 pixels: each side must lie between 1 and 65536"},
		{"image inside out", edit(t, good, "displayWindow", ints(0, 0, -5, least)),
			"corrupt: an image of -4 x -2147483647 pixels: each side must lie between 1 and 65536"},
		{"image elsewhere", edit(t, good, "displayWindow", ints(-1, 0, 29, 11)),
			"corrupt: the image (-1,0)-(30,12) does not begin at (0,0)"},
		{"large tile", edit(t, edit(t, good, "displayWindow", ints(0, 0, 65535, 65535)), "dataWindow", ints(0, 0, 65535, 65535)),
			fmt.Sprintf("truncated: %d of %d bytes", len(good), int64(table)+65536*(8+8+12*65536))},
		{"spec", edit(t, good, "mosaicSpec", []byte("\x1b[2J")), `corrupt: spec "\x1b[2J" is no hexadecimal SHA-256`},
		{"negative index", edit(t, good, "mosaicTile", ints(-1)), "corrupt: index -1 is out of range"},
		{"wide index", edit(t, good, "mosaicTile", ints(7, 0)), "corrupt: the header's attribute mosaicTile is not that of a tile"},
		{"short sum", edit(t, good, "mosaicChecksum", []byte("abcd")), "corrupt: the checksum is no hexadecimal SHA-256"},
		{"long sum", edit(t, good, "mosaicChecksum", bytes.Repeat([]byte("a"), 66)),
			"corrupt: the header's attribute mosaicChecksum is not that of a tile"},
		{"wrong sum", edit(t, good, "mosaicChecksum", bytes.Repeat([]byte("a"), 64)),
			"corrupt: its checksum is not that of its bytes"},
		{"table", set(table, 1, 2, 3), "corrupt: the table of its rows is wrong"},
		{"rows swapped", slices.Concat(good[:table+16], good[table+16+44:], good[table+16:table+16+44]),
			"corrupt: where row 10 should be is something else"},
		{"pixel", set(len(good)-1, 0x55), "corrupt: its checksum is not that of its bytes"},
		{"cut", good[:len(good)-1], fmt.Sprintf("truncated: %d of %d bytes", len(good)-1, len(good))},
		{"too long", append(bytes.Clone(good), 1, 2, 3), "3 bytes too long"},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "000007.exr")
			if err := readBytes(t, path, test.file); err == nil || err.Error() != path+": "+test.want {
				t.Errorf("%v, want %s: %s", err, path, test.want)
			}
		})
	}
}

func TestOnlyFilesAreTiles(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe") // opened the usual way, it would wait for a writer
	if err := exec.Command("mkfifo", pipe).Run(); err != nil {
		t.Logf("without a named pipe: %v", err)
		pipe = dir
	}
	for _, path := range []string{dir, pipe} {
		if _, _, err := ReadTile(path); err == nil || err.Error() != path+": not a regular file" {
			t.Errorf("%v, want %s: not a regular file", err, path)
		}
	}
}

func FuzzHeader(f *testing.F) {
	good := tileBytes(f)
	f.Add(good)
	f.Add(good[:200])
	for _, channels := range sets() {
		h := tileWith(channels...)
		f.Add(h.layout([32]byte{}).header())
	}
	f.Add(newEXR(smallTile().Rect, smallTile().Image, nil).header())
	f.Add([]byte("v/1\x01\x02\x00\x00\x00a\x00b\x00\xff\xff\xff\xff"))
	f.Add([]byte("v/1\x01\x02\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, sum, _, err := readHeader(bytes.NewReader(b))
		if err != nil {
			return
		}
		if err := h.validate(); err != nil {
			t.Fatal(err)
		}
		// What is accepted is, to the byte, what would have been written.
		layout := h.layout(sum)
		layout.data.Max.Y = layout.data.Min.Y // no table
		want := layout.header()
		full := h.layout(sum).header()
		if !bytes.HasPrefix(b, full[:len(want)]) {
			t.Fatalf("%q is taken for %q", b, full[:len(want)])
		}
	})
}
