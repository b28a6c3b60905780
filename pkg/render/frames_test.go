package render

import (
	"slices"
	"strings"
	"testing"
)

func TestFrames(t *testing.T) {
	for text, want := range map[string][]int{
		"1": {1}, "1-4": {1, 2, 3, 4}, "1-9:4": {1, 5, 9}, "2-8:4": {2, 6}, "0,5,7-8": {0, 5, 7, 8}, "3-3": {3},
	} {
		got, err := ParseFrames(text)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q is read as %v, %v; want %v", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"": "give numbers", "a": "give numbers", "1-": "give numbers", "-1": "give numbers", "1-2-3": "give numbers", "1:2:3": "give numbers",
		"1-4:0": "give numbers", "+1": "give numbers", "1,,2": "give numbers", "4-1": "1 is less than 4", "1,1": "give numbers that rise",
		"1-5,3": "give numbers that rise", "1-900000": "there can be", "99999999999999999999": "give numbers",
	} {
		if got, err := ParseFrames(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v; want %q", text, got, err, want)
		}
	}
}

func TestPathsOfFrames(t *testing.T) {
	for pattern, want := range map[string]string{"a/%04d.png": "a/0007.png", "%d.exr": "7.exr", "f%03d-x.png": "f007-x.png", "10%%/%d.png": "10%%/7.png"} {
		if err := CheckPattern(pattern); err != nil {
			t.Error(err)
		}
		if got := FramePath(pattern, 7); got != want {
			t.Errorf("%s becomes %s, want %s", pattern, got, want)
		}
	}
	for _, bad := range []string{"a.png", "%d/%d.png", "%d/a.png", "%s.png", ""} {
		if CheckPattern(bad) == nil {
			t.Errorf("%q passes", bad)
		}
	}
}
