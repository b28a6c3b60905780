package progress

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// frame is how long one state of the moving line stands.
const frame = 100 * time.Millisecond

// eraseLine returns to the first column and clears the line (ECMA-48, EL).
const eraseLine = "\r\x1b[2K"

// Terminal keeps one moving line for the step under way, and leaves a line
// for each step that ended. Width is asked before each line.
type Terminal struct {
	W     io.Writer
	Width func() int

	mu    sync.Mutex
	step  string
	began time.Time
	drawn time.Time
	meter meter
}

func (t *Terminal) Step(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.step, t.meter, t.began = name, meter{}, time.Now()
	t.draw("")
}

func (t *Terminal) Count(c Counts) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	t.meter.count(now, c)
	if now.Sub(t.drawn) >= frame || c.Done == c.Total {
		t.draw(t.meter.String())
	}
}

func (t *Terminal) Note(format string, a ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.keep(fmt.Sprintf(format, a...))
}

func (t *Terminal) Done(format string, a ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.keep(fmt.Sprintf(format, a...) + " in " + Duration(time.Since(t.began)))
}

// keep writes a line that stays.
func (t *Terminal) keep(text string) {
	fmt.Fprintf(t.W, "%s%-7s%s\n", eraseLine, t.step, text)
}

// draw writes the moving line, cut to the terminal.
func (t *Terminal) draw(text string) {
	t.drawn = time.Now()
	line := []rune(fmt.Sprintf("%-7s%s", t.step, text))
	if w := t.Width(); w > 1 && len(line) >= w {
		line = line[:w-1]
	}
	fmt.Fprint(t.W, eraseLine, string(line))
}
