package imagefile

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"mosaic/pkg/film"
)

// write is the path of a file with that content.
func write(t testing.TB, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "picture.txt")
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func openFile(t testing.TB, path string) *Image {
	t.Helper()
	m, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

// fill is the pixels of r, in the named channels.
func fill(t testing.TB, m *Image, r image.Rectangle, channels ...string) *film.Film {
	t.Helper()
	f := film.New(image.Rectangle{Max: r.Size()}.Add(image.Pt(1000, 2000)), channels...)
	if err := m.Fill(f, r.Min); err != nil {
		t.Fatal(err)
	}
	return f
}

func encoded(t testing.TB, encode func(*bytes.Buffer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, m image.Image) []byte {
	return encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, m) })
}

func asTIFF(t testing.TB, m image.Image) []byte {
	return encoded(t, func(b *bytes.Buffer) error { return tiff.Encode(b, m, nil) })
}

func asBMP(t testing.TB, m image.Image) []byte {
	return encoded(t, func(b *bytes.Buffer) error { return bmp.Encode(b, m) })
}

// set is the image with its last pixel of that colour.
func set(m interface {
	image.Image
	Set(x, y int, c color.Color)
}, c color.Color) image.Image {
	b := m.Bounds()
	m.Set(b.Max.X-1, b.Max.Y-1, c)
	return m
}

func floats(order binary.AppendByteOrder, values ...float32) (b []byte) {
	for _, v := range values {
		b = order.AppendUint32(b, math.Float32bits(v))
	}
	return b
}

// TestFormats opens small files of every format, and looks at the last of their
// 2 x 1 pixels in red, green, blue and alpha: 16-bit codes, or light.
func TestFormats(t *testing.T) {
	r := image.Rect(0, 0, 2, 1)
	le, be := binary.LittleEndian, binary.BigEndian
	const opaque = 0xffff
	for _, test := range []struct {
		data   []byte
		format string
		depth  int
		alpha  bool
		codes  [4]uint16
		light  []float32 // instead of codes
	}{
		{asPNG(t, set(image.NewNRGBA(r), color.NRGBA{1, 2, 3, 4})), "PNG", 8, true, [4]uint16{257, 514, 771, 1028}, nil},
		{asPNG(t, set(image.NewNRGBA64(r), color.NRGBA64{1, 2, 3, 4})), "PNG", 16, true, [4]uint16{1, 2, 3, 4}, nil},
		{asPNG(t, image.NewRGBA64(r)), "PNG", 16, true, [4]uint16{}, nil},
		{asPNG(t, set(image.NewGray(r), color.Gray{9})), "PNG", 8, false, [4]uint16{2313, 2313, 2313, opaque}, nil},
		{asPNG(t, set(image.NewGray16(r), color.Gray16{9})), "PNG", 16, false, [4]uint16{9, 9, 9, opaque}, nil},
		{asPNG(t, set(image.NewPaletted(r, color.Palette{color.Black, color.NRGBA{1, 2, 3, 255}}), color.NRGBA{1, 2, 3, 255})), "PNG", 8, false, [4]uint16{257, 514, 771, opaque}, nil},
		{asPNG(t, set(image.NewPaletted(r, color.Palette{color.Black, color.NRGBA{1, 2, 3, 4}}), color.NRGBA{1, 2, 3, 4})), "PNG", 8, true, [4]uint16{257, 514, 771, 1028}, nil},
		{asTIFF(t, set(image.NewNRGBA(r), color.NRGBA{1, 2, 3, 4})), "TIFF", 8, true, [4]uint16{257, 514, 771, 1028}, nil},
		{asTIFF(t, set(image.NewNRGBA64(r), color.NRGBA64{1, 2, 3, 4})), "TIFF", 16, true, [4]uint16{1, 2, 3, 4}, nil},
		{asTIFF(t, set(image.NewRGBA64(r), color.RGBA64{100, 50, 0, 200})), "TIFF", 16, true, [4]uint16{0x8000, 0x4000, 0, 200}, nil},
		{asTIFF(t, set(image.NewGray16(r), color.Gray16{9})), "TIFF", 16, false, [4]uint16{9, 9, 9, opaque}, nil},
		{asBMP(t, set(image.NewGray(r), color.Gray{9})), "BMP", 8, false, [4]uint16{2313, 2313, 2313, opaque}, nil},
		{asBMP(t, set(image.NewNRGBA(r), color.NRGBA{1, 2, 3, 4})), "BMP", 8, false, [4]uint16{257, 514, 771, opaque}, nil}, // its alpha counts in newer headers only
		{[]byte("P6\n# a comment\n2 1\n255\n123\x01\x02\x03"), "PPM", 8, false, [4]uint16{257, 514, 771, opaque}, nil},
		{[]byte("P6 2 1 65535\n123456\x00\x01\x00\x02\x00\x03"), "PPM", 16, false, [4]uint16{1, 2, 3, opaque}, nil},
		{[]byte("P5 2 1 100\n\x00\x64"), "PPM", 8, false, [4]uint16{0xffff, 0xffff, 0xffff, opaque}, nil},
		{[]byte("P5 2 1 1023\n\x00\x00\x00\x01"), "PPM", 16, false, [4]uint16{64, 64, 64, opaque}, nil},
		{[]byte("#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 2\n\x80\x40\x20\x81\x80\x40\x20\x82"), "Radiance HDR", 8, false, [4]uint16{}, []float32{2, 1, .5}},
		{append([]byte("PF\n2 1\n-1.0\n"), floats(le, 9, 9, 9, 1, -2, 3e38)...), "PFM", 32, false, [4]uint16{}, []float32{1, -2, 3e38}},
		{append([]byte("PF\n2 1\n1.0\n"), floats(be, 9, 9, 9, 1, -2, 3e38)...), "PFM", 32, false, [4]uint16{}, []float32{1, -2, 3e38}},
		{append([]byte("Pf\n2 1\n-1.0\n"), floats(le, 9, 1.5)...), "PFM", 32, false, [4]uint16{}, []float32{1.5, 1.5, 1.5}},
	} {
		m := openFile(t, write(t, test.data))
		var channels []string
		if test.alpha {
			channels = []string{"A"}
		}
		want := Image{Format: test.format, Window: r, Display: r, Channels: channels, Depth: test.depth, Linear: test.light != nil}
		got := Image{m.Format, m.Window, m.Display, m.Channels, m.Depth, m.Linear, "", nil, 0, nil}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(Image{})); diff != "" {
			t.Errorf("%.40q: -want +got\n%s", test.data, diff)
		}
		f := fill(t, m, image.Rect(1, 0, 2, 1), "A")
		pixel, alpha := test.light, float32(1)
		if test.light == nil {
			alpha = float32(float64(test.codes[3]) / 65535)
			for _, c := range test.codes[:3] {
				pixel = append(pixel, film.FromSRGB16(c)*alpha)
			}
		}
		if diff := cmp.Diff(append(pixel, alpha), append(f.Pix, f.Plane("A")...)); diff != "" {
			t.Errorf("%s, %.40q: -want +got\n%s", test.format, test.data, diff)
		}
		if f := fill(t, m, image.Rect(1, 0, 2, 1)); !cmp.Equal(f.Pix, pixel) {
			t.Errorf("%s without room for alpha: %v, want %v", test.format, f.Pix, pixel)
		}
	}
}

