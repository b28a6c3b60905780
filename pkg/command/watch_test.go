package command

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mosaic/pkg/worker"
)

// TestMessagesOfPrograms reads lines as the programs print them with the
// patterns of their engines.
func TestMessagesOfPrograms(t *testing.T) {
	for _, c := range []struct {
		engine, lines string
		share         float64 // the last one told; 0 is none
		memory        int64   // in bytes
		why           string  // lines that say why it failed
		final         bool
	}{
		{engine: "povray", lines: "Rendered 15360 of 60000 pixels (25%)\rRendered 60000 of 60000 pixels (100%)\n", share: 1},
		{engine: "povray", lines: "  Peak memory used:       12,345,678 bytes\n", memory: 12345678},
		{engine: "povray", lines: "File 'bad.pov' line 1: Parse Error: No matching } in 'sphere', undeclared\nFatal error in parser: Cannot parse input.\nRender failed\n",
			why: "File 'bad.pov' line 1: Parse Error: No matching } in 'sphere', undeclared|Fatal error in parser: Cannot parse input.", final: true},
		{engine: "povray", lines: "Parse Warning: This scene had other declarations preceding the first #version\n"},
		{engine: "blender", lines: "Fra:1 Mem:33.62M (Peak 34.5M) | Time:00:00.42 | Remaining:00:01.20 | Mem:1.20M, Peak:1.50M | Scene, ViewLayer | Sample 16/64\n", share: 0.25, memory: 34.5 * (1 << 20)},
		{engine: "blender", lines: "Error: Cannot read file '/in/a.blend': No such file or directory\n", why: "Error: Cannot read file '/in/a.blend': No such file or directory", final: true},
		{engine: "blender", lines: "Traceback (most recent call last):\n  File \"/tmp/tile.py\", line 9\nRuntimeError: Error: Out of memory\n", why: "RuntimeError: Error: Out of memory"},
		{engine: "pbrt", lines: "\rRendering: [                                           ] \rRendering: [++++++++++                              ]  (2.5s|7.5s)  ", share: 0.25},
		{engine: "pbrt", lines: "\x1b[1m\x1b[31mError\x1b[0m: scene.pbrt:4:9: \"fov\": no value\n", why: `Error: scene.pbrt:4:9: "fov": no value`, final: true},
		{engine: "pbrt", lines: "\x1b[1m\x1b[33mWarning\x1b[0m: scene.pbrt:1:1: Supplied pixel bounds extend beyond image resolution. Clamping.\n"},
		{engine: "pbrt", lines: "\x1b[1m\x1b[31mError\x1b[0m: mesh.ply: Couldn't open file\n", why: "Error: mesh.ply: Couldn't open file"},
		{engine: "mitsuba", lines: "\rRendering [==============                              ] (1.204s, ETA: 2.58s)   ", share: 14. / 44},
		{engine: "mitsuba", lines: "\x1b[31m\nCaught a critical exception: [parser.cpp:111] Found unused parameters:\n  - cx=10\n\x1b[0m", why: "Caught a critical exception: [parser.cpp:111] Found unused parameters:|- cx=10", final: true},
		{engine: "luxcore", lines: "[Elapsed time:   3/0sec][Samples   32/128][Convergence 12.000000%][Avg. samples/sec  1.20M on 3.5K tris]\n", share: 0.25},
		{engine: "luxcore", lines: "[Elapsed time:   3/60sec][Samples   32/0][Convergence 0.000000%][Avg. samples/sec  1.20M on 3.5K tris]\n"},
		{engine: "luxcore", lines: "RUNTIME ERROR: Unable to open file: a.scn\n", why: "RUNTIME ERROR: Unable to open file: a.scn"},
		{engine: "luxcore", lines: "Traceback (most recent call last):\nRuntimeError: Syntax error in a.cfg\n", why: "RuntimeError: Syntax error in a.cfg", final: true},
		{engine: "radiance", lines: "rpict: 6442 rays, 12.50% after 0.001u 0.000s 0.002r hours on host (PID 12)\n", share: 0.125},
		{engine: "radiance", lines: "rpict: warning - no light sources found\n"},
		{engine: "radiance", lines: "rpict: system - cannot open octree file \"a.oct\": No such file or directory\nrpict: 0 rays, 0.00% after 0.000u 0.000s 0.000r hours on host (PID 1)\n",
			why: `rpict: system - cannot open octree file "a.oct": No such file or directory`, final: true},
		{engine: "command", lines: "openjd_progress: 62.5\nopenjd_progress: 900\nopenjd_progress: much\n", share: 0.625},
		{engine: "command", lines: "openjd_fail:  the paint is dry \n", why: "the paint is dry"},
	} {
		d, err := Find(c.engine)
		if err != nil {
			t.Fatal(err)
		}
		share := 0.0
		w := newWatcher(d.Messages, nil, worker.Teller{Progress: func(x float64) { share = x }})
		for i := range c.lines { // in the smallest pieces
			if _, err := w.Write([]byte(c.lines[i : i+1])); err != nil {
				t.Fatal(err)
			}
		}
		w.said()
		if math.Abs(share-c.share) > 1e-9 || w.memory != c.memory || strings.Join(w.why, "|") != c.why || w.final != c.final {
			t.Errorf("%s: %q tells %g, %d bytes, %q, final %v", c.engine, c.lines, share, w.memory, w.why, w.final)
		}
	}
}

