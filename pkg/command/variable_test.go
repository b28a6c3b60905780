package command

import (
	"image"
	"strconv"
	"strings"
	"testing"
)

// TestVariables wants the values of one tile: the second of the second row of
// four, in a picture of 50 x 40 pixels.
func TestVariables(t *testing.T) {
	j := job{
		rect: image.Rect(16, 16, 32, 32), over: image.Rect(14, 14, 34, 34), size: image.Pt(50, 40),
		tile: 5, tiles: 12, column: 1, row: 1, frame: 7, place: 1, frames: 3, seed: 9, threads: 4,
		scene: "/in/a scene", folder: "/in", out: "/tmp/t/tile.png", tmp: "/tmp/t",
	}
	want := map[string]string{
		"scene": "/in/a scene", "folder": "/in", "out": "/tmp/t/tile.png", "tmp": "/tmp/t",
		"x0": "16", "y0": "16", "x1": "32", "y1": "32", "width": "16", "height": "16", "imageWidth": "50", "imageHeight": "40",
		"xLast": "31", "yLast": "31", "firstColumn": "17", "lastColumn": "32", "firstRow": "17", "lastRow": "32",
		"yUp0": "8", "yUp1": "24", "yUpLast": "23",
		"left": "0.32", "right": "0.64", "top": "0.4", "bottom": "0.8", "topUp": "0.6", "bottomUp": "0.2",
		"leftHalf": "0.33", "rightHalf": "0.65", "topHalf": "0.4125", "bottomHalf": "0.8125", "topUpHalf": "0.6125", "bottomUpHalf": "0.2125",
		"overX0": "14", "overY0": "14", "overX1": "34", "overY1": "34", "overXLast": "33", "overYLast": "33",
		"overYUp0": "6", "overYUp1": "26", "overYUpLast": "25", "overWidth": "20", "overHeight": "20",
		"tile": "5", "tiles": "12", "tileColumn": "1", "tileRow": "1", "frame": "7", "frames": "3", "frameShare": "0.5",
		"seed": "9", "tileSeed": strconv.FormatUint(j.tileSeed(), 10), "threads": "4",
	}
	for _, v := range Variables() {
		if got := v.value(j); got != want[v.Name] {
			t.Errorf("%s is %s, want %s", v.Name, got, want[v.Name])
		}
		if v.Help == "" || strings.HasSuffix(v.Help, ".") {
			t.Errorf("%s is described by %q", v.Name, v.Help)
		}
		delete(want, v.Name)
	}
	for name := range want {
		t.Errorf("%s is missing", name)
	}
}

// TestHalfPixels wants programs that cut a share times the size down to a whole
// number to find every edge of every size up to 4096, in single and in double
// precision.
func TestHalfPixels(t *testing.T) {
	var half []Variable
	for _, v := range Variables() {
		if strings.HasSuffix(v.Name, "Half") {
			half = append(half, v)
		}
	}
	if len(half) != 6 {
		t.Fatalf("there are %d", len(half))
	}
	edge := map[string]func(x int, size int) job{
		"leftHalf":     func(x, n int) job { return job{rect: image.Rectangle{Min: image.Pt(x, 0)}, size: image.Pt(n, 1)} },
		"rightHalf":    func(x, n int) job { return job{rect: image.Rectangle{Max: image.Pt(x, 0)}, size: image.Pt(n, 1)} },
		"topHalf":      func(x, n int) job { return job{rect: image.Rectangle{Min: image.Pt(0, x)}, size: image.Pt(1, n)} },
		"bottomHalf":   func(x, n int) job { return job{rect: image.Rectangle{Max: image.Pt(0, x)}, size: image.Pt(1, n)} },
		"topUpHalf":    func(x, n int) job { return job{rect: image.Rectangle{Min: image.Pt(0, n-x)}, size: image.Pt(1, n)} },
		"bottomUpHalf": func(x, n int) job { return job{rect: image.Rectangle{Max: image.Pt(0, n-x)}, size: image.Pt(1, n)} },
	}
	for i, v := range half {
		step := 1
		if i > 0 || testing.Short() {
			step = 61 // they are the same arithmetic
		}
		for size := 1; size <= 4096; size += step {
			for x := 0; x <= size; x++ {
				share, err := strconv.ParseFloat(v.value(edge[v.Name](x, size)), 64)
				if err != nil {
					t.Fatal(err)
				}
				if a, b := int(share*float64(size)), int(float32(share)*float32(size)); a != x || b != x {
					t.Fatalf("%s of %d in %d is %v: %d in double and %d in single precision", v.Name, x, size, share, a, b)
				}
			}
		}
	}
}

