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
	quiet  = 30 * time.Second // at the latest after this time
	tenths = 10               // or when another tenth is done
	steady = 2 * time.Second  // a cause is told when it has lasted this long
	again  = 5 * time.Minute  // and again after this time
)

// Plain writes one line for each thing worth knowing: for logs and pipes. Only
// W has to be set.
type Plain struct {
	W io.Writer

	look   look
	now    func() time.Time // nil is the clock
	mu     sync.Mutex
	step   string
	began  time.Time
	spoken time.Time
	tenth  int64
	meter  meter
	last   status.Render // whose tiles are not kept
	tally  tally
	causes map[string]*cause
}

// tally is the counts that are compared from one look to the next.
type tally struct{ done, active, retrying, lost int }

// A cause is when a cause was first seen, last seen and last told.
type cause struct{ first, last, told time.Time }

func (p *Plain) Step(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.step, p.meter, p.tenth = name, meter{}, 0
	p.began, p.spoken = p.time(), p.time()
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
	long := now.Sub(p.spoken) >= quiet
	if !long && (tenth <= p.tenth || now.Sub(p.spoken) < steady || done == total) {
		return false
	}
	p.tenth, p.spoken = tenth, now
	return true
}

// See tells what has changed since the last look: states, tiles that failed,
// causes, and now and then how much is done.
func (p *Plain) See(r status.Render) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.time()
	was, before := p.last, p.tally
	is := tally{r.Count(status.Done), r.Active(), r.Count(status.Retrying), r.Count(status.Lost)}
	p.meter.tiles(now, r)
	if is.active > 0 && r.State == was.State && p.due(now, int64(is.done), int64(len(r.Tiles))) {
		p.line(p.counts(r, is, now))
	}
	if r.State != was.State && !r.State.Over() { // how it ended is told by whoever waits
		p.spoken = now
		p.line(p.look.state(r.State).Render(string(r.State)) + ", " + p.counts(r, is, now))
	}
	if is.lost > before.lost {
		p.line(p.look.of(lost).Render(fmt.Sprintf("%d tiles failed for good: %s", is.lost, status.List(r.Tiles, status.Lost))))
	}
	if is.retrying > before.retrying {
		p.line(p.look.of(retrying).Render("tried again: tiles " + status.List(r.Tiles, status.Retrying)))
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
	}
	if n.retrying > 0 {
		s += fmt.Sprintf(", %d retrying", n.retrying)
	}
	if n.lost > 0 {
		s += fmt.Sprintf(", %d failed", n.lost)
	}
	s += perTime(p.meter.rate(now), "tiles")
	if r.Left > 0 {
		s += ", about " + whole(r.Left) + " left"
	}
	return s
}

// why tells the causes that have lasted and have not been told of late.
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
		if now.Sub(is.first) >= steady && (is.told.IsZero() || now.Sub(is.told) >= again) {
			is.told = now
			p.line(p.look.of(retrying).Render(c.String()) + advice(c))
		}
	}
	for key, is := range p.causes { // what has passed may begin anew, but is not told twice in a while
		if gone := now.Sub(is.last); is.told.IsZero() && gone > 0 || gone > again {
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
