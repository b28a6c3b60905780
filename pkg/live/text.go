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

// tally is how many tiles are in each phase, as the legend lists them; those
// that there are none of are left out, except the three of every render.
func (s snapshot) tally(l look) []string {
	phases := []status.Phase{status.Done, status.Running, status.Waiting, status.Retrying, status.Lost}
	var all []string
	for i, p := range phases {
		n := s.render.Count(p)
		if n == 0 && i > 2 {
			continue
		}
		m := markOf(p)
		all = append(all, l.of(m).Render(l.glyph(m))+fmt.Sprintf(" %d %s", n, m))
	}
	return all
}

func (s snapshot) legend(l look) string        { return strings.Join(s.tally(l), "  ") }
func (s snapshot) legendLines(l look) []string { return s.tally(l) }

// why is the causes for which the render does not move. While some tiles are
// rendered they are no more than a remark, a line each; but then it has to be
// known that they are.
func (s snapshot) why(l look, width, height int) []string {
	var all []string
	causes := s.render.Why
	moves := s.render.Active() > 0
	for i, c := range causes {
		mark := l.of(retrying)
		if s.render.State == status.Failed {
			mark = l.of(lost)
		}
		said := hang(mark.Render("!"), told(c, s), width)
		if moves && c.Kind != status.Away {
			said = []string{ansi.Truncate(mark.Render("!")+" "+told(c, s), width, l.more())}
		} else if c.Do != "" {
			said = append(said, hang("  "+l.arrow(), c.Do, width)...)
		}
		if len(all)+len(said) > height && i > 0 {
			all = append(all[:min(len(all), height-1)], l.faint().Render(fmt.Sprintf("  and %d more", len(causes)-i)))
			break
		}
		all = append(all, said...)
	}
	return all[:min(len(all), height)]
}

// told is a cause on one line, with the time until it passes.
func told(c status.Cause, s snapshot) string {
	text := strings.Join(strings.Fields(c.String()), " ")
	if rest := c.Until.Sub(s.now); rest > 0 {
		text += ", in " + whole(rest)
	}
	return text
}

// hang wraps a text behind its mark.
func hang(mark, text string, width int) []string {
	n := lipgloss.Width(mark) + 1
	lines := strings.Split(ansi.Wrap(text, max(width-n, 8), ""), "\n")
	for i := range lines {
		lead := strings.Repeat(" ", n)
		if i == 0 {
			lead = mark + " "
		}
		lines[i] = lead + lines[i]
	}
	return lines
}

// underWay lists tiles that are not as they should be, and then those that have
// been rendered for the longest.
func (s snapshot) underWay(l look, width, height int) []string {
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
			return append(all, l.faint().Render(fmt.Sprintf("  and %d more", len(list)-k)))
		}
		all = append(all, ansi.Truncate(s.tileLine(l, i), width, l.more()))
	}
	return all
}

// tileLine is what there is to say of a tile in a line.
func (s snapshot) tileLine(l look, i int) string {
	t := s.render.Tiles[i]
	m := markOf(t.Phase)
	text := fmt.Sprintf("%s tile %d", l.of(m).Render(l.glyph(m)), i)
	if t.Node != "" && m != lost {
		text += " on " + t.Node
	}
	if !t.Started.IsZero() {
		text += " for " + whole(s.now.Sub(t.Started))
	}
	if t.Attempts > 1 {
		text += fmt.Sprintf(", try %d", t.Attempts)
	}
	if t.Error != "" {
		text += ", failed: " + strings.Join(strings.Fields(t.Error), " ")
	}
	return text
}
