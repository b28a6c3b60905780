package bitmap

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

func encoded(t testing.TB, m image.Image, encode func(*bytes.Buffer, image.Image) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(b *bytes.Buffer, m image.Image) error  { return png.Encode(b, m) }
func asJPEG(b *bytes.Buffer, m image.Image) error { return jpeg.Encode(b, m, nil) }
func asTIFF(b *bytes.Buffer, m image.Image) error { return tiff.Encode(b, m, nil) }
func asBMP(b *bytes.Buffer, m image.Image) error  { return bmp.Encode(b, m) }

func TestHeaders(t *testing.T) {
	r := image.Rect(0, 0, 3, 2)
	white := image.NewRGBA(r)
	for i := range white.Pix {
		white.Pix[i] = 0xff
	}
	half := color.NRGBA{1, 2, 3, 128}
	for _, test := range []struct {
		image  image.Image
		encode func(*bytes.Buffer, image.Image) error
		name   string
		want   Header
	}{
		{white, asPNG, "PNG", Header{3, 2, 8, false}},
		{image.NewNRGBA(r), asPNG, "PNG", Header{3, 2, 8, true}},
		{image.NewNRGBA64(r), asPNG, "PNG", Header{3, 2, 16, true}},
		{image.NewGray16(r), asPNG, "PNG", Header{3, 2, 16, false}},
		{image.NewPaletted(r, color.Palette{color.Black}), asPNG, "PNG", Header{3, 2, 8, false}},
		{image.NewPaletted(r, color.Palette{half}), asPNG, "PNG", Header{3, 2, 8, true}},
		{white, asJPEG, "JPEG", Header{3, 2, 8, false}},
		{image.NewGray(r), asTIFF, "TIFF", Header{3, 2, 8, false}},
		{image.NewRGBA64(r), asTIFF, "TIFF", Header{3, 2, 16, true}},
		{white, asBMP, "BMP", Header{3, 2, 8, false}},
	} {
		data := encoded(t, test.image, test.encode)
		f, ok := Recognize(data)
		if !ok || f.Name != test.name {
			t.Errorf("%T as %s: recognized as %q", test.image, test.name, f.Name)
			continue
		}
		got, err := f.Header(bytes.NewReader(data))
		if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
			t.Errorf("%T as %s: %v, -want +got\n%s", test.image, test.name, err, diff)
		}
		if m, err := f.Decode(bytes.NewReader(data)); err != nil || m.Bounds() != r {
			t.Errorf("%T as %s: %v", test.image, test.name, err)
		}
		for cut := range data {
			_, _ = f.Header(bytes.NewReader(data[:cut]))
			_, _ = f.Decode(bytes.NewReader(data[:cut]))
		}
	}
	if f, ok := Recognize([]byte("GIF89a")); ok {
		t.Errorf("recognized as %q", f.Name)
	}
}

// TestStudioRange converts the ends of what lossy WebP has, and gray in between.
func TestStudioRange(t *testing.T) {
	for _, test := range []struct {
		y, cb, cr uint8
		want      string
	}{
		{16, 128, 128, "0 0 0"}, {235, 128, 128, "255 255 255"}, {0, 128, 128, "0 0 0"}, {255, 128, 128, "255 255 255"},
		{126, 128, 128, "128 128 128"}, {81, 90, 240, "254 0 0"}, {145, 54, 34, "0 255 1"}, {41, 240, 110, "0 0 255"},
	} {
		m := image.NewYCbCr(image.Rect(0, 0, 1, 1), image.YCbCrSubsampleRatio420)
		m.Y[0], m.Cb[0], m.Cr[0] = test.y, test.cb, test.cr
		c := fromStudio(m, func(int, int) uint8 { return 7 }).NRGBAAt(0, 0)
		if got := fmt.Sprint(c.R, c.G, c.B); got != test.want || c.A != 7 {
			t.Errorf("%v is %s and %d, want %s", test, got, c.A, test.want)
		}
	}
}

func TestCanHold(t *testing.T) {
	for _, test := range []struct {
		bytes         int64
		width, height int
		want          bool
	}{
		{0, 2048, 2048, true}, {0, 2048, 2049, false}, {1, 2050, 2048, true}, {1 << 20, 65536, 65536, true}, {1 << 19, 65536, 65536, false},
	} {
		if got := CanHold(test.bytes, test.width, test.height); got != test.want {
			t.Errorf("%d bytes, %d x %d: %v", test.bytes, test.width, test.height, got)
		}
	}
}
