package suggest

import (
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	allowed := []string{"yaml", "json", "name", "tile-size", "size", "samples"}
	for _, c := range []struct{ typed, want string }{
		{"ymal", "yaml"}, {"YAML", "yaml"}, {"jsno", "json"}, {"sample", "samples"},
		{"tilesize", "tile-size"}, {"tile_size", "tile-size"}, {"siez", "size"},
		{"frobnicate", ""}, {"", ""}, {"x", ""},
	} {
		if got, ok := Nearest(c.typed, allowed); got != c.want || ok != (c.want != "") {
			t.Errorf("Nearest(%q) is %q, %v, not %q", c.typed, got, ok, c.want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "ab", 2}, {"ab", "", 2}, {"abc", "acb", 1}, {"abcd", "badc", 2}, {"kitten", "sitting", 3}} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("distance(%q, %q) = %d, not %d", c.a, c.b, got, c.want)
		}
	}
}

func TestLongNamesAreCheap(t *testing.T) {
	if got, ok := Nearest(strings.Repeat("x", 1<<20), []string{"samples"}); ok {
		t.Errorf("a megabyte is taken for %q", got)
	}
}

func TestLists(t *testing.T) {
	formats := []string{"yaml", "json", "name"}
	many := strings.Split(strings.Repeat("a ", 30), " ")
	for _, c := range []struct{ got, want string }{
		{OneOf(formats), "one of yaml, json, name"},
		{OneOf(formats[:1]), "yaml"},
		{OneOf(many), "one of " + strings.Repeat("a, ", 20) + "…"},
		{Instead("jsno", formats), "json"},
		{Instead("frob", formats), "one of yaml, json, name"},
		{Choice("frob", formats), "yaml, json or name"},
		{Choice("jsno", formats), "yaml, json or name: did you mean json?"},
		{Choice("", formats), "yaml, json or name"},
		{Choice("frob", formats[:1]), "yaml"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestSize(t *testing.T) {
	for typed, want := range map[string]string{
		"4K": "3840x2160", "1080p": "1920x1080", "640x480": "640x480", "640*480": "640x480", "640, 480": "640x480",
		"640": "", "1x2x3": "", "-1x5": "", "1.5x2": "", "big": "", "": "",
	} {
		if got := Size(typed); got != want {
			t.Errorf("Size(%q) is %q, not %q", typed, got, want)
		}
	}
}
