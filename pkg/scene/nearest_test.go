package scene

import "testing"

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
