package texture

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"mosaic/pkg/bitmap"
	"mosaic/pkg/model"
)

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

// filled is an image of 2 x 1 texels, the second c.
func filled(m interface {
	image.Image
	Set(x, y int, c color.Color)
}, c color.Color) image.Image {
	m.Set(1, 0, c)
	return m
}

func TestTexels(t *testing.T) {
	r := image.Rect(0, 0, 2, 1)
	half := color.NRGBA{200, 100, 50, 128}
	const clear, black = "\x00\x00\x00\x00", "\x00\x00\x00\xff"
	for _, test := range []struct {
		name string
		data []byte
		want string
	}{
		{"alpha", asPNG(t, filled(image.NewNRGBA(r), half)), clear + "\xc8\x64\x32\x80"},
		{"no alpha", asPNG(t, filled(image.NewRGBA(r), color.White)), clear + "\xff\xff\xff\xff"},
		{"grey", asPNG(t, filled(image.NewGray(r), color.Gray{7})), black + "\x07\x07\x07\xff"},
		{"deep grey", asPNG(t, filled(image.NewGray16(r), color.Gray16{0x8000})), black + "\x80\x80\x80\xff"},
		{"deep alpha", asPNG(t, filled(image.NewNRGBA64(r), color.NRGBA64{0xffff, 0x8080, 0x100, 0})), clear + "\xff\x80\x01\x00"},
		{"palette", asPNG(t, filled(image.NewPaletted(r, color.Palette{color.Black, half}), half)), black + "\xc8\x64\x32\x80"},
		{"TIFF", encoded(t, func(b *bytes.Buffer) error {
			return tiff.Encode(b, filled(image.NewNRGBA(r), half), nil)
		}), clear + "\xc8\x64\x32\x80"},
		{"TIFF multiplied by alpha", encoded(t, func(b *bytes.Buffer) error {
			return tiff.Encode(b, filled(image.NewRGBA(r), color.RGBA{100, 50, 0, 100}), nil)
		}), clear + "\xff\x80\x00\x64"},
		{"BMP", encoded(t, func(b *bytes.Buffer) error {
			return bmp.Encode(b, filled(image.NewGray(r), color.Gray{9}))
		}), black + "\x09\x09\x09\xff"},
		{"JPEG", encoded(t, func(b *bytes.Buffer) error {
			return jpeg.Encode(b, image.NewGray(r), nil)
		}), black + black},
		{"JPEG in colour", encoded(t, func(b *bytes.Buffer) error {
			return jpeg.Encode(b, image.NewYCbCr(r, image.YCbCrSubsampleRatio420), nil)
		}), "\x00\x87\x00\xff\x00\x87\x00\xff"},
	} {
		got, err := Decode("a", test.data)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		want := model.Texture{Name: "a", Width: 2, Height: 1, Bytes: []byte(test.want)}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", test.name, diff)
		}
	}
}

func TestWebP(t *testing.T) {
	got, err := Decode("a", losslessWebP(2, 1, [4]uint8{10, 20, 30, 40}))
	if err != nil || got.Width != 2 || string(got.Bytes) != "\x0a\x14\x1e\x28\x0a\x14\x1e\x28" {
		t.Errorf("%v, %v", got, err)
	}
}

// A lossy WebP with alpha has its colours apart from its alpha.
func TestAlphaApart(t *testing.T) {
	p := image.NewNYCbCrA(image.Rect(0, 0, 3, 2), image.YCbCrSubsampleRatio420)
	for i := range p.A {
		p.A[i] = uint8(i)
		p.Y[i] = 200
	}
	p.Cb[0], p.Cb[1], p.Cr[0], p.Cr[1] = 128, 128, 128, 128
	got := texels(p.SubImage(image.Rect(1, 0, 3, 2)))
	want := "\xc8\xc8\xc8\x01\xc8\xc8\xc8\x02\xc8\xc8\xc8\x04\xc8\xc8\xc8\x05"
	if string(got) != want {
		t.Errorf("%x", got)
	}
}

const hdr = "#?RADIANCE\n# a comment\nFORMAT=32-bit_rle_rgbe\n"

