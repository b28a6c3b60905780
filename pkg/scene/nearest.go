package scene

import "strings"

// instead is the one of the allowed names that is nearly the given one, or
// else a list of them.
func instead(name string, allowed []string) string {
	if a, ok := Nearest(name, allowed); ok {
		return a
	}
	return oneOf(allowed)
}

// Nearest is the one of the allowed names that a mistyped one was most likely
// meant to be; ok is false if none is near.
func Nearest(name string, allowed []string) (nearest string, ok bool) {
	best := 0
	for _, a := range allowed {
		if d := distance(plain(name), plain(a)); near(name, a) && (!ok || d < best) {
			nearest, best, ok = a, d, true
		}
	}
	return nearest, ok
}

// oneOf lists names, though not very many.
func oneOf(names []string) string {
	const most = 20
	switch {
	case len(names) == 1:
		return names[0]
	case len(names) > most:
		return "one of " + strings.Join(names[:most], ", ") + ", …"
	}
	return "one of " + strings.Join(names, ", ")
}

// near reports whether two names differ only in case, in hyphens and
// underscores, or in at most a third of their letters.
func near(a, b string) bool {
	a, b = plain(a), plain(b)
	return distance(a, b) <= max(len(a), len(b))/3
}

func plain(name string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(short(name)))
}

// distance is the least number of letters to add, drop, change or swap with
// their neighbour that make b of a (Damerau and Levenshtein, each letter
// swapped at most once).
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before, last, row = last, row, before
		row[0] = i + 1
		for j := range len(b) {
			change := last[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(change, row[j]+1, last[j+1]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(b)]
}