// TestColorThatStandsForTransparent has the chunk tRNS in PNGs without alpha.
func TestColorThatStandsForTransparent(t *testing.T) {
	data := asPNG(t, set(image.NewGray(image.Rect(0, 0, 2, 1)), color.Gray{9}))
	const headEnds = 8 + 25
	m := openFile(t, write(t, slices.Concat(data[:headEnds], chunk("tRNS", "\x00\x09"), data[headEnds:])))
	if !cmp.Equal(m.Channels, []string{"A"}) {
		t.Fatalf("channels %v", m.Channels)
	}
	if f := fill(t, m, m.Window, "A"); !cmp.Equal(f.Plane("A"), []float32{1, 0}) {
		t.Errorf("alpha %v", f.Plane("A"))
	}
}

// TestRowsFromBelow is a PFM, whose first row is the lowest.
func TestRowsFromBelow(t *testing.T) {
	m := openFile(t, write(t, append([]byte("Pf 3 2 -1\n"), floats(binary.LittleEndian, 4, 5, 6, 1, 2, 3)...)))
	if f := fill(t, m, image.Rect(1, 0, 3, 2)); !cmp.Equal(f.Pix, []float32{2, 2, 2, 3, 3, 3, 5, 5, 5, 6, 6, 6}) {
		t.Errorf("%v", f.Pix)
	}
}

// TestOrientations reads Radiance pictures whose scan lines go all eight ways.
func TestOrientations(t *testing.T) {
	for size, want := range map[string]string{
		"-Y 2 +X 3": "abcdef", "-Y 2 -X 3": "cbafed", "+Y 2 +X 3": "defabc", "+Y 2 -X 3": "fedcba",
		"+X 3 -Y 2": "acebdf", "+X 3 +Y 2": "bdface", "-X 3 -Y 2": "ecafdb", "-X 3 +Y 2": "fdbeca",
	} {
		data := "#?RGBE\n\n" + size + "\n"
		for i := range 6 {
			data += string([]byte{128, byte('a' + i), 0, 136}) // 2^7, and the letter as green
		}
		m := openFile(t, write(t, []byte(data)))
		var got strings.Builder
		for _, r := range []image.Rectangle{image.Rect(0, 0, 3, 1), image.Rect(0, 1, 1, 2), image.Rect(1, 1, 3, 2)} {
			f := fill(t, m, r)
			for i := range r.Dx() {
				got.WriteByte(byte(f.Pix[3*i+1]))
			}
		}
		if got.String() != want {
			t.Errorf("%s: %s, want %s", size, got.String(), want)
		}
	}
}