// TestTheTail wants the last lines, of which those of progress count as one.
func TestTheTail(t *testing.T) {
	w := newWatcher(Messages{Progress: []string{`^(\d+)%`}}, nil, worker.Teller{})
	for i := range 100 {
		_, _ = w.Write([]byte(strings.Repeat("x", i) + "\n"))
	}
	for range 1000 {
		_, _ = w.Write([]byte("5%\r7%\r\n"))
	}
	_, _ = w.Write([]byte("no end"))
	said := w.said()
	lines := strings.Split(said, "\n  ")
	if len(lines) != 1+tailLines || lines[len(lines)-1] != "no end" || lines[len(lines)-2] != "7%" || lines[len(lines)-3] != strings.Repeat("x", 99) {
		t.Errorf("%d lines: %s", len(lines), said)
	}
}

func TestSizes(t *testing.T) {
	for text, want := range map[string]int64{
		"512": 512 << 20, "120.5M": 120.5 * (1 << 20), "2 GiB": 2 << 30, "1,024K": 1 << 20, "7b": 7, "3t": 3 << 40,
		"": 0, "M": 0, "-1M": 0, "1e99": 0, "NaN": 0, "5 apples": 5,
	} {
		if got := size(text); got != want {
			t.Errorf("%q is %d, want %d", text, got, want)
		}
	}
}

// TestWarnings reads what Blender's script and others warn of.
func TestWarnings(t *testing.T) {
	var got []string
	d, err := Find("blender")
	if err != nil {
		t.Fatal(err)
	}
	w := newWatcher(d.Messages, nil, worker.Teller{Warn: func(text string) { got = append(got, text) }})
	fmt.Fprint(w, "Read blend: a.blend\nmosaic: warning: //wood.png is not there: pack it, or add it with --include\n"+
		"mosaic: the stamp is left out: it works on whole pictures\nmosaic: failed: no\nSaved: x\n")
	want := []string{"//wood.png is not there: pack it, or add it with --include", "the stamp is left out: it works on whole pictures"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func FuzzWatcher(f *testing.F) {
	for _, line := range []string{"\x1b]0;title\x07 50%\r\n", "Rendering: [++  ]", "Mem: 1.5G", "openjd_progress: 1e400\n", "\xff\xfe\x00\x1b[", "]]]]\x1b]"} {
		f.Add([]byte(line))
	}
	m := Messages{
		Progress: []string{`(\d+)%`, `(\S+) of (\S+)`, `\[(?P<full>\+*)(?P<empty> *)\]`},
		Memory:   []string{`Mem: (\S+)`}, Errors: []string{"^Error"}, Fatal: []string{"^Fatal"},
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var log strings.Builder
		w := newWatcher(m, &log, worker.Teller{Progress: func(share float64) {
			if !(share >= 0 && share <= 1) {
				t.Errorf("a share of %g", share)
			}
		}})
		if n, err := w.Write(data); n != len(data) || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		said := w.said()
		if w.memory < 0 || strings.ContainsAny(said+log.String(), "\x1b\x00\x07") || len(w.tail) > tailLines {
			t.Errorf("%d bytes of memory, %q, %q", w.memory, said, log.String())
		}
	})
}
