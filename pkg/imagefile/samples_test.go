package imagefile

import (
	"image"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mosaic/pkg/film"
)

// The files of testdata called blender were saved by Blender 3.4.1 from one
// render of its default scene: Cycles with one sample, 20 x 12 pixels, a
// transparent background, no dithering, the view transform Standard. Those called
// comp and multi are its MultiLayer EXR, with and without the compositor.
//
// Those called povray are of POV-Ray 3.7.0.10 and one scene, a sphere:
// "povray +Is.pov +W20 +H12 +UA -D +FN16 +Opovray-p16.png", and +FN8, +FE, +FH,
// +FP8 and +FP16.
//
// The ramp is 24 x 16 pixels of the codes (10 x, 16 y, 255 - 5 x - 6 y).
// ImageMagick 6.9.11 made of ramp.ppm the files
//
//	convert ramp.ppm -interlace PNG ramp-interlaced.png
//	convert ramp.ppm -compress Zip ramp-zip.tif
//	convert ramp.ppm -quality 95 ramp.jpg                    (and -interlace Plane: progressive)
//	convert ramp.ppm ramp.bmp
//	convert ramp.ppm -colorspace RGB ramp.hdr
//	convert ramp.ppm -compress none ramp-text.ppm            (and -depth 16: ramp16.ppm)
//
// tiffcp 4.5 "-t -w 16 -l 16 -c lzw" ramp-tiles.tif and "-p separate -c packbits"
// ramp-planes.tif, cwebp 1.2.4 "-lossless" and "-q 95" the WebPs, and oiiotool
// 2.4.7 "-d float" ramp-float.tif.

// apart is how far the values of a pixel are from those of another: relatively to
// the brightest of them, or absolutely if that is dark.
func apart(a, b []float32) float64 {
	most, difference := .05, 0.0
	for i := range a {
		most = max(most, float64(a[i]), float64(b[i]))
		difference = max(difference, math.Abs(float64(a[i])-float64(b[i])))
	}
	return difference / most
}

// TestOneRenderInManyFormats reads what a renderer saved of one render. As far as
// a format is exact its pixels are those of the first one.
func TestOneRenderInManyFormats(t *testing.T) {
	for _, test := range []struct {
		first string
		name  string
		alpha bool
		loses float64 // of color where it is not cut at 1
	}{
		{"blender-float.exr", "blender-half.exr", true, 1. / 2048},
		{"blender-float.exr", "blender-rle.exr", true, 1. / 2048},
		{"blender-float.exr", "blender-multi.exr", true, 1. / 2048},
		{"blender-float.exr", "blender-comp.exr", true, 1. / 2048},
		{"blender-float.exr", "blender-picture.hdr", false, 1. / 128},
		{"blender-float.exr", "blender-p16.png", true, 1e-4},
		{"blender-float.exr", "blender-picture.tif", true, 1e-4},
		{"blender-float.exr", "blender-p8.png", true, .03},
		{"blender-float.exr", "blender-picture.webp", true, .25},
		{"povray-picture.exr", "povray-picture.hdr", false, 1. / 128},
		{"povray-picture.exr", "povray-p16.png", true, 1e-3},
		{"povray-picture.exr", "povray-p16.ppm", false, 1e-3},
		{"povray-picture.exr", "povray-p8.png", true, .03},
		{"povray-picture.exr", "povray-picture.ppm", false, .03},
	} {
		first := openFile(t, filepath.Join("testdata", test.first))
		want := fill(t, first, first.Window, "A")
		m := openFile(t, filepath.Join("testdata", test.name))
		if m.Window != image.Rect(0, 0, 20, 12) || slices.Contains(m.Channels, "A") != test.alpha {
			t.Errorf("%s: %v with %v", test.name, m.Window, m.Channels)
		}
		got := fill(t, m, m.Window, "A")
		worst, alpha := 0.0, 0.0
		for i, a := range want.Plane("A") {
			pixel := want.Pix[3*i : 3*i+3]
			if m.Linear || slices.Max(pixel) <= a {
				worst = max(worst, apart(pixel, got.Pix[3*i:3*i+3]))
			}
			alpha = max(alpha, apart([]float32{a}, got.Plane("A")[i:i+1]))
		}
		if worst > test.loses || test.alpha && alpha > max(test.loses, 1./1024) {
			t.Errorf("%s: differs by %v, alpha by %v", test.name, worst, alpha)
		}
	}
}

