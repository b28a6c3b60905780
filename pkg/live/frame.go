package live

import (
	"fmt"
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"mosaic/pkg/progress"
	"mosaic/pkg/status"
)

// A scene of the view: all that a frame shows. It is a value, so that a frame
// can be drawn again at any size.
type snapshot struct {
	now     time.Time
	step    string // under way
	began   time.Time
	meter   meter // of the step, if it counts something else than tiles
	render  status.Render
	known   bool // there is a render to show
	seen    time.Time
	pace    meter // of the tiles
	columns int   // of the plan; 0 is not known
	keys    string
	picture *Picture
}

// Sizes of the view, in characters.
const (
	panel    = 72 // width that is kept for the text beside the picture
	narrow   = 44 // width that is kept for it beside a grid that has a mark for each tile
	mostRows = 48 // of the grid, even where there is more room
)

// frame draws a snapshot into width columns and at most height rows.
func frame(s snapshot, l look, width, height int) string {
	width, height = max(width, 10), max(height, 2)
	if !s.known {
		return cut([]string{s.stepLine(l)}, width, height)
	}
	lines := []string{s.title(l, width), s.bar(l, width)}
	room := height - len(lines)
	if room < 6 || width < 24 {
		return cut(append(lines, s.legend(l)), width, height)
	}
	if wide, ok := s.beside(l, width, room); ok {
		return cut(append(lines, s.sideBySide(l, width, wide, room)...), width, height)
	}
	why := s.why(l, width-2, max(room/3, 3))
	text := append([]string{s.legend(l)}, why...)
	if s.keys != "" {
		text = append(text, l.faint().Render(s.keys))
	}
	body, scale := s.body(l, width-2, min(room-len(text)-2, mostRows))
	if scale != "" {
		text[0] += l.faint().Render("  " + scale)
	}
	lines = append(lines, "")
	lines = append(lines, indent(body)...)
	lines = append(lines, "")
	return cut(append(lines, indent(text)...), width, height)
}

// beside is the width for the body if the text is to stand at its right.
func (s snapshot) beside(l look, width, room int) (wide int, ok bool) {
	if wide = width - panel - 4; wide >= panel/2 {
		return wide, true
	}
	if wide = width - narrow - 4; wide < 1 || s.picture != nil && l.colour {
		return 0, false
	}
	g := newGrid(s.render.Tiles, s.columns, wide, room-1)
	return wide, g.sx == 1 && g.sy == 1
}

// sideBySide is the body at the left, as wide as said, and all that is to be
// told at its right.
func (s snapshot) sideBySide(l look, width, most, room int) []string {
	body, scale := s.body(l, most, min(room-1, mostRows))
	wide := lipgloss.Width(strings.Join(body, "\n"))
	right := width - wide - 5
	text := s.legendLines(l)
	if scale != "" {
		text = append(text, l.faint().Render(scale))
	}
	if why := s.why(l, right, max(room/2, 3)); len(why) > 0 {
		text = append(append(text, ""), why...)
	}
	if n := room - 3 - len(text); n > 2 {
		if now := s.underWay(l, right, n); len(now) > 0 {
			text = append(append(text, ""), now...)
		}
	}
	if s.keys != "" {
		text = append(text, "", l.faint().Render(s.keys))
	}
	column := lipgloss.NewStyle().Width(wide + 3).Render(strings.Join(body, "\n"))
	both := lipgloss.JoinHorizontal(lipgloss.Top, column, strings.Join(text, "\n"))
	return append([]string{""}, indent(strings.Split(both, "\n"))...)
}

// body is the picture if there is one, and the grid of tiles otherwise, with
// what a mark of it stands for.
func (s snapshot) body(l look, width, height int) (lines []string, scale string) {
	if s.picture != nil && l.colour {
		return s.picture.lines(width, height), ""
	}
	g := newGrid(s.render.Tiles, s.columns, width, height)
	if g.sx > 1 || g.sy > 1 {
		scale = fmt.Sprintf("a mark is %dx%d tiles", g.sx, g.sy)
	}
	return g.enlarge(width, height).lines(l), scale
}

// title is the render's name and state, and the times.
func (s snapshot) title(l look, width int) string {
	r := s.render
	left := " " + l.strong().Render(r.Name) + "  " + l.state(r.State).Render(string(r.State))
	right := whole(s.now.Sub(r.Created))
	if rest := r.Left - s.now.Sub(s.seen); r.Left > 0 && r.State == status.Rendering {
		right += ", about " + whole(max(rest, time.Second)) + " left"
	}
	gap := width - ansi.StringWidth(left) - len(right) - 1
	if gap < 2 {
		return left
	}
	return left + strings.Repeat(" ", gap) + right
}

// bar is how much is done of the tiles, or of the step that comes after them.
func (s snapshot) bar(l look, width int) string {
	n, total := int64(s.render.Count(status.Done)), int64(len(s.render.Tiles))
	text := fmt.Sprintf("%d/%d tiles%s", n, total, perTime(s.pace.rate(s.now), "tiles"))
	if s.meter.counts.Total > 0 {
		n, total, text = s.meter.counts.Done, s.meter.counts.Total, strings.TrimSpace(s.step+" "+s.meter.text(s.now))
	}
	if total == 0 {
		return " " + text
	}
	text = fmt.Sprintf("%3d%%  %s", 100*n/total, text)
	room := max(width-4-ansi.StringWidth(text), 4)
	full, empty := l.bar()
	k := int(int64(room) * n / total)
	return " " + l.of(done).Render(strings.Repeat(full, k)) + l.faint().Render(strings.Repeat(empty, room-k)) + "  " + text
}

// stepLine is a step before the render is there.
func (s snapshot) stepLine(l look) string {
	text := s.meter.text(s.now)
	if text == "" {
		text = whole(s.now.Sub(s.began))
	}
	return fmt.Sprintf("%-7s%s", s.step, l.faint().Render(text))
}

// whole is a time for people, without fractions of a second, which would flicker.
func whole(d time.Duration) string {
	if d < 10*time.Second {
		return fmt.Sprintf("%ds", int(max(d, 0).Seconds()))
	}
	return progress.Duration(d)
}

// indent moves lines away from the edge.
func indent(lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = " " + line
	}
	return out
}

// cut keeps the lines that fit, and of each what fits.
func cut(lines []string, width, height int) string {
	lines = lines[:min(len(lines), height)]
	for i, line := range lines {
		lines[i] = strings.TrimRight(ansi.Truncate(line, width, ""), " ")
	}
	return strings.Join(lines, "\n")
}
