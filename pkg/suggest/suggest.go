// Package suggest finds what a mistyped word was most likely meant to be, and
// words the alternatives: for verbs, flags and their values, files, and the
// fields of a scene.
//
// It is pure: it knows no verb and no flag, and is told what is allowed.
package suggest

import (
	"regexp"
	"strings"
)

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

// Instead is the one of the allowed names that is nearly the given one, or
// else a list of them.
func Instead(name string, allowed []string) string {
	if a, ok := Nearest(name, allowed); ok {
		return a
	}
	return OneOf(allowed)
}

// OneOf lists names as "one of a, b", though not very many.
func OneOf(names []string) string {
	const most = 20
	switch {
	case len(names) == 1:
		return names[0]
	case len(names) > most:
		return "one of " + strings.Join(names[:most], ", ") + ", …"
	}
	return "one of " + strings.Join(names, ", ")
}

// Choice lists what a value may be as "a, b or c" and, if the given one is
// nearly one of them, asks whether that was meant.
func Choice(value string, allowed []string) string {
	last := len(allowed) - 1
	text := allowed[last]
	if last > 0 {
		text = strings.Join(allowed[:last], ", ") + " or " + text
	}
	if nearest, ok := Nearest(value, allowed); ok && value != "" {
		text += ": did you mean " + nearest + "?"
	}
	return text
}

// Size is WIDTHxHEIGHT of a picture's size that was written otherwise, as
// "4k" or "640 * 480"; "" if it cannot be told.
func Size(s string) string {
	switch strings.ToLower(s) {
	case "hd", "720p":
		return "1280x720"
	case "fullhd", "fhd", "1080p":
		return "1920x1080"
	case "4k", "uhd", "2160p":
		return "3840x2160"
	case "8k", "4320p":
		return "7680x4320"
	}
	numbers := regexp.MustCompile(`[0-9]+`).FindAllString(s, -1)
	if len(numbers) != 2 || strings.ContainsAny(s, ".-+") {
		return ""
	}
	return numbers[0] + "x" + numbers[1]
}

// near reports whether two names differ only in case, in hyphens and
// underscores, or in at most a third of their letters.
func near(a, b string) bool {
	a, b = plain(a), plain(b)
	return distance(a, b) <= max(len(a), len(b))/3
}

// plain is a name without what is easily typed otherwise. No name that is
// allowed is as long as the limit, which bounds the work on hostile input.
func plain(name string) string {
	const most = 80
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(name[:min(len(name), most)]))
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