// TestLayersOfBlender looks at the channels of its MultiLayer EXR.
func TestLayersOfBlender(t *testing.T) {
	m := openFile(t, "testdata/blender-multi.exr")
	if diff := cmp.Diff([]string{"A", "ViewLayer.Depth.Z"}, m.Channels); diff != "" || m.Depth != 16 {
		t.Errorf("%d bits; channels (-want +got)\n%s", m.Depth, diff)
	}
	f := fill(t, m, m.Window, "ViewLayer.Depth.Z")
	if z := f.Plane("ViewLayer.Depth.Z"); !(slices.Min(z) > 5 && slices.Min(z) < 11 && slices.Max(z) >= 1e10) {
		t.Errorf("depths from %v to %v", slices.Min(z), slices.Max(z))
	}
	m = openFile(t, "testdata/blender-comp.exr")
	want := []string{"A", "ViewLayer.Combined.A", "ViewLayer.Combined.B", "ViewLayer.Combined.G", "ViewLayer.Combined.R", "ViewLayer.Depth.Z"}
	if diff := cmp.Diff(want, m.Channels); diff != "" {
		t.Errorf("channels (-want +got)\n%s", diff)
	}
}

// TestRamp reads codes that are known from files that other programs packed.
func TestRamp(t *testing.T) {
	for _, test := range []struct {
		name  string
		loses float64 // codes of 8 bits; of Radiance those of a dark colour beside a bright one
	}{
		{"ramp.ppm", 0}, {"ramp16.ppm", 0}, {"ramp-text.ppm", 0}, {"ramp-interlaced.png", 0}, {"ramp.bmp", 0},
		{"ramp-zip.tif", 0}, {"ramp-tiles.tif", 0}, {"ramp-lossless.webp", 0},
		{"ramp.hdr", 11}, {"ramp.jpg", 9}, {"ramp-progressive.jpg", 9}, {"ramp-lossy.webp", 18},
	} {
		m := openFile(t, filepath.Join("testdata", test.name))
		if m.Window != image.Rect(0, 0, 24, 16) {
			t.Errorf("%s: %v", test.name, m.Window)
		}
		worst := 0.0
		for _, r := range []image.Rectangle{image.Rect(0, 0, 24, 7), image.Rect(0, 7, 11, 16), image.Rect(11, 7, 24, 16)} {
			for i, v := range fill(t, m, r).Pix {
				x, y := r.Min.X+i/3%r.Dx(), r.Min.Y+i/3/r.Dx()
				want := [3]int{10 * x, 16 * y, 255 - 5*x - 6*y}[i%3]
				worst = max(worst, math.Abs(float64(film.SRGB8(v))-float64(want)))
				if test.loses == 0 && v != film.FromSRGB16(257*uint16(want)) {
					t.Fatalf("%s: %v at (%d,%d), want code %d", test.name, v, x, y, want)
				}
			}
		}
		if worst > test.loses {
			t.Errorf("%s: differs by %v codes", test.name, worst)
		}
	}
	for name, want := range map[string]string{"ramp-float.tif": "sample format", "ramp-planes.tif": "colours in planes"} {
		want = "testdata/" + name + ": cannot be read here (tiff: unsupported feature: " + want + "): save it as OpenEXR, or as TIFF of 8 or 16 bits a channel, R, G and B side by side"
		if _, err := Open("testdata/" + name); err == nil || err.Error() != want {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
