package forecast

import (
	"math"
	"strings"
	"testing"
	"time"

	"mosaic/pkg/tile"
)

// poster is a render about which nothing could be better: 100 tiles of 20 s on
// 50 pods.
func poster() Render {
	return Render{
		Plan: tile.Plan{Width: 1000, Height: 1000, Size: 100}, Samples: 100,
		Mean: 20 * time.Microsecond, Dearest: 40 * time.Microsecond, CPUs: 1, Parallelism: 50,
		Memory: 1 << 30, MemoryNeeded: 1 << 29, Deadline: time.Hour, Volume: 1 << 20,
	}
}

func TestTimes(t *testing.T) {
	r := poster()
	want := Times{Tile: 20, Slowest: 40, All: 2000, Render: 46} // (20 s + 3 s of a pod) * 100 tiles / 50 at a time
	if got := r.Times(); !near(got, want) {
		t.Errorf("the times are %+v, not %+v", got, want)
	}
	r.CPUs = 2
	if got := r.Times(); !near(got, Times{10, 20, 2000, 26}) {
		t.Errorf("with two processors a tile they are %+v", got)
	}
	r = poster()
	r.Plan.Size, r.Mean, r.Dearest = 1, time.Nanosecond, time.Nanosecond
	r.Plan.Width, r.Plan.Height = 300, 300
	r.Parallelism = 100_000
	if got := r.Times().Render; math.Abs(got-9000) > 1 { // 90,000 pods, ten started a second
		t.Errorf("pods that do next to nothing take %v s", got)
	}
}

func near(a, b Times) bool {
	const most = 0.0011 // times are rounded up to milliseconds
	return math.Abs(a.Tile-b.Tile) < most && math.Abs(a.Slowest-b.Slowest) < most && math.Abs(a.All-b.All) < most && math.Abs(a.Render-b.Render) < most
}

func TestAdvice(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Render)
		why    string // "" is no advice
		do     string
	}{
		{"a good plan", func(*Render) {}, "", ""},
		{"little work", func(r *Render) { r.Mean = 100 * time.Nanosecond; r.Dearest = r.Mean }, "this machine makes the whole picture", "--local"},
		{"short tiles", func(r *Render) { r.Mean = time.Microsecond; r.Dearest = r.Mean }, "less than the 3s", "--tile-size 320"},
		{"short tiles that cannot grow", func(r *Render) {
			r.Plan = tile.Plan{Width: 16384, Height: 8192, Size: 8192} // the largest tiles there are
			r.Samples, r.Mean, r.CPUs = 1, time.Microsecond/2, 100
		}, "less than the 3s", "less --cpu"},
		{"many pods", func(r *Render) {
			r.Plan.Size, r.Parallelism = 10, 1000
			r.Mean = 400 * time.Microsecond
		}, "1000 pods with tiles of 4.0s end faster", "--parallelism 40, or --tile-size 48"},
		{"few tiles", func(r *Render) { r.Plan.Size = 500 }, "fewer tiles (4) than pods at a time (50), of 8m20s", "--tile-size 96, or --parallelism 4"},
		{"long tiles", func(r *Render) { r.Mean, r.Deadline = 4*time.Millisecond, 24*time.Hour; r.Dearest = r.Mean }, "up to 1h07m", "or --no-disrupt"},
		{"little memory", func(r *Render) { r.Memory = 1 << 20 }, "1Mi of memory may be too little", "--memory 512Mi"},
		{"a short deadline", func(r *Render) { r.Deadline = time.Second }, "longer than the deadline of 1.0s", "--deadline 1h"},
		{"a small claim", func(r *Render) { r.Storage, r.Volume = 1<<30, 3<<30 }, "and the claim has 1Gi", "--storage 6Gi"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := poster()
			c.change(&r)
			all := r.Advice()
			if c.why == "" {
				if len(all) > 0 {
					t.Errorf("there is advice: %+v", all)
				}
				return
			}
			if len(all) != 1 || !strings.Contains(all[0].Why, c.why) || !strings.Contains(all[0].Do, c.do) {
				t.Errorf("the advice is %+v, not %q: %q", all, c.why, c.do)
			}
		})
	}
}

func TestTileSizeKeepsToTheLimits(t *testing.T) {
	r := poster()
	for _, seconds := range []float64{1e-9, 0.1, 20, 1e9} {
		size := r.tileSize(20, seconds)
		plan := r.Plan
		plan.Size = size
		if size < 1 || size > 1000 || plan.Len() > tile.MaxTiles {
			t.Errorf("for %v s a tile has a side of %d, %d tiles", seconds, size, plan.Len())
		}
	}
}
