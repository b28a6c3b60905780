package tile

import (
	"slices"
	"strings"
	"testing"
)

func TestLists(t *testing.T) {
	for _, c := range []struct {
		list, again string
		tiles       []int
	}{
		{"3", "3", []int{3}},
		{"3,17-20", "3,17-20", []int{3, 17, 18, 19, 20}},
		{"17-20, 3,3", "3,17-20", []int{3, 17, 18, 19, 20}},
		{"4,5", "4,5", []int{4, 5}},
		{"4-5", "4,5", []int{4, 5}},
		{"0-99", "0-99", nil},
	} {
		got, err := ParseList(c.list, 100)
		if err != nil || c.tiles != nil && !slices.Equal(got, c.tiles) {
			t.Errorf("%q: %v, %v", c.list, got, err)
		}
		if s := FormatList(got, 0); s != c.again {
			t.Errorf("%q is written %q", c.list, s)
		}
	}
	for _, c := range []struct{ list, why string }{
		{"", "no list"}, {"a", "no list"}, {"3-", "no list"}, {"-3", "no list"}, {"5-3", "no list"}, {"1,,2", "no list"},
		{"100", "from 0 to 99"}, {"0-1000000000000", "from 0 to 99"}, {"99999999999999999999", "no list"},
	} {
		if _, err := ParseList(c.list, 100); err == nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%q: %v, want %q", c.list, err, c.why)
		}
	}
}

func TestGapsAreBridged(t *testing.T) {
	tiles := []int{1, 3, 4, 8, 20}
	for bridge, want := range map[int]string{0: "1,3,4,8,20", 1: "1-4,8,20", 3: "1-8,20", 11: "1-20"} {
		if got := FormatList(tiles, bridge); got != want {
			t.Errorf("gaps of %d: %q, want %q", bridge, got, want)
		}
	}
}