// border is the pixel that Blender finds for an edge: a float32 times the side,
// cut down.
func border(share float64, side int) int { return int(float32(share) * float32(side)) }

// TestSharesMissEdges is why there are halves: without, edges are missed.
func TestSharesMissEdges(t *testing.T) {
	missed := 0
	for size := 1; size <= 4096; size++ {
		for x := range size {
			if border(float64(x)/float64(size), size) != x {
				missed++
			}
		}
	}
	if missed == 0 {
		t.Error("none is missed: the halves are needless")
	}
}

func TestTileSeeds(t *testing.T) {
	seen := map[uint64]bool{}
	for seed := range uint64(10) {
		for i := range 1000 {
			s := job{seed: seed, tile: i}.tileSeed()
			if s >= 1<<31 {
				t.Fatalf("tile %d has the seed %d", i, s)
			}
			seen[s] = true
		}
	}
	if len(seen) < 9990 {
		t.Errorf("10,000 tiles have %d seeds", len(seen))
	}
}

func TestExpand(t *testing.T) {
	d, err := Find("command")
	if err != nil {
		t.Fatal(err)
	}
	s := Settings{Engine: d}
	j := job{rect: image.Rect(1, 2, 3, 4), size: image.Pt(5, 6), scene: "/a $(x0) $$ '\n"}
	for _, c := range []struct{ text, want, fault string }{
		{"", "", ""},
		{"$(x0),$(y0)", "1,2", ""},
		{"$(scene)", "/a $(x0) $$ '\n", ""},
		{"$(set.format)", "png", ""},
		{"$$(x0) $$$(x0) $", "$(x0) $1 $", ""},
		{"$5 $x ${x0} $$", "$5 $x ${x0} $", ""},
		{"$(x0", "", "close it with ')'"},
		{"$()", "", "there is no variable $()"},
		{"$(X0)", "", "did you mean $(x0)?"},
		{"$(imagewidth)", "", "did you mean $(imageWidth)?"},
		{"$(set.formt)", "", "did you mean $(set.format)?"},
		{"a$(arguments)", "", "it must be an argument by itself"},
		{"$(PATH)", "", "kubectl mosaic engines variables lists them"},
	} {
		got, err := s.expand(c.text, j)
		if got != c.want || (err != nil) != (c.fault != "") || err != nil && !strings.Contains(err.Error(), c.fault) {
			t.Errorf("%q becomes %q, %v", c.text, got, err)
		}
		if err := d.checkTemplate(c.text); (err != nil) != (c.fault != "") {
			t.Errorf("%q: checked, %v", c.text, err)
		}
	}
}

// TestArgumentsAreChecked wants what stands behind -- to be refused where it
// cannot be meant.
func TestArgumentsAreChecked(t *testing.T) {
	command, err := Find("command")
	if err != nil {
		t.Fatal(err)
	}
	closed, err := Parse("closed.yaml", []byte(head+"output: {file: a.png}\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		engine Definition
		args   []string
		fault  string
	}{
		{command, []string{"paint", "$(x0)", "a b", "$5", "$$(y)"}, ""},
		{command, nil, "runs a command of yours: give it behind --"},
		{command, []string{"paint", "$(x2)"}, "behind --: \"$(x2)\": there is no variable $(x2): kubectl mosaic engines variables lists them"},
		{command, []string{"paint", "$(out"}, "close it with ')'"},
		{command, []string{"paint", "$(settings)"}, "$(settings) is of an engine's command"},
		{command, []string{"paint", "a\x00"}, "zero byte"},
		{closed, []string{"-x"}, "the engine mine takes no arguments behind --"},
	} {
		err := Settings{Engine: c.engine, Arguments: c.args}.Validate()
		if (err != nil) != (c.fault != "") || err != nil && !strings.Contains(err.Error(), c.fault) {
			t.Errorf("%q: %v", c.args, err)
		}
	}
}
