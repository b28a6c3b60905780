package live

import (
	"fmt"
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
		all = append(all, mark+Wrap(oneLine(text), width, lipgloss.Width(mark)))
	}
	for _, c := range r.Why {
		add("  ! ", causeLine(c, snapshot{now: now}))
		if c.Do != "" {
			add("    "+th.arrow()+" ", c.Do)
		}
	}
	return all
}
