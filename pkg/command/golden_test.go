package command

import (
	"fmt"
	"image"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mosaic/pkg/render"
	"mosaic/pkg/tile"
	"mosaic/pkg/worker"
)

// golden compares a text with a file of testdata; UPDATE=1 writes it.
func golden(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), text); diff != "" {
		t.Errorf("%s is another; make golden writes it\n%s", path, diff)
	}
}

// everySetting is a value for each setting of an engine: the last choice, the
// largest number, on, and a text that a shell would not leave alone.
func everySetting(d Definition) map[string]string {
	set := map[string]string{}
	for _, s := range d.Settings {
		switch {
		case s.Type == "choice":
			set[s.Name] = s.Choices[len(s.Choices)-1]
		case s.Type == "switch":
			set[s.Name] = "on"
		case s.Type == "text" && s.Name == "format": // the extension of a file
			set[s.Name] = "exr"
		case s.Type == "text":
			set[s.Name] = `a "b" $HOME`
		case s.Max != nil:
			set[s.Name] = fmt.Sprintf("%.0f", *s.Max)
		default:
			set[s.Name] = "0.25"
		}
	}
	return set
}

// TestCommandLines compares what is run, argument by argument, of every engine:
// for the last tile of a picture of odd sides and for the picture in one piece,
// with no settings and with all of them, for a still and for a frame.
func TestCommandLines(t *testing.T) {
	for _, d := range Builtins() {
		t.Run(d.Name, func(t *testing.T) {
			scene := ""
			if len(d.Extensions) > 0 {
				scene = "a scene" + d.Extensions[0]
			}
			typed := []string{"--quality", "$(x0)", "it's $$(x0)"}
			if d.Command[0] == allArguments {
				typed = append([]string{"renderer"}, typed...)
			}
			var b strings.Builder
			for _, c := range []struct {
				title    string
				size     int // of tiles
				settings Settings
				frames   string
			}{
				{"the last tile", d.TileSize, Settings{Arguments: typed[:1]}, ""},
				{"one piece", 1283, Settings{Arguments: typed[:1]}, ""},
				{"the last tile, with every setting, of frame 12", d.TileSize, Settings{Set: everySetting(d), Arguments: typed, Seed: 7}, "3,12"},
			} {
				c.settings.Engine, c.settings.Scene = d, scene
				if err := c.settings.Validate(); err != nil {
					t.Fatal(err)
				}
				plan := tile.Plan{Width: 1283, Height: 721, Size: c.size, Frames: 1}
				if c.frames != "" {
					plan.Frames = 2
				}
				r := New(c.settings, render.Spec{Plan: plan, Frames: c.frames}, Options{Folder: "/scene"})
				last := plan.Tile(plan.Len() - 1)
				j := r.job(worker.Target{Index: plan.Len() - 1, Frame: last.Frame, Workers: 4}, last.Rect, "/tmp/tile")
				fmt.Fprintf(&b, "# %s: %v\n", c.title, last.Rect)
				b.WriteString(invocation(t, r, j))
			}
			golden(t, d.Name+".golden", b.String())
		})
	}
}

// invocation is all that decides what a run of the program does.
func invocation(t *testing.T, r *Renderer, j job) string {
	t.Helper()
	d := r.settings.Engine
	must := func(text string) string {
		text, err := r.settings.expand(text, j)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	j.out = filepath.Join(j.tmp, must(d.Output.File))
	j.prepared = filepath.Join(j.tmp, preparedName)
	var b strings.Builder
	line := func(args []string, err error) {
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range args {
			fmt.Fprintf(&b, "  %s\n", Quote(a))
		}
	}
	if r.Prepares() {
		line(r.settings.prepareLine(j))
		fmt.Fprintf(&b, "  prepares %s, and then\n", j.prepared)
	}
	line(r.settings.tileLine(j))
	for _, name := range slices.Sorted(maps.Keys(d.Environment)) {
		fmt.Fprintf(&b, "  with %s=%s\n", name, Quote(must(d.Environment[name])))
	}
	fmt.Fprintf(&b, "  leaves %s: %s\n", j.out, must(d.Output.Pixels))
	return b.String()
}

// TestTilesOfEnginesSuit wants of every built-in engine that its plans begin
// tiles where it says that they must.
func TestTilesOfEnginesSuit(t *testing.T) {
	for _, d := range Builtins() {
		plan := tile.Plan{Width: 1283, Height: 721, Size: d.TileSize, Frames: 1}
		covered := 0
		for i := range plan.Len() {
			r := plan.Tile(i).Rect
			covered += r.Dx() * r.Dy()
			if m := max(d.Multiple, 1); r.Min.Mod(image.Rect(0, 0, m, m)) != (image.Point{}) {
				t.Errorf("%s: tile %d begins at %v, which is no multiple of %d", d.Name, i, r.Min, m)
			}
		}
		if covered != 1283*721 {
			t.Errorf("%s: the tiles have %d pixels", d.Name, covered)
		}
	}
}
