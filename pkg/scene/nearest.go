package scene

import "strings"

// instead is the one of the allowed names that is nearly the given one, or
// else a list of them.
func instead(name string, allowed []string) string {
	for _, a := range allowed {
		if near(name, a) {
			return a
		}
	}
	return oneOf(allowed)
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
	plain := strings.NewReplacer("_", "", "-", "", " ", "")
	a, b = plain.Replace(strings.ToLower(short(a))), plain.Replace(strings.ToLower(short(b)))
	return distance(a, b) <= max(len(a), len(b))/3
}

// distance is the least number of letters to add, drop or change that make b
// of a (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
