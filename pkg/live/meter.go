package live

import (
	"fmt"
	"time"

	"mosaic/pkg/progress"
	"mosaic/pkg/status"
)

// window is the time over which a pace is measured.
const window = time.Minute

// A meter keeps the pace of one step, over the last minute.
type meter struct {
	counts  progress.Counts
	samples []sample // the oldest first, no two within a second
}

type sample struct {
	at   time.Time
	done int64
}

func (m *meter) count(now time.Time, c progress.Counts) {
	m.counts = c
	if n := len(m.samples); n > 0 && now.Sub(m.samples[n-1].at) < time.Second {
		return
	}
	for len(m.samples) > 1 && now.Sub(m.samples[1].at) > window {
		m.samples = m.samples[1:]
	}
	m.samples = append(m.samples, sample{now, c.Done})
}

// tiles counts the tiles of a render. Its pace begins with the first tile.
func (m *meter) tiles(now time.Time, r status.Render) {
	finished := r.Count(status.Done)
	if finished == 0 && r.Active() == 0 {
		*m = meter{}
	}
	m.count(now, progress.Counts{Done: int64(finished), Total: int64(len(r.Tiles)), Unit: "tiles"})
}

// rate is how much is done in a second, 0 if that is not known yet.
func (m *meter) rate(now time.Time) float64 {
	if len(m.samples) == 0 {
		return 0
	}
	seconds := now.Sub(m.samples[0].at).Seconds()
	if seconds < 1 {
		return 0
	}
	return float64(m.counts.Done-m.samples[0].done) / seconds
}

// left is how long the rest takes at that rate, 0 if that is not known.
func (m *meter) left(now time.Time) time.Duration {
	rate := m.rate(now)
	if rate == 0 || m.counts.Total == 0 {
		return 0
	}
	return time.Duration(float64(m.counts.Total-m.counts.Done) / rate * float64(time.Second))
}

// text is as in "23/64 rows, 3.1/s, 13s left" or "1.4 MB of 5 MB, 2 MB/s".
func (m *meter) text(now time.Time) string {
	c := m.counts
	if c.Total == 0 && c.Done == 0 {
		return ""
	}
	s := fmt.Sprintf("%d/%d %s", c.Done, c.Total, c.Unit)
	if c.Unit == "bytes" {
		s = fmt.Sprintf("%s of %s", progress.Size(c.Done), progress.Size(c.Total))
	}
	s += perTime(m.rate(now), c.Unit)
	if l := m.left(now); l > 0 && c.Done < c.Total {
		s += ", " + wholeSeconds(l) + " left"
	}
	return s
}

// perTime is as in ", 3.1/s", and "" if the rate is not known.
func perTime(rate float64, unit string) string {
	switch {
	case rate <= 0:
		return ""
	case unit == "bytes":
		return ", " + progress.Size(int64(rate)) + "/s"
	case rate < 0.2:
		return ", " + short(rate*60) + "/min"
	}
	return ", " + short(rate) + "/s"
}

// short is a number with two digits, or whole.
func short(v float64) string {
	if v >= 10 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.2g", v)
}
