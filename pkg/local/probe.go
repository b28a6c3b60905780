package local

import (
	"context"
	"image"
	"math"
	"slices"
	"time"

	"mosaic/pkg/film"
	"mosaic/pkg/render"
	"mosaic/pkg/worker"
)

// A Cost is what one sample takes one processor of this machine.
type Cost struct {
	Pixels  int // that were rendered to find out
	Mean    time.Duration
	Dearest time.Duration // that of the dearest of some parts of the image
}

// Probe renders a few hundred pixels from all over the image, for no longer than
// the budget, and tells what a sample costs. The engine takes the given number
// of samples a pixel: few, or there would be few pixels. Nothing is kept of them.
func Probe(ctx context.Context, spec render.Spec, e worker.Engine, samples int, budget time.Duration) (Cost, error) {
	const (
		parts = 8 // in each direction
		block = 4 // side of what is rendered at once, in pixels
	)
	var (
		c     Cost
		each  [parts * parts][]time.Duration
		total time.Duration
		all   int
	)
	bounds := spec.Plan.Bounds()
	begin := time.Now()
	for round := 0; round < 2 || time.Since(begin) < budget && all < 1<<20; round++ {
		for i := range each {
			// The places are Roberts' R2 sequence, which fills a square evenly.
			x := (float64(i%parts) + fraction(0.7548776662466927*float64(round))) / parts
			y := (float64(i/parts) + fraction(0.5698402909980532*float64(round))) / parts
			at := image.Pt(int(x*float64(spec.Plan.Width)), int(y*float64(spec.Plan.Height)))
			r := image.Rect(at.X, at.Y, at.X+block, at.Y+block).Intersect(bounds)
			f := film.New(r, spec.Channels...)
			start := time.Now()
			if err := e.Rows(ctx, worker.Target{Film: f, Workers: 1}); err != nil {
				return Cost{}, err
			}
			took := time.Since(start)
			if round == 0 {
				continue // the caches were cold
			}
			n := r.Dx() * r.Dy() * samples
			each[i] = append(each[i], took/time.Duration(n))
			total, all = total+took, all+n
			if time.Since(begin) > 4*budget && i > parts {
				break
			}
		}
	}
	c.Pixels = all / samples
	c.Mean = total / time.Duration(all)
	c.Dearest = c.Mean
	for _, costs := range each {
		if n := len(costs); n > 0 { // their median, for this process may have been held up
			slices.Sort(costs)
			c.Dearest = max(c.Dearest, costs[n/2])
		}
	}
	return c, nil
}

func fraction(x float64) float64 { return x - math.Floor(x) }
