package progress

import (
	"strings"
	"testing"
	"time"
)

func TestMeter(t *testing.T) {
	var m meter
	t0 := time.Unix(0, 0)
	m.count(t0, Counts{Done: 4, Total: 64, Unit: "tiles"})
	if got, want := m.String(), "4/64 tiles"; got != want {
		t.Errorf("at the start: %q, want %q", got, want)
	}
	m.count(t0.Add(10*time.Second), Counts{Done: 24, Total: 64, Active: 8, Failed: 1, Unit: "tiles"})
	if got, want := m.String(), "24/64 tiles, 8 running, 1 failed, 2/s, 20s left"; got != want {
		t.Errorf("after 20 tiles in 10 s: %q, want %q", got, want)
	}
	m.count(t0.Add(20*time.Second), Counts{Done: 64, Total: 64, Unit: "tiles"})
	if got, want := m.String(), "64/64 tiles, 3/s"; got != want {
		t.Errorf("at the end: %q, want %q", got, want)
	}
}

func TestForPeople(t *testing.T) {
	for d, want := range map[time.Duration]string{
		400 * time.Millisecond: "0.4s", 13 * time.Second: "13s", 250 * time.Second: "4m10s", 200 * time.Minute: "3h20m",
	} {
		if got := Duration(d); got != want {
			t.Errorf("Duration(%v) = %q, want %q", d, got, want)
		}
	}
	for n, want := range map[int64]string{812: "812 B", 1000: "1 kB", 1_400_000: "1.4 MB", 999_900: "1 MB", 5_000_000_000_000: "5 TB"} {
		if got := Size(n); got != want {
			t.Errorf("Size(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestTerminalKeepsToItsWidth(t *testing.T) {
	var b strings.Builder
	p := Terminal{W: &b, Width: func() int { return 20 }}
	p.Step("tiles")
	p.Count(Counts{Done: 1000, Total: 100000, Active: 50, Unit: "tiles"})
	p.Count(Counts{Done: 100000, Total: 100000, Active: 50, Unit: "tiles"})
	for _, line := range strings.Split(b.String(), eraseLine) {
		if len(line) > 19 {
			t.Errorf("a line of %d columns on a terminal of 20: %q", len(line), line)
		}
	}
	p.Done("100000 tiles")
	if got := b.String(); !strings.HasSuffix(got, "\n") {
		t.Errorf("the last line is not kept: %q", got)
	}
}
