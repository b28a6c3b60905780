package rgbe

import (
	"fmt"
	"image"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// picture is 8 x 3 texels: a row without packing, one in the newer packing and
// one in the older.
const picture = "#?RADIANCE\nEXPOSURE=2\nFORMAT=32-bit_rle_rgbe\n\n-Y 3 +X 8\n" +
	"\x80\x40\x20\x81" + "\x80\x40\x20\x82" + "\x01\x02\x03\x00" + "\x80\x40\x20\x83" + "\x80\x40\x20\x84" + "\x80\x40\x20\x80" + "\x80\x40\x20\x7f" + "\xff\xff\xff\x81" +
	"\x02\x02\x00\x08\x88\x80\x08\x40\x40\x40\x40\x40\x40\x40\x40\x88\x00\x88\x81" +
	"\x80\x00\x80\x81" + "\x01\x01\x01\x03" + "\x80\x40\x20\x82" + "\x01\x01\x01\x03"

// lines is all scan lines, one texel each as text.
func lines(data string) (all []string, err error) {
	p, err := NewReader(strings.NewReader(data))
	if err != nil {
		return nil, err
	}
	rgb := make([]float32, 3*p.Length())
	for range p.Lines() {
		if err := p.Next(rgb); err != nil {
			return nil, err
		}
		all = append(all, fmt.Sprint(rgb))
	}
	return all, nil
}

func TestNext(t *testing.T) {
	got, err := lines(picture)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"[0.5 0.25 0.125 1 0.5 0.25 0 0 0 2 1 0.5 4 2 1 0.25 0.125 0.0625 0.125 0.0625 0.03125 0.99609375 0.99609375 0.99609375]",
		"[0.5 0.25 0" + strings.Repeat(" 0.5 0.25 0", 7) + "]",
		"[0.5 0 0.5" + strings.Repeat(" 0.5 0 0.5", 3) + strings.Repeat(" 1 0.5 0.25", 4) + "]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	p, err := NewReader(strings.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Next(nil); err != nil { // dropped
		t.Fatal(err)
	}
	rgb := make([]float32, 24)
	if err := p.Next(rgb); err != nil || fmt.Sprint(rgb) != want[1] {
		t.Errorf("behind a line that was dropped: %v, %v", rgb, err)
	}
}

// TestCut is an error at every byte, and never says more than is there.
func TestCut(t *testing.T) {
	for n := range len(picture) {
		if _, err := lines(picture[:n]); err == nil {
			t.Errorf("%d of %d bytes are a picture", n, len(picture))
		}
	}
}

// TestPlace covers each texel once, in every orientation.
func TestPlace(t *testing.T) {
	for _, size := range []string{"-Y 3 +X 5", "-Y 3 -X 5", "+Y 3 +X 5", "+Y 3 -X 5", "-X 5 -Y 3", "-X 5 +Y 3", "+X 5 -Y 3", "+X 5 +Y 3"} {
		p, err := NewReader(strings.NewReader("#?\n\n" + size + "\n"))
		if err != nil || p.Width != 5 || p.Height != 3 || p.Lines()*p.Length() != 15 {
			t.Fatalf("%s: %+v, %v", size, p, err)
		}
		seen := map[image.Point]bool{}
		for line := range p.Lines() {
			for i := range p.Length() {
				if at := p.Place(line, i); at.In(image.Rect(0, 0, 5, 3)) {
					seen[at] = true
				}
			}
		}
		if len(seen) != 15 {
			t.Errorf("%s: %d texels", size, len(seen))
		}
		first := image.Pt(0, 0)
		if strings.Contains(size, "-X") {
			first.X = 4
		}
		if strings.Contains(size, "+Y") {
			first.Y = 2
		}
		if at := p.Place(0, 0); at != first {
			t.Errorf("%s begins at %v, want %v", size, at, first)
		}
	}
}

func FuzzNext(f *testing.F) {
	f.Add(picture)
	f.Add(strings.Replace(picture, "-Y 3 +X 8", "+X 3 -Y 8", 1))
	f.Fuzz(func(t *testing.T, data string) {
		p, err := NewReader(strings.NewReader(data))
		if err != nil || p.Length() > 1<<16 {
			return
		}
		rgb := make([]float32, 3*p.Length())
		for range p.Lines() {
			if err := p.Next(rgb); err != nil {
				return
			}
			for _, v := range rgb {
				if !(v >= 0 && v <= math.MaxFloat32) {
					t.Fatalf("a texel of %g", v)
				}
			}
		}
	})
}
