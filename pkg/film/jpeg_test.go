package film

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"testing"
)

// TestJPEGIsNear decodes pictures of sizes that are no multiples of 16: smooth
// ones change by a few codes.
func TestJPEGIsNear(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {16, 16}, {17, 33}, {300, 5}, {5, 300}, {64, 48}} {
		f := New(image.Rectangle{Max: size})
		for y := range size.Y {
			for i := range f.Row(y) {
				u, v := float64(i/3)/320, float64(y)/320 // less than a code a pixel
				f.Row(y)[i] = FromSRGB16(uint16(65535 * [3]float64{u, v, (2 - u - v) / 2}[i%3]))
			}
		}
		m, err := jpeg.Decode(bytes.NewReader(encode(t, "a.jpg", f)))
		if err != nil {
			t.Fatal(err)
		}
		if m.Bounds() != f.Rect {
			t.Fatalf("%v, want %v", m.Bounds(), f.Rect)
		}
		sum := 0.0
		for y := range size.Y {
			for x := range size.X {
				r, g, b, _ := m.At(x, y).RGBA()
				for c, got := range []uint32{r, g, b} {
					d := float64(got>>8) - float64(SRGB8(f.Row(y)[3*x+c]))
					sum += d * d
				}
			}
		}
		if rms := math.Sqrt(sum / float64(len(f.Pix))); rms > 1.5 {
			t.Errorf("%v: %v codes from what was written", size, rms)
		}
	}
}
