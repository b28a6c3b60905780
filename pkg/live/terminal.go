package live

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"golang.org/x/term"

	"mosaic/pkg/progress"
	"mosaic/pkg/status"
)

// The pace of the view.
const (
	frames        = 10                     // a second, at most
	startDelay    = 300 * time.Millisecond // what is over by then needs no view
	replyDelay    = 200 * time.Millisecond // until the terminal has answered what it was asked at the start
	countInterval = 80 * time.Millisecond  // between two counts that are shown
)

// A terminal shows the view below the lines that are kept. The view begins when
// the work takes long enough to be looked at, and is wiped off at the end.
type terminal struct {
	o    Options
	file *os.File

	mu      sync.Mutex
	program *tea.Program // nil before the view begins, and after it ends
	ended   chan struct{}
	start   *time.Timer
	started time.Time
	closed  bool
	model   model // as it is when the program begins
	counted time.Time
	wrap    int
}

func newTerminal(o Options, f *os.File) *terminal {
	t := &terminal{o: o, file: f}
	t.model = model{theme: o.theme(), stop: o.Stop, leave: o.Leave}
	t.model.columns, t.model.picture = o.Columns, o.Picture
	switch {
	case o.In == nil || !term.IsTerminal(int(o.In.Fd())):
		t.o.In = nil // then Ctrl-C is a signal
	case o.Leave != nil:
		t.model.keys = "q leaves the render going"
	}
	t.start = time.AfterFunc(startDelay, t.begin)
	return t
}

// movable reports whether f is a terminal on which a view can move, and which
// is this program's to use now: one in the background would be stopped.
func movable(f *os.File, environ []string) bool {
	return term.IsTerminal(int(f.Fd())) && env(environ, "TERM") != "dumb" && foreground(f)
}

// begin starts the view.
func (t *terminal) begin() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return
	}
	options := []tea.ProgramOption{
		tea.WithOutput(t.file), tea.WithEnvironment(t.o.Environ), tea.WithColorProfile(t.o.profile()),
		tea.WithFPS(frames), tea.WithoutSignalHandler(),
	}
	if t.o.In != nil {
		options = append(options, tea.WithInput(t.o.In))
	} else {
		options = append(options, tea.WithInput(nil))
	}
	if width, _, err := term.GetSize(int(t.file.Fd())); err == nil {
		t.wrap = width
	}
	p := tea.NewProgram(t.model, options...)
	t.program, t.ended, t.started = p, make(chan struct{}), time.Now()
	go func(ended chan struct{}) {
		defer close(ended)
		_, _ = p.Run() // without a view, the work goes on, and lines are kept all the same
		t.mu.Lock()
		t.program = nil
		t.mu.Unlock()
	}(t.ended)
}

// update passes a change on to the view, or to what it will begin with.
func (t *terminal) update(change func(*model)) {
	t.mu.Lock()
	p := t.program
	if p == nil {
		change(&t.model)
	}
	t.mu.Unlock()
	if p != nil {
		p.Send(change)
	}
}

func (t *terminal) Step(name string) {
	now := time.Now()
	t.update(func(m *model) { m.step, m.began, m.meter = name, now, meter{} })
	t.mu.Lock()
	t.model.step, t.model.began = name, now // for the lines that are kept
	t.mu.Unlock()
}

func (t *terminal) Count(c progress.Counts) {
	now := time.Now()
	t.mu.Lock()
	early := now.Sub(t.counted) < countInterval && c.Done < c.Total
	if !early {
		t.counted = now
	}
	t.mu.Unlock()
	if !early {
		t.update(func(m *model) { m.meter.count(now, c) })
	}
}

func (t *terminal) See(r status.Render) {
	now := time.Now()
	t.update(func(m *model) {
		m.render, m.known, m.seen = r, true, now
		m.pace.tiles(now, r)
	})
}

func (t *terminal) Note(format string, a ...any) { t.keep(fmt.Sprintf(format, a...)) }

func (t *terminal) Done(format string, a ...any) {
	t.mu.Lock()
	began := t.model.began
	t.mu.Unlock()
	t.keep(ended(began, time.Now(), format, a...))
}

// keep writes lines that stay, above the view.
func (t *terminal) keep(text string) {
	t.mu.Lock()
	p, width := t.program, t.wrap
	text = fmt.Sprintf("%-7s%s", t.model.step, text)
	if p == nil {
		fmt.Fprintln(t.file, text)
	}
	t.mu.Unlock()
	if p == nil {
		return
	}
	if width > 0 {
		text = ansi.Hardwrap(text, width, true)
	}
	for line := range strings.SplitSeq(text, "\n") {
		p.Println(line)
	}
}

// Close wipes the view off, and gives back the cursor and the keys.
func (t *terminal) Close() {
	t.mu.Lock()
	t.closed = true
	t.start.Stop()
	p, ended, age := t.program, t.ended, time.Since(t.started)
	t.mu.Unlock()
	if p == nil {
		return
	}
	if age < replyDelay {
		time.Sleep(replyDelay - age) // an answer that comes later would be taken for typed
	}
	p.Send(quit{})
	<-ended
}