// packed is the row of 8 texels of (1, 1/2, 0) in the newer encoding: runs and
// literals.
const packed = "\x02\x02\x00\x08\x88\x80\x08\x40\x40\x40\x40\x40\x40\x40\x40\x88\x00\x88\x81"

func TestRadiance(t *testing.T) {
	eight := make([]float32, 0, 24)
	for range 8 {
		eight = append(eight, 1, .5, 0)
	}
	for _, test := range []struct {
		name, data string
		want       []float32
	}{
		{"flat", hdr + "\n-Y 1 +X 2\n\x80\x40\x20\x81\xff\xff\xff\x00", []float32{1, .5, .25, 0, 0, 0}},
		{"rows", hdr + "\n-Y 2 +X 1\n\x80\x40\x20\x82\x80\x80\x80\x80", []float32{2, 1, .5, .5, .5, .5}},
		{"older packing", hdr + "\n-Y 1 +X 4\n\x80\x40\x20\x81\x01\x01\x01\x03", []float32{1, .5, .25, 1, .5, .25, 1, .5, .25, 1, .5, .25}},
		{"newer packing", hdr + "\n-Y 1 +X 8\n" + packed, eight},
		{"exposure", hdr + "EXPOSURE= 4\r\nEXPOSURE=0.5\nCOLORCORR=1 0.25 1\n\n-Y 1 +X 1\n\x80\x80\x80\x81", []float32{.5, 2, .5}},
		{"from below", hdr + "\n+Y 2 +X 1\n\x80\x40\x20\x82\x80\x80\x80\x80", []float32{.5, .5, .5, 2, 1, .5}},
		{"columns", hdr + "\n-X 2 +Y 1\n\x80\x40\x20\x82\x80\x80\x80\x80", []float32{.5, .5, .5, 2, 1, .5}},
		{"small", hdr + "\n-Y 1 +X 1\n\x80\x00\x01\x01", []float32{float32(math.Ldexp(1, -128)), 0, float32(math.Ldexp(1, -135))}},
	} {
		got, err := Decode("a.hdr", []byte(test.data))
		if err != nil || got.Bytes != nil || got.Width*got.Height*3 != len(got.Floats) {
			t.Errorf("%s: %v, %v", test.name, got, err)
		}
		if diff := cmp.Diff(test.want, got.Floats); diff != "" {
			t.Errorf("%s: -want +got\n%s", test.name, diff)
		}
	}
}

// A long run of the older encoding is written in digits of base 256.
func TestLongRun(t *testing.T) {
	got, err := Decode("a.hdr", []byte(hdr+"\n-Y 1 +X 300\n\x80\x80\x80\x81\x01\x01\x01\x2b\x01\x01\x01\x01"))
	if err != nil || len(got.Floats) != 900 || got.Floats[899] != 1 {
		t.Errorf("%d floats, %v", len(got.Floats), err)
	}
}

