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

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		n          int
		noun, want string
	}{{1, "sample", "1 sample"}, {2, "sample", "2 samples"}, {0, "retry", "0 retries"}, {1, "retry", "1 retry"}, {3, "try", "3 tries"}} {
		if got := Number(c.n, c.noun); got != c.want {
			t.Errorf("Number(%d, %q) is %q, not %q", c.n, c.noun, got, c.want)
		}
	}
}
