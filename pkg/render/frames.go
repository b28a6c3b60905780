package render

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"mosaic/pkg/tile"
)

// ParseFrames reads the numbers of frames: "1-240", "1-240:2" with a step, or
// "1,5,9". The numbers rise, from 0 on, and none comes twice.
func ParseFrames(text string) ([]int, error) {
	var all []int
	for _, part := range strings.Split(text, ",") {
		first, last, step, err := parseRange(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		if len(all) > 0 && first <= all[len(all)-1] {
			return nil, fmt.Errorf("frames %q: %d comes after %d: give numbers that rise", text, first, all[len(all)-1])
		}
		if n := (last-first)/step + 1; n > tile.MaxTiles-len(all) {
			return nil, fmt.Errorf("frames %q: there can be %d", text, tile.MaxTiles)
		}
		for n := first; n <= last; n += step {
			all = append(all, n)
		}
	}
	return all, nil
}

func parseRange(part string) (first, last, step int, err error) {
	fail := fmt.Errorf("frames %q: give numbers as 1-240, 1-240:2 or 1,5,9", part)
	span, by, stepped := strings.Cut(part, ":")
	from, to, ranged := strings.Cut(span, "-")
	if !ranged {
		to = from
	}
	step = 1
	for _, n := range []struct {
		text string
		into *int
	}{{from, &first}, {to, &last}, {by, &step}} {
		if n.into == &step && !stepped {
			continue
		}
		if *n.into, err = strconv.Atoi(n.text); err != nil || *n.into < 0 || *n.into > MaxFrame || n.text[0] == '+' {
			return 0, 0, 0, fail
		}
	}
	if step < 1 {
		return 0, 0, 0, fail
	}
	if last < first {
		return 0, 0, 0, fmt.Errorf("frames %q: %d is less than %d", part, last, first)
	}
	return first, last, step, nil
}

// MaxFrame is the greatest number of a frame.
const MaxFrame = 1_000_000

// FrameNumber is the number of the plan's ith frame; 1 in a still.
func (s Spec) FrameNumber(i int) int {
	numbers, err := ParseFrames(s.Frames)
	if s.Frames == "" || err != nil || i >= len(numbers) {
		return 1
	}
	return numbers[i]
}

// FramePath is the path of a frame's file: the pattern, which CheckPattern has
// passed, with the number in it.
func FramePath(pattern string, number int) string {
	at := framePlace.FindStringSubmatchIndex(pattern)
	if at == nil {
		return pattern
	}
	width, _ := strconv.Atoi(pattern[at[2]:at[3]])
	return pattern[:at[0]] + fmt.Sprintf("%0*d", width, number) + pattern[at[1]:]
}

// framePlace is where the number stands in the path of frames: %04d.
var framePlace = regexp.MustCompile(`%0?([0-9]?)d`)

// CheckPattern says what is wrong with the path of frames.
func CheckPattern(pattern string) error {
	if len(framePlace.FindAllString(pattern, -1)) != 1 || !framePlace.MatchString(filepath.Base(pattern)) {
		return fmt.Errorf("%q: give a name for each frame, with %%04d in the place of its number, as frames/%%04d.png", pattern)
	}
	return nil
}