func TestFaults(t *testing.T) {
	r := image.Rect(0, 0, 1, 1)
	whole := asPNG(t, image.NewGray(image.Rect(0, 0, 9, 9)))
	for _, test := range []struct{ data, want string }{
		{"", "a: is no picture that mosaic reads: save it as PNG, JPEG, TIFF, WebP, BMP or Radiance .hdr"},
		{"GIF89a", "a: is no picture that mosaic reads: save it as PNG, JPEG, TIFF, WebP, BMP or Radiance .hdr"},
		{string(whole[:len(whole)-20]), "a: cannot be decoded as PNG (png: invalid format: unexpected EOF): save it again, as plain PNG if need be"},
		{string(sized(asPNG(t, image.NewGray(r)), 1<<16, 1)), "a: has 65536 x 1 texels: make neither side longer than 32768"},
		{string(sized(asPNG(t, image.NewGray(r)), 1<<15, 1<<14)), "a: has 32768 x 16384 texels: make it no larger than 268435456 in all"},
		{string(sized(asPNG(t, image.NewGray(r)), 1<<13, 1<<13)), "a: states 8192 x 8192 texels, more than its 71 bytes can hold: copy or save it again"},
		{"#?RADIANCE\n", "a: line 2: the header does not end in a size, such as -Y 512 +X 1024: save the picture again as Radiance .hdr"},
		{"#?RADIANCE\nFORMAT=32-bit_rle_xyze\n", `a: line 2: the format is "32-bit_rle_xyze": save the picture as 32-bit_rle_rgbe`},
		{hdr + "EXPOSURE=0\n\n", `a: line 4: "EXPOSURE=0" is not made of numbers above 0: save the picture again`},
		{hdr + "\n-Y 1 +Y 1\n", `a: line 5: "-Y 1 +Y 1" is no size, such as -Y 512 +X 1024: save the picture again`},
		{hdr + "\n-Y one +X 1\n", `a: line 5: "-Y one +X 1" is no size, such as -Y 512 +X 1024: save the picture again`},
		{hdr + "\n-Y 0 +X 1\n", "a: line 5: has no texels: save it with a width and a height"},
		{hdr + "\n-Y 32768 +X 32768\n", "a: has 32768 x 32768 texels: make it no larger than 268435456 in all"},
		{hdr + "\n-Y 2 +X 1\nabcd", "a: byte 61: the file ends early: copy or save it again"},
		{hdr + "\n-Y 1 +X 2\nabcd", "a: byte 61: the file ends early: copy or save it again"},
		{hdr + "\n-Y 1 +X 2\n\x01\x01\x01\x02abcd", "a: byte 61: the rows are not packed as Radiance does: save the picture again"},
		{hdr + "\n-Y 1 +X 8\n" + packed[:9], "a: byte 66: the file ends early: copy or save it again"},
		{hdr + "EXPOSURE=1e-9\n\n-Y 1 +X 1\n\x80\x80\x80\xff", "a: is brighter than 32 bits can say: save it with EXPOSURE nearer to 1"},
	} {
		_, err := Decode("a", []byte(test.data))
		var fault *model.FileError
		if !errors.As(err, &fault) || err.Error() != test.want {
			t.Errorf("%.30q:\ngot  %v\nwant %s", test.data, err, test.want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	r := image.Rect(0, 0, 3, 2)
	f.Add(asPNG(f, image.NewNRGBA(r)))
	f.Add(asPNG(f, image.NewPaletted(r, color.Palette{color.Black, color.White})))
	f.Add(sized(asPNG(f, image.NewGray(r)), 1<<11, 1<<11))
	f.Add(encoded(f, func(b *bytes.Buffer) error { return jpeg.Encode(b, image.NewRGBA(r), nil) }))
	f.Add(encoded(f, func(b *bytes.Buffer) error { return tiff.Encode(b, image.NewRGBA(r), nil) }))
	f.Add(encoded(f, func(b *bytes.Buffer) error {
		return tiff.Encode(b, image.NewGray(r), &tiff.Options{Compression: tiff.Deflate, Predictor: true})
	}))
	f.Add(encoded(f, func(b *bytes.Buffer) error { return bmp.Encode(b, image.NewRGBA(r)) }))
	f.Add(losslessWebP(3, 2, [4]uint8{1, 2, 3, 4}))
	f.Add([]byte(hdr + "EXPOSURE=2\n\n-Y 1 +X 8\n" + packed))
	f.Add([]byte(hdr + "\n-Y 1 +X 4\n\x80\x40\x20\x81\x01\x01\x01\x03"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := Decode("a", data)
		if err != nil {
			var fault *model.FileError
			if !errors.As(err, &fault) || got.Width != 0 || strings.Contains(err.Error(), "\n") {
				t.Fatalf("%v and %q", got, err)
			}
			return
		}
		n := got.Width * got.Height
		if n < 1 || !bitmap.CanHold(int64(len(data)), got.Width, got.Height) {
			t.Fatalf("%d texels of %d bytes", n, len(data))
		}
		if got.Bytes != nil && len(got.Bytes) != 4*n || got.Bytes == nil && len(got.Floats) != 3*n {
			t.Fatalf("%d texels in %d bytes or %d floats", n, len(got.Bytes), len(got.Floats))
		}
		for _, v := range got.Floats {
			if !(v >= 0 && v <= math.MaxFloat32) {
				t.Fatalf("a texel of %g", v)
			}
		}
	})
}
