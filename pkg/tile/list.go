package tile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ParseList reads a list of tiles as a Job writes indexes, "3,17-20", sorted
// and without repeats; all must lie in [0, total).
func ParseList(list string, total int) ([]int, error) {
	var all []int
	for part := range strings.SplitSeq(list, ",") {
		from, to, isRange := strings.Cut(strings.TrimSpace(part), "-")
		a, err := strconv.Atoi(from)
		b := a
		if err == nil && isRange {
			b, err = strconv.Atoi(to)
		}
		if err != nil || a < 0 || b < a {
			return nil, fmt.Errorf("%q is no list of tiles: give one as 3,17-20", list)
		}
		if b >= total {
			return nil, fmt.Errorf("there is no tile %d: tiles are numbered from 0 to %d", b, total-1)
		}
		for i := a; i <= b; i++ {
			all = append(all, i)
		}
		if len(all) > 2*total { // written again and again
			slices.Sort(all)
			all = slices.Compact(all)
		}
	}
	slices.Sort(all)
	return slices.Compact(all), nil
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
