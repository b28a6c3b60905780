package tile

import (
	"image"
	"testing"
)

func TestEveryPixelIsCoveredExactlyOnce(t *testing.T) {
	for _, p := range []Plan{
		{1, 1, 1}, {1, 1, 64}, {800, 800, 100}, {800, 800, 37}, {800, 800, 800},
		{7, 3, 2}, {3, 7, 2}, {100, 1, 16}, {1, 100, 16}, {641, 479, 64},
	} {
		seen := make([]int, p.Width*p.Height)
		for i := range p.Len() {
			r := p.Rect(i)
			if r.Empty() || !r.In(p.Bounds()) {
				t.Fatalf("%+v: tile %d is %v", p, i, r)
			}
			for y := r.Min.Y; y < r.Max.Y; y++ {
				for x := r.Min.X; x < r.Max.X; x++ {
					seen[y*p.Width+x]++
					if p.Index(x, y) != i {
						t.Fatalf("%+v: Index(%d, %d) = %d, want %d", p, x, y, p.Index(x, y), i)
					}
				}
			}
		}
		for i, n := range seen {
			if n != 1 {
				t.Fatalf("%+v: pixel (%d, %d) is covered %d times", p, i%p.Width, i/p.Width, n)
			}
		}
	}
}

func TestGridIsNumberedByRows(t *testing.T) {
	p := Plan{Width: 250, Height: 150, Size: 100}
	want := []image.Rectangle{
		image.Rect(0, 0, 100, 100), image.Rect(100, 0, 200, 100), image.Rect(200, 0, 250, 100),
		image.Rect(0, 100, 100, 150), image.Rect(100, 100, 200, 150), image.Rect(200, 100, 250, 150),
	}
	if p.Len() != len(want) {
		t.Fatalf("%d tiles, want %d", p.Len(), len(want))
	}
	for i, r := range want {
		if p.Rect(i) != r {
			t.Errorf("tile %d is %v, want %v", i, p.Rect(i), r)
		}
	}
}