// TestFillRefuses names what the file does not have.
func TestFillRefuses(t *testing.T) {
	m := openFile(t, write(t, []byte("P5 2 3 255\nabcdef")))
	for _, test := range []struct {
		film *film.Film
		from image.Point
		want string
	}{
		{film.New(image.Rect(0, 0, 3, 1)), image.Point{}, "has the pixels (0,0)-(2,3), not all of (0,0)-(3,1)"},
		{film.New(image.Rect(0, 0, 1, 1)), image.Pt(0, 3), "has the pixels (0,0)-(2,3), not all of (0,3)-(1,4)"},
		{film.New(image.Rect(0, 0, 1, 1)), image.Pt(-1, 0), "not all of (-1,0)-(0,1)"},
		{film.New(image.Rect(0, 0, 0, 1)), image.Point{}, "not all of (0,0)-(0,1)"},
		{film.New(image.Rect(0, 0, 1, 1), "depth.Z", "A", "id"), image.Point{}, `lacks the channels "depth.Z", "id": it has none beside R, G and B`},
	} {
		if err := m.Fill(test.film, test.from); err == nil || !strings.HasPrefix(err.Error(), m.path+": ") || !strings.HasSuffix(err.Error(), test.want) {
			t.Errorf("%v, want %q", err, test.want)
		}
	}
}

func TestFaults(t *testing.T) {
	grey := asPNG(t, image.NewGray(image.Rect(0, 0, 9, 9)))
	for _, test := range []struct{ data, want string }{
		{"", "is empty: the renderer wrote nothing into it"},
		{"GIF89a", "is no picture that can be read here: save it as OpenEXR, Radiance HDR, PFM, PPM, PNG, JPEG, TIFF, WebP or BMP"},
		{"II+\x00\x08", "is a BigTIFF, which cannot be read here: save it as OpenEXR"},
		{"\x76\x2f\x31\x01", "is not an OpenEXR file"},
		{string(grey[:30]), "cannot be decoded as PNG"},
		{string(sized(bytes.Clone(grey), 1<<17, 1)), "states 131072 x 1 pixels: each side must lie between 1 and 65536"},
		{string(sized(bytes.Clone(grey), 1<<16, 1<<8)), "states 65536 x 256 pixels, more than its"},
		{"P6 0 1 255\n", "states 0 x 1 pixels"},
		{"P6 1 1 0\n", `states "0" as its largest code: save it with 255 or 65535`},
		{"P6 1 1 65536\n", `states "65536" as its largest code`},
		{"P6 1 one 255\n", `states "1" x "one" pixels: save it again as PPM`},
		{"P6 1 1", "the header does not end: save it again as PPM"},
		{"P6 65536 65536 255\n", "has 19 bytes, and 65536 x 65536 pixels take 12884901907: the file is truncated"},
		{"PF 1 1 nan\n", `states "nan" as its scale: save it with -1.0`},
		{"PF 1 1 0\n", `states "0" as its scale`},
		{"PF 2 2 -1\n123", "has 13 bytes, and 2 x 2 pixels take 58: the file is truncated"},
		{"#?RGBE\nFORMAT=32-bit_rle_xyze\n\n", `line 2: the format is "32-bit_rle_xyze": save the picture as 32-bit_rle_rgbe`},
		{"#?RGBE\n\n-Y 65536 +X 65536\n", "the file ends early: the renderer did not finish it"},
		{"#?RGBE\n\n-Y 65537 +X 1\n", "states 1 x 65537 pixels"},
	} {
		path := write(t, []byte(test.data))
		m, err := Open(path)
		if err == nil {
			m.Close()
		}
		if err == nil || !strings.HasPrefix(err.Error(), path+": "+test.want) {
			t.Errorf("%.40q: %v, want %q", test.data, err, test.want)
		}
	}
	if _, err := Open(t.TempDir()); err == nil || !strings.Contains(err.Error(), "is not a regular file") {
		t.Errorf("a folder: %v", err)
	}
	if _, err := Open("none such"); !os.IsNotExist(err) {
		t.Errorf("no file: %v", err)
	}
}

// TestDamagedPixels opens files whose pixels then are not there.
func TestDamagedPixels(t *testing.T) {
	grey := asPNG(t, image.NewGray(image.Rect(0, 0, 90, 90)))
	for _, test := range []struct{ data, want string }{
		{string(grey[:len(grey)-20]), "cannot be decoded as PNG (png: invalid format: unexpected EOF)"},
		{"#?RGBE\n\n-Y 2 +X 3\n\x80\x40\x20\x81\x80\x40\x20\x81", "byte 26: the file ends early"},
		{"P5 1 1 99\nd", "row 0: has a code of 100, and 99 is to be the largest"},
	} {
		m := openFile(t, write(t, []byte(test.data)))
		if err := m.Fill(film.New(m.Window), image.Point{}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%.40q: %v, want %q", test.data, err, test.want)
		}
	}
}
