package live

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"mosaic/pkg/status"
)

// phaseCounts is how many tiles are in each phase, as the legend lists them; those
// that there are none of are left out, except the three of every render.
func (s snapshot) phaseCounts(th theme) []string {
	phases := []status.Phase{status.Done, status.Running, status.Waiting, status.Retrying, status.TileFailed}
	var all []string
	for i, p := range phases {
		n := s.render.Count(p)
		if n == 0 && i > 2 {
			continue
		}
		m := markOf(p)
		all = append(all, th.of(m).Render(th.glyph(m))+fmt.Sprintf(" %d %s", n, m))
	}
	return all
}

func (s snapshot) legend(th theme) string        { return strings.Join(s.phaseCounts(th), "  ") }
func (s snapshot) legendLines(th theme) []string { return s.phaseCounts(th) }

// why is the causes for which the render does not move. While some tiles are
// rendered they are no more than a remark, a line each; but then it has to be
// known that they are.
func (s snapshot) why(th theme, width, height int) []string {
	var all []string
	causes := s.render.Why
	moves := s.render.Active() > 0
	for i, c := range causes {
		mark := th.of(retrying)
		if s.render.State == status.Failed {
			mark = th.of(failed)
		}
		said := hangingIndent(mark.Render("!"), causeLine(c, s), width)
		if moves && c.Kind != status.Unreachable {
			said = []string{ansi.Truncate(mark.Render("!")+" "+causeLine(c, s), width, th.more())}
		} else if c.Do != "" {
			said = append(said, hangingIndent("  "+th.arrow(), c.Do, width)...)
		}
		if len(all)+len(said) > height && i > 0 {
			all = append(all[:min(len(all), height-1)], th.faint().Render(fmt.Sprintf("  and %d more", len(causes)-i)))
			break
		}
		all = append(all, said...)
	}
	return all[:min(len(all), height)]
}

// causeLine is a cause on one line, with the time until it passes.
func causeLine(c status.Cause, s snapshot) string {
	text := oneLine(c.String())
	if rest := c.Until.Sub(s.now); rest > 0 {
		text += ", in " + wholeSeconds(rest)
	}
	return text
}

// hangingIndent wraps a text behind its mark. A word that is too long for a
// line is cut, as the view has no more room.
func hangingIndent(mark, text string, width int) []string {
	n := lipgloss.Width(mark) + 1
	return strings.Split(mark+" "+Wrap(text, max(width, n+8), n), "\n")
}

// underWay lists tiles that are not as they should be, and then those that have
// been rendered for the longest.
func (s snapshot) underWay(th theme, width, height int) []string {
	var list []int
	for i := range s.render.Tiles {
		if m := markOf(s.render.Tiles[i].Phase); m >= running {
			list = append(list, i)
		}
	}
	slices.SortStableFunc(list, func(a, b int) int {
		x, y := s.render.Tiles[a], s.render.Tiles[b]
		return cmp.Or(cmp.Compare(markOf(y.Phase), markOf(x.Phase)), x.Started.Compare(y.Started))
	})
	var all []string
	for k, i := range list {
		if len(all) == height-1 && k < len(list)-1 {
			return append(all, th.faint().Render(fmt.Sprintf("  and %d more", len(list)-k)))
		}
		all = append(all, ansi.Truncate(s.tileLine(th, i), width, th.more()))
	}
	return all
}

// tileLine is what there is to say of a tile in a line.
func (s snapshot) tileLine(th theme, i int) string {
	t := s.render.Tiles[i]
	m := markOf(t.Phase)
	text := fmt.Sprintf("%s tile %d", th.of(m).Render(th.glyph(m)), i)
	if t.Node != "" && m != failed {
		text += " on " + t.Node
	}
	if !t.Started.IsZero() {
		text += " for " + wholeSeconds(s.now.Sub(t.Started))
	}
	if t.Share > 0 {
		text += fmt.Sprintf(", %.0f %%", 100*t.Share)
	}
	if t.Attempts > 1 {
		text += fmt.Sprintf(", try %d", t.Attempts)
	}
	if t.Error != "" {
		text += ", failed: " + oneLine(t.Error)
	}
	return text
}
