package live

import (
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"mosaic/pkg/status"
)

// A mark stands in the grid for a tile, or for some of them.
type mark int

// The marks. Of several tiles the greatest one is shown, except that tiles of
// which some are done are partly done.
const (
	waiting mark = iota
	partly
	done
	running
	retrying
	failed
	marks
)

func markOf(p status.Phase) mark {
	switch p {
	case status.Running:
		return running
	case status.Retrying:
		return retrying
	case status.Done:
		return done
	case status.TileFailed:
		return failed
	}
	return waiting
}

func (m mark) String() string {
	return [marks]string{"waiting", "partly done", "done", "running", "retrying", "failed"}[m]
}

// A theme is the characters and colours of a view. The zero theme is Unicode
// without colours; every mark has a character of its own in each.
type theme struct {
	ascii  bool
	colour bool
}

func (th theme) glyph(m mark) string {
	if th.ascii {
		return [marks]string{".", "+", "#", ">", "~", "X"}[m]
	}
	return [marks]string{"·", "□", "■", "▸", "↻", "✗"}[m]
}

// bar is the characters of what is done of a bar, and of the rest.
func (th theme) bar() (full, empty string) {
	if th.ascii {
		return "=", "-"
	}
	return "━", "─"
}

// arrow leads to what to do.
func (th theme) arrow() string {
	if th.ascii {
		return "->"
	}
	return "→"
}

// more stands for the rest of a line.
func (th theme) more() string {
	if th.ascii {
		return "..."
	}
	return "…"
}

// of is the style of a mark: the terminal's own sixteen colours, which its user chose.
func (th theme) of(m mark) lipgloss.Style {
	s := lipgloss.NewStyle()
	if !th.colour {
		return s
	}
	switch m {
	case partly, done:
		return s.Foreground(lipgloss.Green)
	case running:
		return s.Foreground(lipgloss.Cyan)
	case retrying:
		return s.Foreground(lipgloss.Yellow)
	case failed:
		return s.Foreground(lipgloss.Red).Bold(true)
	}
	return th.faint()
}

// faint is for what may be overlooked.
func (th theme) faint() lipgloss.Style {
	if !th.colour {
		return lipgloss.NewStyle()
	}
	return lipgloss.NewStyle().Foreground(lipgloss.BrightBlack)
}

// strong is for what is looked for.
func (th theme) strong() lipgloss.Style {
	return lipgloss.NewStyle().Bold(th.colour)
}

// state is the style of a state's name.
func (th theme) state(s status.State) lipgloss.Style {
	switch s {
	case status.Failed:
		return th.of(failed)
	case status.Complete, status.Merging:
		return th.of(done)
	case status.Queued, status.Paused, status.Pending:
		return th.of(retrying)
	}
	return th.of(running)
}

// unicode reports whether the locale, and the Linux console's font, have the
// characters of a theme that is not ASCII.
func unicode(environ []string) bool {
	if env(environ, "TERM") == "linux" {
		return false
	}
	for _, key := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := env(environ, key); v != "" {
			v = strings.ToLower(v)
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	return env(environ, "OS") == "Windows_NT"
}

func env(environ []string, key string) string {
	for _, e := range slices.Backward(environ) {
		if v, ok := strings.CutPrefix(e, key+"="); ok {
			return v
		}
	}
	return ""
}
