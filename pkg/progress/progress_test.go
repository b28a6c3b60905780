package progress

import (
	"testing"
	"time"
)

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
