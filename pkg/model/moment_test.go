package model

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPlayed(t *testing.T) {
	all := []Clip{
		{Model: "a", Number: 0, Name: "walk", Seconds: 1}, {Model: "a", Number: 1, Name: "run", Seconds: 2}, {Model: "a", Number: 2, Name: "run", Seconds: 3},
		{Model: "b", Number: 0, Seconds: 4}, {Model: "b", Number: 1, Name: "2", Seconds: 5}, {Model: "b", Number: 2, Name: "walk", Seconds: 6},
		{Model: "c", Number: 0, Name: "spin", Seconds: 0.5},
	}
	for clip, want := range map[string][]float64{
		"": {1, 4, .5}, "walk": {1, 6}, "run": {2}, "spin": {.5}, "0": {1, 4, .5}, "1": {2, 5}, "2": {3, 5}, "3": nil, "Walk": nil,
	} {
		var got []float64
		longest := 0.0
		for _, c := range Played(all, clip) {
			got = append(got, c.Seconds)
			longest = max(longest, c.Seconds)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: -want +got\n%s", clip, diff)
		}
		if seconds, ok := Length(all, clip); seconds != longest || ok != (want != nil) {
			t.Errorf("%q: %g s, %v", clip, seconds, ok)
		}
	}
	if seconds, ok := Length(nil, ""); seconds != 0 || ok {
		t.Errorf("nothing plays for %g s, %v", seconds, ok)
	}
}

// TestClipsAreFoundByWhatTheyAreCalled in messages.
func TestClipsAreFoundByWhatTheyAreCalled(t *testing.T) {
	for i, name := range []string{"walk", "", "a\nb", "\x1b[31m", strings.Repeat("x", 101), "é ü"} {
		c := Clip{Model: "a", Number: i, Name: name}
		if got := Played([]Clip{c}, c.String()); len(got) != 1 || strings.ContainsAny(c.String(), "\n\x1b") || len(c.String()) > 100 {
			t.Errorf("%q is called %q", name, c.String())
		}
	}
}
