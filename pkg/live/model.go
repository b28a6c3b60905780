package live

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// redrawInterval is how often the view is drawn anew when nothing is told: times go on.
const redrawInterval = time.Second / 2

// A model is the view as Bubble Tea runs it: a snapshot, and the terminal's size.
type model struct {
	snapshot
	theme         theme
	width, height int
	over          bool // nothing is to be left of the view
	stop, leave   func()
}

// Messages to the model, besides changes: func(*model).
type (
	tick struct{}
	quit struct{}
)

func (m model) Init() tea.Cmd { return next() }

func next() tea.Cmd {
	return tea.Tick(redrawInterval, func(time.Time) tea.Msg { return tick{} })
}

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case func(*model):
		msg(&m)
	case tick:
		return m, next()
	case quit:
		m.over = true
		return m, tea.Quit
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case tea.KeyPressMsg:
		return m.key(msg.String())
	}
	return m, nil
}

// key does what a key is for. The view ends at once, so that the next Ctrl-C is
// a signal, whatever happens.
func (m model) key(name string) (tea.Model, tea.Cmd) {
	do := m.stop
	switch name {
	case "ctrl+c":
	case "q", "d":
		do = m.leave
	case "ctrl+z":
		return m, tea.Suspend
	default:
		return m, nil
	}
	if do == nil {
		return m, nil
	}
	do()
	m.over = true
	return m, tea.Quit
}

// View is the frame. The cursor stands at its top left and is not hidden: from
// there whatever the terminal made of the frame, as when it is made narrower,
// is wiped off; and a program that is killed leaves a cursor.
func (m model) View() tea.View {
	text := " " // a view without any line would leave the one before it
	if !m.over && m.height > 1 {
		m.now = time.Now()
		text = frame(m.snapshot, m.theme, m.width, m.height-1)
	}
	v := tea.NewView(text)
	v.Cursor = tea.NewCursor(0, 0)
	return v
}
