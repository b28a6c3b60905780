package film

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/png"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	xtiff "golang.org/x/image/tiff"
)

// encode is the file of a film, whose pixels are as the format wants them, with
// the format's own depth.
func encode(t testing.TB, path string, f *Film) []byte {
	t.Helper()
	return encodeDeep(t, path, 0, f)
}

// encodeDeep is encode with so many bits a channel.
func encodeDeep(t testing.TB, path string, depth int, f *Film) []byte {
	t.Helper()
	format, depth, err := ImageOptions{BitDepth: depth}.Check(path, f.Rect.Dx(), f.Rect.Dy())
	if err != nil {
		t.Fatal(err)
	}
	var b memory
	if err := format.encode(&b, pictureOf(f, depth)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A memory is an output in memory.
type memory struct{ bytes.Buffer }

func (m *memory) Rewrite(b []byte, at int64) error {
	if at+int64(len(b)) > int64(m.Len()) {
		return errors.New("what was never written is rewritten")
	}
	copy(m.Bytes()[at:], b)
	return nil
}

func pictureOf(f *Film, depth int) picture {
	return picture{size: f.Rect.Size(), depth: depth, channels: f.Channels(), row: func(y int) (Line, error) { return f.Line(y), nil }}
}

// imageFilm is a film with all kinds of values.
func imageFilm(width, height int) *Film {
	h := Header{Rect: image.Rect(0, 0, width, height)}
	if 3*width*height < 12 {
		return noiseFilm(h)
	}
	return specialFilm(h)
}

// srgbReference is the code of v out of most, by the formula of IEC 61966-2-1.
func srgbReference(v float32, most float64) uint32 {
	x := float64(v)
	switch {
	case !(x > 0):
		return 0
	case x >= 1:
		return uint32(most)
	case x <= 0.0031308:
		return uint32(math.Round(most * 12.92 * x))
	}
	return uint32(math.Round(most * (1.055*math.Pow(x, 1/2.4) - 0.055)))
}

var imageSizes = []image.Point{{1, 1}, {1, 300}, {300, 1}, {64, 48}, {7, 5}}

func TestPixelsOfIntegerImages(t *testing.T) {
	for name, test := range map[string]struct {
		path   string
		depth  int
		decode func([]byte) (image.Image, error)
		most   float64
		model  color.Model
	}{
		"PNG":   {"a.png", 8, func(b []byte) (image.Image, error) { return png.Decode(bytes.NewReader(b)) }, 255, color.RGBAModel},
		"PNG16": {"a.png", 16, func(b []byte) (image.Image, error) { return png.Decode(bytes.NewReader(b)) }, 65535, color.RGBA64Model},
		"TIFF":  {"a.tif", 16, func(b []byte) (image.Image, error) { return xtiff.Decode(bytes.NewReader(b)) }, 65535, color.RGBA64Model},
	} {
		t.Run(name, func(t *testing.T) {
			for _, size := range imageSizes {
				f := imageFilm(size.X, size.Y)
				m, err := test.decode(encodeDeep(t, test.path, test.depth, f))
				if err != nil {
					t.Fatal(err)
				}
				if m.Bounds() != f.Rect || m.ColorModel() != test.model {
					t.Fatalf("an image of %v and %T", m.Bounds(), m)
				}
				for y := range size.Y {
					for x := range size.X {
						r, g, b, a := m.At(x, y).RGBA()
						var want [4]uint32
						for c, v := range f.Row(y)[3*x : 3*x+3] {
							want[c] = srgbReference(v, test.most) * uint32(65535/test.most)
						}
						want[3] = 65535
						if got := [4]uint32{r, g, b, a}; got != want {
							t.Fatalf("pixel (%d,%d) of %v is %v, want %v", x, y, size, got, want)
						}
					}
				}
			}
		})
	}
}

func TestEXRImageKeepsEveryBit(t *testing.T) {
	for _, size := range imageSizes {
		f := imageFilm(size.X, size.Y)
		b := encode(t, "a.exr", f)
		_, list, err := parseAttributes(b[:min(len(b), maxHeader)])
		if err != nil {
			t.Fatal(err)
		}
		layout := newEXR(f.Rect, f.Rect, nil)
		if diff := cmp.Diff(layout.attributes(), list, cmp.AllowUnexported(attribute{})); diff != "" {
			t.Errorf("attributes (-want +got):\n%s", diff)
		}
		table := b[len(layout.header())-8*size.Y:]
		got := New(f.Rect)
		for y := range size.Y {
			chunk := b[binary.LittleEndian.Uint64(table[8*y:]):][:layout.chunkSize()]
			if !layout.readChunk(chunk, y, got.Line(y)) {
				t.Fatalf("row %d of %v is not where the table says", y, size)
			}
		}
		if !cmp.Equal(bits(got.Pix), bits(f.Pix)) {
			t.Errorf("the pixels of %v differ", size)
		}
	}
}

// directory reads a TIFF's only directory: the values of every field.
func directory(b []byte) (fields map[uint16][]uint64, big bool) {
	le := binary.LittleEndian
	widths := map[uint16]int{tiffShort: 2, tiffLong: 4, tiffRational: 4, tiffLong8: 8}
	word := func(at uint64, width int) uint64 {
		return le.Uint64(append(bytes.Clone(b[at:at+uint64(width)]), make([]byte, 8)...))
	}
	at, n, entry, offset := word(4, 4), uint64(0), uint64(12), 4
	if big = b[2] == 43; big {
		at, entry, offset = word(8, 8), 20, 8
		n = word(at, 8)
		at += 8
	} else {
		n = word(at, 2)
		at += 2
	}
	fields = map[uint16][]uint64{}
	for range n {
		tag, kind := uint16(word(at, 2)), uint16(word(at+2, 2))
		count, values := word(at+4, offset), at+4+uint64(offset)
		if kind == tiffRational {
			count *= 2
		}
		width := widths[kind]
		if int(count)*width > offset {
			values = word(values, offset)
		}
		for i := range count {
			fields[tag] = append(fields[tag], word(values+i*uint64(width), width))
		}
		at += entry
	}
	return fields, big
}

func TestBigTIFFSaysTheSame(t *testing.T) {
	f := imageFilm(700, 400)
	files := make([][]byte, 2)
	for i, big := range []bool{false, true} {
		var b bytes.Buffer
		err := newTIFF(f.Rect.Size(), false, big).encode(&b, pictureOf(f, 16).row)
		if err != nil {
			t.Fatal(err)
		}
		files[i] = b.Bytes()
	}
	var pixels [][]byte
	var all []map[uint16][]uint64
	for i, b := range files {
		fields, big := directory(b)
		if big != (i == 1) {
			t.Errorf("file %d is big: %v", i, big)
		}
		var strips [][]byte
		for k, at := range fields[273] {
			strips = append(strips, b[at:at+fields[279][k]])
		}
		if len(strips) < 2 {
			t.Errorf("%d strips", len(strips))
		}
		pixels = append(pixels, slices.Concat(strips...))
		delete(fields, 273)
		all = append(all, fields)
	}
	if diff := cmp.Diff(all[0], all[1]); diff != "" {
		t.Errorf("fields (-small +big):\n%s", diff)
	}
	if len(pixels[0]) != 6*700*400 || !bytes.Equal(pixels[0], pixels[1]) {
		t.Error("the pixels differ")
	}
}

func TestTIFFIsBigWhereItMust(t *testing.T) {
	stop := errors.New("enough")
	for size, want := range map[image.Point]bool{
		{32768, 21000}: false, {32768, 21844}: false, {32768, 21846}: true, {65536, 65536}: true, {1, 65536}: false,
	} {
		var b memory
		err := encodeTIFF(&b, picture{size: size, row: func(int) (Line, error) { return Line{}, stop }})
		if !errors.Is(err, stop) {
			t.Fatal(err)
		}
		fields, big := directory(b.Bytes())
		if big != want {
			t.Errorf("TIFF of %v is big: %v", size, big)
		}
		var sum, at uint64 = 0, uint64(b.Len())
		for i, offset := range fields[273] {
			if offset != at {
				t.Fatalf("strip %d of %v begins at %d, not %d", i, size, offset, at)
			}
			at += fields[279][i]
			sum += fields[279][i]
		}
		if sum != 6*uint64(size.X)*uint64(size.Y) {
			t.Errorf("the strips of %v have %d bytes", size, sum)
		}
	}
}

// A badWriter takes n bytes.
type badWriter struct{ n int }

var errFull = errors.New("disk full")

func (w *badWriter) Write(b []byte) (int, error) {
	w.n -= len(b)
	if w.n < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func (w *badWriter) Rewrite([]byte, int64) error { return nil }

func TestEncodeFails(t *testing.T) {
	f := imageFilm(500, 500)
	bad := errors.New("bad row")
	for _, format := range Formats() {
		for _, depth := range format.Depths {
			asked := 0
			p := pictureOf(f, depth)
			p.row = func(y int) (Line, error) {
				asked++
				if y == 100 {
					return Line{}, bad
				}
				return f.Line(y), nil
			}
			if err := format.encode(&badWriter{1 << 30}, p); !errors.Is(err, bad) || asked != 101 {
				t.Errorf("%s of %d bits: %v after %d rows", format.Name, depth, err, asked)
			}
			if err := format.encode(&badWriter{1000}, pictureOf(f, depth)); !errors.Is(err, errFull) {
				t.Errorf("%s of %d bits: %v", format.Name, depth, err)
			}
		}
	}
}
