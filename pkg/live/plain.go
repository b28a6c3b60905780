package live

import (
	"fmt"
	"io"
	"sync"
	"time"

	"mosaic/pkg/progress"
	"mosaic/pkg/status"
)

// How often plain lines speak of what only goes on.
const (
	maxSilence  = 30 * time.Second // at the latest after this time
	tenths      = 10               // or when another tenth is done
	minCauseAge = 2 * time.Second  // a cause is printed when it has lasted this long
	repeatAfter = 5 * time.Minute  // and again after this time
)

// Plain writes one line for each thing worth knowing: for logs and pipes. Only
// W has to be set.
type Plain struct {
	W io.Writer

	theme    theme
	now      func() time.Time // nil is the clock
	mu       sync.Mutex
	step     string
	began    time.Time
	lastLine time.Time
	tenth    int64
	meter    meter
	last     status.Render // whose tiles are not kept
	tally    tally
	causes   map[string]*cause
}

// tally is the counts that are compared from one snapshot to the next.
type tally struct{ done, active, retrying, failed int }

// A cause is when a cause was first seen, last seen and last printed.
type cause struct{ first, last, printed time.Time }

func (p *Plain) Step(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.step, p.meter, p.tenth = name, meter{}, 0
	p.began, p.lastLine = p.time(), p.time()
}

func (p *Plain) Count(c progress.Counts) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.time()
	p.meter.count(now, c)
	if p.due(now, c.Done, c.Total) {
		p.line(p.meter.text(now))
	}
}

// due reports whether it is time to speak of the counts.
func (p *Plain) due(now time.Time, done, total int64) bool {
	tenth := tenths * done / max(total, 1)
	long := now.Sub(p.lastLine) >= maxSilence
	if !long && (tenth <= p.tenth || now.Sub(p.lastLine) < minCauseAge || done == total) {
		return false
	}
	p.tenth, p.lastLine = tenth, now
	return true
}

// See tells what has changed since the last snapshot: states, tiles that failed,
// causes, and now and then how much is done.
func (p *Plain) See(r status.Render) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.time()
	was, before := p.last, p.tally
	is := tally{r.Count(status.Done), r.Active(), r.Count(status.Retrying), r.Count(status.TileFailed)}
	p.meter.tiles(now, r)
	if is.active > 0 && r.State == was.State && p.due(now, int64(is.done), int64(len(r.Tiles))) {
		p.line(p.counts(r, is, now))
	}
	if r.State != was.State && !r.State.Over() { // how it ended is told by whoever waits
		p.lastLine = now
		p.line(p.theme.state(r.State).Render(string(r.State)) + ", " + p.counts(r, is, now))
	}
	if is.failed > before.failed {
		p.line(p.theme.of(failed).Render(fmt.Sprintf("%s failed for good: %s", progress.Number(is.failed, "tile"), status.List(r.Tiles, status.TileFailed))))
	}
	if is.retrying > before.retrying {
		p.line(p.theme.of(retrying).Render("tried again: tiles " + status.List(r.Tiles, status.Retrying)))
	}
	if r.State != status.Failed { // then the error says it all
		p.why(r.Why, now)
	}
	r.Tiles = nil
	p.last, p.tally = r, is
}

// counts is as in "23/64 tiles, 8 running, 1 retrying, 3.1/s, about 13s left".
func (p *Plain) counts(r status.Render, n tally, now time.Time) string {
	s := fmt.Sprintf("%d/%d tiles", n.done, len(r.Tiles))
	if n.active > 0 {
		s += fmt.Sprintf(", %d running", n.active)
		if partly, of := r.PartlyDone(); of > 0 {
			s += fmt.Sprintf(" (%.0f %%)", 100*partly/float64(of))
		}
	}
	if n.retrying > 0 {
		s += fmt.Sprintf(", %d retrying", n.retrying)
	}
	if n.failed > 0 {
		s += fmt.Sprintf(", %d failed", n.failed)
	}
	s += perTime(p.meter.rate(now), "tiles")
	if r.Left > 0 {
		s += ", about " + wholeSeconds(r.Left) + " left"
	}
	return s
}

// why tells the causes that have lasted and have not been printed of late.
func (p *Plain) why(causes []status.Cause, now time.Time) {
	if p.causes == nil {
		p.causes = map[string]*cause{}
	}
	for _, c := range causes {
		key := string(c.Kind) + c.Text
		is := p.causes[key]
		if is == nil {
			is = &cause{first: now}
			p.causes[key] = is
		}
		is.last = now
		if now.Sub(is.first) >= minCauseAge && (is.printed.IsZero() || now.Sub(is.printed) >= repeatAfter) {
			is.printed = now
			p.line(p.theme.of(retrying).Render(c.String()) + advice(c))
		}
	}
	for key, is := range p.causes { // what has passed may begin anew, but is not printed twice in a while
		if gone := now.Sub(is.last); is.printed.IsZero() && gone > 0 || gone > repeatAfter {
			delete(p.causes, key)
		}
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
	p.line(ended(p.began, p.time(), format, a...))
}

// Close ends nothing: a line is whole when it is written.
func (p *Plain) Close() {}

func (p *Plain) line(text string) { fmt.Fprintf(p.W, "%-7s%s\n", p.step, text) }

func (p *Plain) time() time.Time {
	if p.now == nil {
		return time.Now()
	}
	return p.now()
}

// ended is the line of a step that has ended well.
func ended(began, now time.Time, format string, a ...any) string {
	return fmt.Sprintf(format, a...) + " in " + progress.Duration(now.Sub(began))
}
