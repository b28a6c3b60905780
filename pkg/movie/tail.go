package movie

import (
	"cmp"
	"strings"
	"unicode"
)

// maxSaid is how many bytes of a program's last words an error has.
const maxSaid = 1000

// A tail keeps the end of what is written to it.
type tail struct{ end []byte }

func (t *tail) Write(p []byte) (int, error) {
	t.end = append(t.end, p[max(0, len(p)-maxSaid):]...)
	t.end = append(t.end[:0], t.end[max(0, len(t.end)-maxSaid):]...)
	return len(p), nil
}

// text is what can be printed of it, without a line that is not whole.
func (t *tail) text() string {
	said := strings.ToValidUTF8(string(t.end), "")
	if _, rest, ok := strings.Cut(said, "\n"); ok && len(t.end) == maxSaid {
		said = rest
	}
	said = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t', r == '\r':
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, said)
	return cmp.Or(strings.TrimSpace(said), "it said nothing")
}
