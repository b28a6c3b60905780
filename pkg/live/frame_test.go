package live

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"mosaic/pkg/progress"
	"mosaic/pkg/status"
)

var update = flag.Bool("update", os.Getenv("UPDATE") != "", "write the golden frames anew")

var now = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// aRender is a render of n tiles in the given state: the first ones are done,
// then some run, and the rest waits.
func aRender(state status.State, n, finished, active int) status.Render {
	r := status.Render{
		Namespace: "n", Name: "room", State: state, Created: now.Add(-95 * time.Second),
		Changed: now.Add(-3 * time.Second), Parallelism: active, Tiles: make([]status.Tile, n),
	}
	for i := range finished {
		r.Tiles[i] = status.Tile{Phase: status.Done, Attempts: 1, Node: "node-a", Took: 8 * time.Second}
	}
	for i := finished; i < finished+active; i++ {
		r.Tiles[i] = status.Tile{Phase: status.Running, Attempts: 1, Node: "node-b", Started: now.Add(-time.Duration(i%7) * time.Second)}
	}
	return r
}

// snapshots is what the golden frames show.
func snapshots() map[string]snapshot {
	rendering := aRender(status.Rendering, 192, 66, 8)
	rendering.Left = 70 * time.Second
	rendering.Tiles[9] = status.Tile{Phase: status.Retrying, Attempts: 2, Node: "node-b", Started: now.Add(-4 * time.Second), Error: "OOMKilled, exit code 137"}
	rendering.Tiles[40] = status.Tile{Phase: status.TileFailed, Attempts: 3, Node: "node-a", Error: "exit code 3: the scene's light 2 is not finite"}
	rendering.Why = []status.Cause{{Kind: status.Unschedulable, Count: 12, Do: "add nodes",
		Text: "0/2 nodes are available: 2 Insufficient cpu. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod; asked for 1 cpu, 512Mi memory"}}

	stuck := aRender(status.Pending, 64, 0, 0)
	stuck.Why = []status.Cause{
		{Kind: status.Image, Count: 4, Text: "cannot pull registry.example.com/mosaic:v9", Do: "is --image right, and may the nodes pull it? manifest unknown"},
		{Kind: status.Claim, Count: 1, Text: `persistentvolumeclaim "tiles" not found`, Do: "kubectl get pvc -n n"},
		{Kind: status.Backoff, Count: 2, Text: "failed tiles wait for their next try", Until: now.Add(15 * time.Second)},
	}
	huge := aRender(status.Rendering, 10_000, 3210, 500)
	huge.Left = 3 * time.Hour

	fetching := aRender(status.Complete, 192, 192, 0)
	bytes := meter{}
	bytes.count(now.Add(-2*time.Second), progress.Counts{Total: 5_000_000, Unit: "bytes"})
	bytes.count(now, progress.Counts{Done: 2_000_000, Total: 5_000_000, Unit: "bytes"})

	see := func(r status.Render, columns int) snapshot {
		s := snapshot{now: now, seen: now, began: now.Add(-95 * time.Second), step: "tiles", render: r, known: true, columns: columns, keys: "q leaves the render going"}
		s.pace.count(now.Add(-20*time.Second), progress.Counts{Done: 2, Unit: "tiles"})
		s.pace.count(now, progress.Counts{Done: int64(r.Count(status.Done)), Unit: "tiles"})
		return s
	}
	fetch := see(fetching, 16)
	fetch.step, fetch.meter = "fetch", bytes
	return map[string]snapshot{
		"rendering": see(rendering, 16), "stuck": see(stuck, 8), "huge": see(huge, 100),
		"fetching": fetch, "checking": {now: now, step: "check", began: now.Add(-2 * time.Second)},
	}
}

var sizes = map[string]struct{ width, height int }{"80x24": {80, 24}, "200x50": {200, 50}}

func TestFramesAreAsTheyWere(t *testing.T) {
	for name, s := range snapshots() {
		for size, wh := range sizes {
			golden(t, name+"-"+size, frame(s, theme{}, wh.width, wh.height))
		}
	}
	golden(t, "rendering-ascii", frame(snapshots()["rendering"], theme{ascii: true}, 80, 24))
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(got+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got+"\n"); diff != "" {
		t.Errorf("%s (if it should be so: make golden) -want +got:\n%s", name, diff)
	}
}

// TestFramesFit holds for every size and theme: no line is wider than the
// terminal, and none is below it.
func TestFramesFit(t *testing.T) {
	for name, s := range snapshots() {
		for _, l := range []theme{{}, {ascii: true}, {colour: true}} {
			for width := 10; width < 220; width += 17 {
				for height := 2; height < 60; height += 11 {
					lines := strings.Split(frame(s, l, width, height), "\n")
					if len(lines) > height {
						t.Fatalf("%s: %d lines at %dx%d", name, len(lines), width, height)
					}
					for _, line := range lines {
						if w := ansi.StringWidth(line); w > width {
							t.Fatalf("%s: a line of %d columns at %dx%d: %q", name, w, width, height, line)
						}
						if l.ascii && strings.ContainsFunc(line, func(r rune) bool { return r > 126 }) {
							t.Fatalf("%s: not ASCII: %q", name, line)
						}
					}
				}
			}
		}
	}
}

// TestColoursAreNotAll: what a colour says, a character says too.
func TestColoursAreNotAll(t *testing.T) {
	for name, s := range snapshots() {
		if got, want := ansi.Strip(frame(s, theme{colour: true}, 80, 24)), frame(s, theme{}, 80, 24); got != want {
			t.Errorf("%s: with colours and without differ:\n%s\n%s", name, got, want)
		}
	}
	for _, l := range []theme{{}, {ascii: true}} {
		seen := map[string]mark{}
		for m := range marks {
			if other, ok := seen[l.glyph(m)]; ok {
				t.Errorf("%q is %v and %v", l.glyph(m), m, other)
			}
			seen[l.glyph(m)] = m
		}
	}
}

func BenchmarkFrame(b *testing.B) {
	s := snapshots()["huge"]
	for b.Loop() {
		frame(s, theme{colour: true}, 200, 50)
	}
}
