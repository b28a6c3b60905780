package live

import (
	"fmt"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"mosaic/pkg/status"
)

// Grid draws the tiles of a render into at most width columns and height rows
// of characters. The legend says what each mark is, how many there are of it
// and, if a mark stands for several tiles, of how many.
func (o Options) Grid(r status.Render, width, height int) (rows []string, legend string) {
	th := o.theme()
	g := newGrid(r.Tiles, o.Columns, width, height)
	legend = snapshot{render: r}.legend(th)
	if g.sx > 1 || g.sy > 1 {
		legend += fmt.Sprintf("  (a mark is %dx%d tiles)", g.sx, g.sy)
	}
	return g.lines(th), legend
}

// Why is the causes for which the render does not move, or for which it failed,
// and what to do about each, in lines of at most width columns.
func (o Options) Why(r status.Render, width int, now time.Time) []string {
	th := o.theme()
	var all []string
	add := func(mark, text string) {
		n := lipgloss.Width(mark)
		all = append(all, mark+strings.ReplaceAll(Fold(text, width-n), "\n", "\n"+strings.Repeat(" ", n)))
	}
	for _, c := range r.Why {
		add("  ! ", causeLine(c, snapshot{now: now}))
		if c.Do != "" {
			add("    "+th.arrow()+" ", c.Do)
		}
	}
	return all
}

// Fold breaks a text between words into lines of at most width columns. A word
// is never broken, so that it can be copied.
func Fold(text string, width int) string {
	var b strings.Builder
	column := 0
	for _, word := range strings.Fields(text) {
		n := lipgloss.Width(word)
		switch {
		case column > 0 && column+1+n > width:
			b.WriteByte('\n')
			column = 0
		case column > 0:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += n
	}
	return b.String()
}
