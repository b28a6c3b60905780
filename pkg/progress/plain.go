package progress

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// quiet is how long plain output is silent about counts.
const quiet = 5 * time.Second

// Plain writes one line for each thing worth knowing: for logs and pipes.
type Plain struct {
	W io.Writer

	mu     sync.Mutex
	step   string
	began  time.Time
	spoken time.Time
	meter  meter
}

func (p *Plain) Step(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.step, p.meter = name, meter{}
	p.began, p.spoken = time.Now(), time.Now()
}

func (p *Plain) Count(c Counts) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	failed := c.Failed > p.meter.counts.Failed
	p.meter.count(now, c)
	if failed || now.Sub(p.spoken) >= quiet {
		p.spoken = now
		p.line(p.meter.String())
	}
}

func (p *Plain) Note(format string, a ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.line(fmt.Sprintf(format, a...))
}

func (p *Plain) Done(format string, a ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.line(fmt.Sprintf(format, a...) + " in " + Duration(time.Since(p.began)))
}

func (p *Plain) line(text string) {
	fmt.Fprintf(p.W, "%-7s%s\n", p.step, text)
}
