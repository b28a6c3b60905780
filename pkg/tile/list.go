package tile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ParseList reads a list of tiles as a Job writes indexes, "3,17-20", sorted
// and without repeats; all must lie in [0, total). With an error, which says what
// is wrong with the first part that is not good, it returns those that are.
func ParseList(list string, total int) ([]int, error) {
	var all []int
	var bad error
	fail := func(format string, a ...any) {
		if bad == nil {
			bad = fmt.Errorf(format, a...)
		}
	}
	for part := range strings.SplitSeq(list, ",") {
		from, to, isRange := strings.Cut(strings.TrimSpace(part), "-")
		a, err := strconv.Atoi(from)
		b := a
		if err == nil && isRange {
			b, err = strconv.Atoi(to)
		}
		if err != nil || a < 0 || b < a {
			fail("%q is no list of tiles: give one as 3,17-20", list)
			continue
		}
		if b >= total {
			fail("there is no tile %d: tiles are numbered from 0 to %d", b, total-1)
		}
		for i := a; i <= min(b, total-1); i++ {
			all = append(all, i)
		}
		if len(all) > 2*total { // written again and again
			slices.Sort(all)
			all = slices.Compact(all)
		}
	}
	slices.Sort(all)
	return slices.Compact(all), bad
}

// FormatList writes tiles, which are sorted, as ParseList reads them. Gaps of up
// to bridge tiles are written as if they belonged to the list.
func FormatList(tiles []int, bridge int) string {
	var b strings.Builder
	for i := 0; i < len(tiles); {
		k := i
		for k+1 < len(tiles) && tiles[k+1]-tiles[k] <= bridge+1 {
			k++
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(tiles[i]))
		if last := tiles[k]; last == tiles[i]+1 {
			b.WriteString("," + strconv.Itoa(last))
		} else if last > tiles[i] {
			b.WriteString("-" + strconv.Itoa(last))
		}
		i = k + 1
	}
	return b.String()
}
