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
	textWidth       = 72 // width that is kept for the text beside the picture
	narrowTextWidth = 44 // width that is kept for it beside a grid that has a mark for each tile
	mostRows        = 48 // of the grid, even where there is more room
)

// frame draws a snapshot into width columns and at most height rows.
func frame(s snapshot, th theme, width, height int) string {
	width, height = max(width, 10), max(height, 2)
	if !s.known {
		return cut([]string{s.stepLine(th)}, width, height)
	}
	lines := []string{s.title(th, width), s.bar(th, width)}
	room := height - len(lines)
	if room < 6 || width < 24 {
		return cut(append(lines, s.legend(th)), width, height)
	}
	if wide, ok := s.beside(th, width, room); ok {
		return cut(append(lines, s.sideBySide(th, width, wide, room)...), width, height)
	}
	why := s.why(th, width-2, max(room/3, 3))
	text := append([]string{s.legend(th)}, why...)
	if s.keys != "" {
		text = append(text, th.faint().Render(s.keys))
	}
	body, scale := s.body(th, width-2, min(room-len(text)-2, mostRows))
	if scale != "" {
		text[0] += th.faint().Render("  " + scale)
	}
	lines = append(lines, "")
	lines = append(lines, indent(body)...)
	lines = append(lines, "")
	return cut(append(lines, indent(text)...), width, height)
}

// beside is the width for the body if the text is to stand at its right.
func (s snapshot) beside(th theme, width, room int) (wide int, ok bool) {
	if wide = width - textWidth - 4; wide >= textWidth/2 {
		return wide, true
	}
	if wide = width - narrowTextWidth - 4; wide < 1 || s.picture != nil && th.colour {
		return 0, false
	}
	g := newGrid(s.render.Tiles, s.columns, wide, room-1)
	return wide, g.sx == 1 && g.sy == 1
}

// sideBySide is the body at the left, as wide as said, and all that is to be
// told at its right.
func (s snapshot) sideBySide(th theme, width, most, room int) []string {
	body, scale := s.body(th, most, min(room-1, mostRows))
	wide := lipgloss.Width(strings.Join(body, "\n"))
	right := width - wide - 5
	text := s.legendLines(th)
	if scale != "" {
		text = append(text, th.faint().Render(scale))
	}
	if why := s.why(th, right, max(room/2, 3)); len(why) > 0 {
		text = append(append(text, ""), why...)
	}
	if n := room - 3 - len(text); n > 2 {
		if now := s.underWay(th, right, n); len(now) > 0 {
			text = append(append(text, ""), now...)
		}
	}
	if s.keys != "" {
		text = append(text, "", th.faint().Render(s.keys))
	}
	column := lipgloss.NewStyle().Width(wide + 3).Render(strings.Join(body, "\n"))
	both := lipgloss.JoinHorizontal(lipgloss.Top, column, strings.Join(text, "\n"))
	return append([]string{""}, indent(strings.Split(both, "\n"))...)
}

// body is the picture if there is one, and the grid of tiles otherwise, with
// what a mark of it stands for.
func (s snapshot) body(th theme, width, height int) (lines []string, scale string) {
	if s.picture != nil && th.colour {
		return s.picture.lines(width, height), ""
	}
	g := newGrid(s.render.Tiles, s.columns, width, height)
	if g.sx > 1 || g.sy > 1 {
		scale = fmt.Sprintf("a mark is %dx%d tiles", g.sx, g.sy)
	}
	return g.enlarge(width, height).lines(th), scale
}

// title is the render's name and state, and the times.
func (s snapshot) title(th theme, width int) string {
	r := s.render
	left := " " + th.strong().Render(r.Name) + "  " + th.state(r.State).Render(string(r.State))
	right := wholeSeconds(s.now.Sub(r.Created))
	if rest := r.Left - s.now.Sub(s.seen); r.Left > 0 && r.State == status.Rendering {
		right += ", about " + wholeSeconds(max(rest, time.Second)) + " left"
	}
	gap := width - ansi.StringWidth(left) - len(right) - 1
	if gap < 2 {
		return left
	}
	return left + strings.Repeat(" ", gap) + right
}

// bar is how much is done of the tiles, or of the step that comes after them.
func (s snapshot) bar(th theme, width int) string {
	n, total := s.render.Count(status.Done), len(s.render.Tiles)
	text := fmt.Sprintf("%d/%d tiles%s", n, total, perTime(s.pace.rate(s.now), "tiles"))
	partly, _ := s.render.PartlyDone()
	share := (float64(n) + partly) / float64(max(total, 1))
	if c := s.meter.counts; c.Total > 0 {
		share, text = float64(c.Done)/float64(c.Total), strings.TrimSpace(s.step+" "+s.meter.text(s.now))
	} else if total == 0 {
		return " " + text
	}
	text = fmt.Sprintf("%3d%%  %s", int(100*share), text)
	room := max(width-4-ansi.StringWidth(text), 4)
	full, empty := th.bar()
	k := int(float64(room) * share)
	return " " + th.of(done).Render(strings.Repeat(full, k)) + th.faint().Render(strings.Repeat(empty, room-k)) + "  " + text
}

// stepLine is a step before the render is there.
func (s snapshot) stepLine(th theme) string {
	text := s.meter.text(s.now)
	if text == "" {
		text = wholeSeconds(s.now.Sub(s.began))
	}
	return fmt.Sprintf("%-7s%s", s.step, th.faint().Render(text))
}

// wholeSeconds is a time for people, without fractions of a second, which would flicker.
func wholeSeconds(d time.Duration) string {
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
