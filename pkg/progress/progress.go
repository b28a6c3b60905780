// Package progress says how far a run is.
//
// Whoever works tells a Reporter the step it is in and counts; how that looks
// is the Reporter's business.
package progress

import (
	"fmt"
	"strings"
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
	Unit        string // of both: "tiles", "rows", "bytes"
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

// Number is a number of things for people: "1 sample", "2 samples", "0 retries".
func Number[N int | int32 | int64](n N, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if stem, ok := strings.CutSuffix(noun, "y"); ok {
		return fmt.Sprintf("%d %sies", n, stem) // retry, try: no noun in our messages has a vowel before its y
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
