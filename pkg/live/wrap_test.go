package live

import "testing"

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text          string
		width, indent int
		want          string
	}{
		{"", 10, 2, ""},
		{"a picture of its tiles", 10, 0, "a picture\nof its\ntiles"},
		{"a picture of its tiles", 12, 2, "a picture\n  of its\n  tiles"},
		{"give --fail-on-stall too", 10, 0, "give\n--fail-on-stall\ntoo"},
		{"one\ntwo three", 8, 1, "one\n two\n three"},
		{"wide 世界 世界", 10, 0, "wide 世界\n世界"},
		{"\x1b[31mred\x1b[m and blue", 8, 0, "\x1b[31mred\x1b[m and\nblue"},
		{"  two  spaces ", 80, 0, "two spaces"},
	} {
		if got := Wrap(c.text, c.width, c.indent); got != c.want {
			t.Errorf("Wrap(%q, %d, %d) is %q, not %q", c.text, c.width, c.indent, got, c.want)
		}
	}
}
