// Package progress says how far a run is.
//
// Whoever works tells a Reporter the step it is in and counts; how that looks
// is the Reporter's business: a moving line on a terminal, or plain lines.
package progress

import (
	"fmt"
	"time"
)

// A Reporter is told what happens. Step ends the step before it.
type Reporter interface {
	Step(name string)             // a step begins
	Count(Counts)                 // it goes on
	Note(format string, a ...any) // something worth a line of its own happened
	Done(format string, a ...any) // the step has ended well, with this result
}

// Counts is a snapshot of a step.
type Counts struct {
	Done, Total int64
	Failed      int64
	Active      int64
	Unit        string // of Done and Total: "tiles", "rows", "bytes"
}

// A meter keeps the pace of one step.
type meter struct {
	start, now time.Time
	first      int64 // what was done when the step began
	counts     Counts
	started    bool
}

func (m *meter) count(now time.Time, c Counts) {
	if !m.started {
		m.start, m.first, m.started = now, c.Done, true
	}
	m.now, m.counts = now, c
}

// rate is how much is done in a second, 0 if that is not known yet.
func (m *meter) rate() float64 {
	seconds := m.now.Sub(m.start).Seconds()
	if seconds < 1 {
		return 0
	}
	return float64(m.counts.Done-m.first) / seconds
}

// left is how long the rest takes at that rate, 0 if that is not known.
func (m *meter) left() time.Duration {
	rate := m.rate()
	if rate == 0 || m.counts.Total == 0 {
		return 0
	}
	return time.Duration(float64(m.counts.Total-m.counts.Done) / rate * float64(time.Second))
}

// String is as in "23/64 tiles, 8 running, 1 failed, 3.1/s, 13s left".
func (m *meter) String() string {
	c := m.counts
	s := fmt.Sprintf("%d/%d %s", c.Done, c.Total, c.Unit)
	if c.Unit == "bytes" {
		s = fmt.Sprintf("%s of %s", Size(c.Done), Size(c.Total))
	}
	if c.Active > 0 {
		s += fmt.Sprintf(", %d running", c.Active)
	}
	if c.Failed > 0 {
		s += fmt.Sprintf(", %d failed", c.Failed)
	}
	if r := m.rate(); r > 0 && c.Unit == "bytes" {
		s += fmt.Sprintf(", %s/s", Size(int64(r)))
	} else if r > 0 {
		s += fmt.Sprintf(", %.3g/s", r)
	}
	if l := m.left(); l > 0 && c.Done < c.Total {
		s += fmt.Sprintf(", %s left", Duration(l))
	}
	return s
}

// Duration is a time for people: "0.4s", "13s", "4m10s", "3h20m".
func Duration(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return fmt.Sprintf("%.1fs", d.Seconds())
	case d < time.Minute:
		return fmt.Sprintf("%.0fs", d.Seconds())
	case d < time.Hour:
		d = d.Round(time.Second)
		return fmt.Sprintf("%dm%02ds", int(d.Minutes()), int(d.Seconds())%60)
	}
	d = d.Round(time.Minute)
	return fmt.Sprintf("%dh%02dm", int(d.Hours()), int(d.Minutes())%60)
}

// Size is a number of bytes for people: "812 B", "1.4 MB".
func Size(n int64) string {
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	v, unit := float64(n)/1000, "kB"
	for _, u := range []string{"MB", "GB", "TB"} {
		if v < 999.5 {
			break
		}
		v, unit = v/1000, u
	}
	return fmt.Sprintf("%.3g %s", v, unit)
}
