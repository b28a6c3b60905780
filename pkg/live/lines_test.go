package live

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mosaic/pkg/progress"
	"mosaic/pkg/status"
)

// fakeClock is set by hand.
type fakeClock struct{ at time.Time }

func (c *fakeClock) now() time.Time         { return c.at }
func (c *fakeClock) passes(d time.Duration) { c.at = c.at.Add(d) }

// reportRender is a render from its start to its image, told to a reporter.
func reportRender(p Reporter, c *fakeClock) {
	p.Step("check")
	c.passes(200 * time.Millisecond)
	p.Done("checked")
	p.Step("tiles")
	r := aRender(status.Pending, 20, 0, 0)
	for range 100 { // it does not move
		r.Why = []status.Cause{{Kind: status.Unschedulable, Count: 4, Text: "0/2 nodes are available", Do: "add nodes"}}
		p.See(r)
		c.passes(2 * time.Second)
	}
	for done := range 20 {
		for range 10 { // it is looked at more often than something happens
			r = aRender(status.Rendering, 20, done, 1)
			r.Left, r.Changed = time.Duration(20-done)*2*time.Second, c.at
			if done == 5 {
				r.Tiles[5] = status.Tile{Phase: status.Retrying, Attempts: 1, Error: "exit code 1"}
			}
			p.See(r)
			c.passes(200 * time.Millisecond)
		}
	}
	p.See(aRender(status.Merging, 20, 20, 0))
	p.Done("20 tiles")
	p.Step("fetch")
	for n := range int64(10) {
		p.Count(progress.Counts{Done: n, Total: 9, Unit: "bytes"})
		c.passes(100 * time.Millisecond)
	}
	p.Done("room.png")
}

func TestPlainLines(t *testing.T) {
	var out bytes.Buffer
	c := &fakeClock{now}
	reportRender(&stall{Reporter: &Plain{W: &out, now: c.now}, after: 2 * time.Minute, now: c.now}, c)
	golden(t, "plain", strings.TrimSuffix(out.String(), "\n"))
}

func TestJSONLines(t *testing.T) {
	var out bytes.Buffer
	c := &fakeClock{now}
	reportRender(&stall{Reporter: &jsonLines{w: &out, now: c.now}, after: 2 * time.Minute, now: c.now}, c)
	golden(t, "lines", strings.TrimSuffix(out.String(), "\n"))
	for text := range strings.Lines(out.String()) {
		var l map[string]any
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		for _, key := range []string{"time", "render", "state", "tiles", "leftSeconds", "why"} {
			if _, ok := l[key]; !ok {
				t.Errorf("no %s in %s", key, text)
			}
		}
		if _, ok := l["why"].([]any); !ok {
			t.Errorf("why is no list in %s", text)
		}
	}
}

// TestAStallIsSaidOnce, and once more when the render has moved in between.
func TestAStallIsSaidOnce(t *testing.T) {
	var out bytes.Buffer
	c := &fakeClock{now}
	s := &stall{Reporter: &Plain{W: &out, now: c.now}, after: time.Minute, now: c.now}
	r := aRender(status.Merging, 4, 4, 0)
	r.Why = []status.Cause{{Kind: status.Node, Count: 1, Text: "the node a does not answer"}}
	said := func() int { return strings.Count(out.String(), "nothing has happened") }
	for i, want := range []int{0, 1, 1} {
		s.See(r)
		if said() != want {
			t.Errorf("at %d s: said %d times, want %d\n%s", 40*i, said(), want, &out)
		}
		c.passes(40 * time.Second)
		if i == 0 {
			c.passes(20 * time.Second)
		}
	}
	r.Changed = c.at
	s.See(r)
	c.passes(2 * time.Minute)
	s.See(r)
	if said() != 2 {
		t.Errorf("a second stall: said %d times\n%s", said(), &out)
	}
}

func TestMeter(t *testing.T) {
	var m meter
	var got []string
	for second, done := range map[int]int64{0: 4} {
		m.count(now.Add(time.Duration(second)*time.Second), progress.Counts{Done: done, Total: 64, Unit: "rows"})
	}
	got = append(got, m.text(now))
	m.count(now.Add(10*time.Second), progress.Counts{Done: 24, Total: 64, Unit: "rows"})
	got = append(got, m.text(now.Add(10*time.Second)))
	m.count(now.Add(20*time.Second), progress.Counts{Done: 64, Total: 64, Unit: "rows"})
	got = append(got, m.text(now.Add(20*time.Second)))
	if diff := cmp.Diff([]string{"4/64 rows", "24/64 rows, 2/s, 20s left", "64/64 rows, 3/s"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestOptionsAreChecked(t *testing.T) {
	for _, o := range []Options{{Mode: "fancy"}, {Colour: "blue"}, {Stall: -1}} {
		if err := o.Validate(); err == nil || !strings.Contains(err.Error(), "give ") {
			t.Errorf("%+v: %v", o, err)
		}
	}
	for _, o := range []Options{{}, {Mode: JSON, Colour: Never, Stall: time.Minute}} {
		if err := o.Validate(); err != nil {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// TestNothingButPlainLinesGoesIntoAPipe: no colours, no view.
func TestNothingButPlainLinesGoesIntoAPipe(t *testing.T) {
	for _, o := range []Options{{}, {Mode: Lines}, {Colour: Never}, {Environ: []string{"TERM=xterm-256color", "COLORTERM=truecolor"}}} {
		var out bytes.Buffer
		o.Out = &out
		c := &fakeClock{now}
		p := New(o)
		reportRender(p, c)
		p.Close()
		if strings.Contains(out.String(), "\x1b") || out.Len() == 0 {
			t.Errorf("%+v: %q", o, out.String())
		}
	}
	var out bytes.Buffer
	p := New(Options{Out: &out, Colour: Always, Environ: []string{"TERM=xterm-256color", "NO_COLOR=1"}})
	reportRender(p, &fakeClock{now})
	if !strings.Contains(out.String(), "\x1b[") {
		t.Errorf("--color=always writes no colours: %q", out.String())
	}
}
