package live

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// Wrap breaks a text between words into lines that end before the column width;
// the lines after the first begin with indent spaces, as the first one stands
// behind something that is as wide. Lines of the text stay lines. A word is
// never broken, neither at a hyphen, so that names and flags can be copied.
func Wrap(text string, width, indent int) string {
	var b strings.Builder
	lead := "\n" + strings.Repeat(" ", indent)
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteString(lead)
		}
		column := indent
		for j, word := range strings.Fields(line) {
			n := lipgloss.Width(word)
			switch {
			case j == 0:
			case column+1+n > width:
				b.WriteString(lead)
				column = indent
			default:
				b.WriteByte(' ')
				column++
			}
			b.WriteString(word)
			column += n
		}
	}
	return b.String()
}

// oneLine is a text with single spaces in the place of all white space.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
