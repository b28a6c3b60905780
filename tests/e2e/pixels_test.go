package e2e

import (
	"fmt"
	"math"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"

	"mosaic/pkg/film"
	"mosaic/pkg/imagefile"
)

// pixels compares two pictures, whatever their formats: pixels A B wants the
// same pixels; pixels A B DIFFERENCE TILE wants the mean difference to be less,
// and no seams: along the borders of tiles of that many pixels the difference
// must not be greater than elsewhere, or hardly.
func pixels(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 && len(args) != 4 || neg {
		ts.Fatalf("usage: pixels A B [DIFFERENCE TILE]")
	}
	a, b := readPixels(ts, args[0]), readPixels(ts, args[1])
	if a.Rect != b.Rect {
		ts.Fatalf("%s is of %v, %s of %v", args[0], a.Rect, args[1], b.Rect)
	}
	bound, tile := 0.0, a.Rect.Dx()+a.Rect.Dy()
	if len(args) == 4 {
		var err, err2 error
		bound, err = strconv.ParseFloat(args[2], 64)
		tile, err2 = strconv.Atoi(args[3])
		ts.Check(err)
		ts.Check(err2)
	}
	var sum, border [2]float64 // over all, and beside borders: differences and pixels
	different, largest := 0, 0.0
	for y := range a.Rect.Dy() {
		p, q := a.Row(y), b.Row(y)
		for x := range a.Rect.Dx() {
			d := 0.0
			for c := range 3 {
				d = max(d, math.Abs(float64(p[3*x+c])-float64(q[3*x+c])))
			}
			sum[0], sum[1] = sum[0]+d, sum[1]+1
			if beside(x, tile) || beside(y, tile) {
				border[0], border[1] = border[0]+d, border[1]+1
			}
			if largest = max(largest, d); d > 0 {
				different++
			}
		}
	}
	mean := sum[0] / sum[1]
	said := fmt.Sprintf("%s and %s: %d pixels differ, by %.3g at most and %.3g in the mean", args[0], args[1], different, largest, mean)
	ts.Logf("%s", said)
	if mean > bound {
		ts.Fatalf("%s, want %v at most", said, bound)
	}
	if border[1] > 0 && border[0]/border[1] > 1.5*mean+1e-9 {
		ts.Fatalf("%s, and %.3g beside the borders of tiles: there are seams", said, border[0]/border[1])
	}
}

// beside reports whether a pixel lies at an edge of a tile within the picture.
func beside(x, tile int) bool { return x > 0 && x%tile == 0 || (x+1)%tile == 0 }

func readPixels(ts *testscript.TestScript, name string) *film.Film {
	m, err := imagefile.Open(ts.MkAbs(name))
	ts.Check(err)
	defer m.Close()
	f := film.New(m.Window.Sub(m.Window.Min))
	ts.Check(m.Fill(f, m.Window.Min))
	return f
}
