package tile

import (
	"encoding/json"
	"image"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// plans are of both kinds.
func plans(t *testing.T) []Plan {
	all := []Plan{
		{1, 1, 1, 1, nil}, {1, 1, 1, 64, nil}, {800, 800, 1, 100, nil}, {800, 800, 1, 37, nil}, {800, 800, 1, 800, nil},
		{7, 3, 1, 2, nil}, {3, 7, 1, 2, nil}, {100, 1, 1, 16, nil}, {1, 100, 1, 16, nil}, {641, 479, 1, 64, nil},
		{70, 30, 3, 16, nil}, {5, 5, 100, 5, nil},
	}
	random := rand.New(rand.NewPCG(1, 2))
	for _, size := range []image.Point{{1, 1}, {2, 1}, {1, 9}, {640, 480}, {333, 7}, {1000, 1000}} {
		for range 5 {
			text := randomCuts(random, size.X, size.Y, 12)
			all = append(all, Plan{size.X, size.Y, 1 + random.IntN(3), 0, mustCut(t, text, size.X, size.Y)})
		}
	}
	return all
}

// randomCuts is the text of a tree of at most the given depth.
func randomCuts(r *rand.Rand, w, h, depth int) string {
	at := func(side int) int { return 1 + r.IntN(side-1) }
	switch r.IntN(5) {
	case 0, 1:
		if depth > 0 && w > 1 {
			n := at(w)
			return "x" + strconv.Itoa(n) + randomCuts(r, n, h, depth-1) + randomCuts(r, w-n, h, depth-1)
		}
	case 2, 3:
		if depth > 0 && h > 1 {
			n := at(h)
			return "y" + strconv.Itoa(n) + randomCuts(r, w, n, depth-1) + randomCuts(r, w, h-n, depth-1)
		}
	}
	return "."
}

func mustCut(t *testing.T, text string, w, h int) *Cuts {
	t.Helper()
	c, err := ParseCuts(text, w, h)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEveryPixelIsCoveredExactlyOnce(t *testing.T) {
	for _, p := range plans(t) {
		if err := p.Validate(); err != nil {
			t.Fatalf("%v: %v", p, err)
		}
		seen := make([]int, p.Width*p.Height*p.Frames)
		var largest image.Point
		last := 0
		for i := range p.Len() {
			tile := p.Tile(i)
			r := tile.Rect
			if r.Empty() || !r.In(p.Bounds()) || tile.Frame < last || tile.Frame >= p.Frames {
				t.Fatalf("%v: tile %d is %v", p, i, tile)
			}
			last = tile.Frame
			if s := r.Size(); s.X*s.Y > largest.X*largest.Y {
				largest = s
			}
			for y := r.Min.Y; y < r.Max.Y; y++ {
				for x := r.Min.X; x < r.Max.X; x++ {
					seen[(tile.Frame*p.Height+y)*p.Width+x]++
				}
			}
		}
		for i, n := range seen {
			if n != 1 {
				t.Fatalf("%v: pixel %d is covered %d times", p, i, n)
			}
		}
		if got := p.Largest(); got.X*got.Y != largest.X*largest.Y {
			t.Errorf("%v: the largest tile is %v, not %v", p, got, largest)
		}
	}
}

func TestPlansSurviveJSON(t *testing.T) {
	for _, p := range plans(t) {
		data, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		var back Plan
		if err := json.Unmarshal(data, &back); err != nil || !reflect.DeepEqual(back, p) {
			t.Errorf("%.200s is read as %v, %v", data, back, err)
		}
	}
}

// TestCrossing compares the tiles of some rows with those found one by one.
func TestCrossing(t *testing.T) {
	for _, p := range plans(t) {
		for _, rows := range [][2]int{{0, 1}, {0, p.Height}, {p.Height - 1, p.Height}, {p.Height / 3, p.Height/2 + 1}} {
			frame := p.Frames - 1
			var want []int
			for i := range p.Len() {
				if tile := p.Tile(i); tile.Frame == frame && !tile.Rect.Intersect(image.Rect(0, rows[0], p.Width, rows[1])).Empty() {
					want = append(want, i)
				}
			}
			if got := p.Crossing(frame, rows[0], rows[1]); !slices.Equal(got, want) {
				t.Errorf("%v, rows %v: %v, want %v", p, rows, got, want)
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
		if p.Tile(i).Rect != r {
			t.Errorf("tile %d is %v, want %v", i, p.Tile(i).Rect, r)
		}
	}
}

func TestCutsAreNumberedInPreorder(t *testing.T) {
	p := Plan{Width: 100, Height: 50, Frames: 2, Cuts: mustCut(t, "x30y10..y40..", 100, 50)}
	want := []Tile{
		{0, image.Rect(0, 0, 30, 10)}, {0, image.Rect(0, 10, 30, 50)}, {0, image.Rect(30, 0, 100, 40)}, {0, image.Rect(30, 40, 100, 50)},
	}
	for _, tile := range slices.Clone(want) {
		want = append(want, Tile{1, tile.Rect})
	}
	for i, tile := range want {
		if p.Tile(i) != tile {
			t.Errorf("tile %d is %v, want %v", i, p.Tile(i), tile)
		}
	}
	if p.Len() != len(want) || p.Columns() != 0 || p.Rows() != 0 {
		t.Errorf("%d tiles, %d columns", p.Len(), p.Columns())
	}
}

func TestCutsThatAreRefused(t *testing.T) {
	leaning := func(depth int) string { // each cut takes one column off
		return strings.Repeat("x1.", depth) + "."
	}
	for text, want := range map[string]string{
		"":                          "at character 1: the tree ends too soon",
		"x30":                       "at character 4: the tree ends too soon",
		"x30.":                      "at character 5: the tree ends too soon",
		"..":                        `at character 2: the tree has ended, and "." follows`,
		"x30...":                    `at character 6: the tree has ended`,
		"x0..":                      `"x0" cuts a side of 60000 pixels: a cut lies between 1 and 59999`,
		"x60000..":                  "a cut lies between 1 and 59999",
		"y40..":                     "cuts a side of 40 pixels",
		"x-3..":                     `"x" cuts`,
		"x030..":                    `"x030" cuts`,
		"x..":                       `"x" cuts`,
		"x99999999999999999999..":   "cuts a side",
		"z3..":                      "neither a cut",
		"\x20.":                     "neither a cut",
		"x30y50..":                  "at character 4: \"y50\" cuts",
		"x1x1..":                    `at character 3: "x1" cuts a side of 1 pixels`,
		strings.Repeat("x1", 1<<20): "cuts a side of 1 pixels",
		strings.Repeat(".", 1<<20):  "the tree has ended",
	} {
		if c, err := ParseCuts(text, 60_000, 40); err == nil || !strings.Contains(err.Error(), want) || len(err.Error()) > 200 {
			t.Errorf("%.30s: %v and %v, want %q", text, c != nil, err, want)
		}
	}
	if c, err := ParseCuts(leaning(59_999), 60_000, 40); err != nil || len(c.rects) != 60_000 {
		t.Errorf("a tree of depth 59999: %v", err)
	}
	rows := "x50000" // two columns, each of which is cut into as many tiles as there are rows
	for range 2 {
		rows += strings.Repeat("y1.", 59_999) + "."
	}
	if _, err := ParseCuts(rows, 60_000, 60_000); err == nil || !strings.Contains(err.Error(), "more than 100000 tiles") {
		t.Errorf("120,000 tiles: %v", err)
	}
}

func TestPlansThatAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		`{"width":10,"height":10,"frames":1}`:                                      "the tile size is 0",
		`{"width":10,"height":10,"frames":1,"tileSize":5,"cuts":"."}`:              "it is one of the two",
		`{"width":10,"height":10,"frames":0,"tileSize":5}`:                         "the number of frames is 0: it must lie between 1 and 100000",
		`{"width":10,"height":10,"frames":1000000000,"tileSize":5}`:                "the number of frames is 1000000000",
		`{"width":10,"height":10,"frames":50000,"tileSize":5}`:                     "200000 tiles of 5 pixels: a Job takes at most 100000, so make tiles larger: --tile-size 10",
		`{"width":65536,"height":65536,"frames":99999,"tileSize":8192}`:            "99999 frames of 64 tiles: a Job takes at most 100000 tiles, so render fewer frames",
		`{"width":10,"height":10,"frames":60000,"cuts":"x5.."}`:                    "60000 frames of 2 tiles",
		`{"width":-1,"height":10,"frames":1,"cuts":"."}`:                           "the width is -1",
		`{"width":1000000000,"height":10,"frames":1,"cuts":"x999999999.."}`:        "the width is 1000000000",
		`{"width":10,"height":10,"frames":1,"tileSize":5,"columns":2}`:             `unknown field "columns"`,
		`{"width":10,"height":10,"frames":1,"cuts":["x5",".","."]}`:                "plan: json: cannot unmarshal",
		`{"width":9223372036854775807,"height":10,"frames":1,"tileSize":9000}`:     "the width is 9223372036854775807",
		`{"width":10,"height":10,"frames":1,"tileSize":9223372036854775807}`:       "the tile size is 9223372036854775807",
		`{"width":65536,"height":65536,"frames":9223372036854775807,"tileSize":1}`: "the number of frames",
	} {
		var p Plan
		err := json.Unmarshal([]byte(text), &p)
		if err == nil {
			err = p.Validate()
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	foreign := Plan{Width: 20, Height: 10, Frames: 1, Cuts: mustCut(t, "x5..", 10, 10)}
	if err := foreign.Validate(); err == nil || !strings.Contains(err.Error(), "not those of a frame of 20 x 10") {
		t.Errorf("the cuts of another frame: %v", err)
	}
}

// TestCutsFitAConfigMap has as many tiles as a Job takes.
func TestCutsFitAConfigMap(t *testing.T) {
	var halve func(w, h, n int) string
	halve = func(w, h, n int) string {
		switch {
		case n == 1:
			return "."
		case w > h:
			return "x" + strconv.Itoa(w/2) + halve(w/2, h, n/2) + halve(w-w/2, h, n-n/2)
		}
		return "y" + strconv.Itoa(h/2) + halve(w, h/2, n/2) + halve(w, h-h/2, n-n/2)
	}
	text := halve(60_000, 40_000, MaxTiles)
	if c := mustCut(t, text, 60_000, 40_000); len(c.rects) != MaxTiles || len(text) > 512<<10 {
		t.Errorf("%d tiles take %d bytes", len(c.rects), len(text))
	}
}

func FuzzCuts(f *testing.F) {
	f.Add("x30y10..y40..", 100, 50)
	f.Add(".", 1, 1)
	f.Fuzz(func(t *testing.T, text string, w, h int) {
		c, err := ParseCuts(text, w, h)
		if err != nil {
			return
		}
		p := Plan{Width: w, Height: h, Frames: 1, Cuts: c}
		area := 0
		for i := range p.Len() {
			s := p.Tile(i).Rect.Size()
			area += s.X * s.Y
		}
		if err := p.Validate(); err != nil || area != w*h {
			t.Errorf("%q: %d pixels of %d x %d, %v", text, area, w, h, err)
		}
	})
}
