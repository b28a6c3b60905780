package trace

import (
	"math"
	"testing"
)

func TestPointsLieEvenly(t *testing.T) {
	for _, samples := range []int{1, 50, 64, 200, 9216} {
		p := newSampler(samples, samples == 200, 3)
		const pixels, dimensions, cells = 64, 6, 4
		var counts [dimensions][cells][cells]int
		for x := range pixels {
			stream := p.pixel(x, 1000-x)
			for s := range samples {
				stream.start(s)
				for d := range dimensions {
					u, v := stream.two()
					if !(0 <= u && u < 1 && 0 <= v && v < 1) {
						t.Fatalf("the point (%v, %v) lies outside", u, v)
					}
					counts[d][int(u*cells)][int(v*cells)]++
				}
			}
		}
		want := float64(pixels*samples) / (cells * cells)
		for d := range counts {
			for i := range cells {
				for j := range cells {
					if n := float64(counts[d][i][j]); math.Abs(n-want) > 5*math.Sqrt(want) {
						t.Errorf("%d samples, dimension %d: %v points in cell (%d, %d), want about %v", samples, d, n, i, j, want)
					}
				}
			}
		}
	}
}

// TestPointsOfOnePixel: 64 points fill a grid of 4 x 4 far more evenly than
// chance would.
func TestPointsOfOnePixel(t *testing.T) {
	p := newSampler(64, false, 1)
	for x := range 20 {
		stream := p.pixel(x, 0)
		var counts [16]int
		for s := range 64 {
			stream.start(s)
			u, v := stream.two()
			counts[int(4*u)*4+int(4*v)]++
		}
		for i, n := range counts {
			if n < 2 || n > 6 {
				t.Errorf("pixel %d: %d points in cell %d, want about 4", x, n, i)
			}
		}
	}
}

// TestDimensionsDoNotGoTogether correlates all pairs of the first numbers: over
// the samples of pixels, and over pixels of one sample.
func TestDimensionsDoNotGoTogether(t *testing.T) {
	for _, test := range []struct{ samples, pixels int }{{50, 400}, {1, 20_000}, {67, 400}, {9216, 20}} {
		const numbers = 8
		p := newSampler(test.samples, false, 9)
		var sum [numbers][numbers]float64
		for x := range test.pixels {
			stream := p.pixel(x, x/7)
			for s := range test.samples {
				stream.start(s)
				var u [numbers]float64
				u[0], u[1] = stream.one(), stream.one()
				for d := 2; d < numbers; d += 2 {
					u[d], u[d+1] = stream.two()
				}
				for i := range u {
					for j := range i {
						sum[i][j] += 12 * (u[i] - 0.5) * (u[j] - 0.5)
					}
				}
			}
		}
		for i := range sum {
			for j := range i {
				if r := sum[i][j] / float64(test.samples*test.pixels); math.Abs(r) > 0.03 {
					t.Errorf("%d samples: numbers %d and %d have the correlation %.3f", test.samples, j, i, r)
				}
			}
		}
	}
}
