package cli

import (
	"fmt"
	"math"

	"k8s.io/apimachinery/pkg/api/resource"

	"mosaic/pkg/job"
	"mosaic/pkg/progress"
	"mosaic/pkg/settings"
)

const (
	podCost   = 3.0    // seconds that a pod takes besides its tile: to be scheduled, start and end
	startRate = 10.0   // pods a second that the Job controller starts and ends, for all Jobs of a cluster
	goodTile  = 10.0   // seconds that make the pod's own cost small
	longTile  = 3600.0 // seconds that are a pity to lose to an eviction
)

// warnings is what could be better about the plan, and the flag to type.
func (p planned) warnings(f forecast) []advice {
	var all []advice
	warn := func(why, do string) { all = append(all, advice{why, do}) }
	n, t := f.Grid.Tiles, f.Time
	larger, smaller := p.tileSize(t.Tile, goodTile), p.tileSize(t.Tile, max(goodTile, t.Tile*float64(n)/float64(2*p.options.Parallelism)))
	switch {
	case t.Tile < podCost && n > 1 && t.All < 60:
		warn(fmt.Sprintf("a tile takes about %s, and its pod some %.0fs more: this machine makes the whole picture in about %s", about(t.Tile), podCost, about(t.All)),
			"--local with render, in place of the cluster's flags")
	case t.Tile < podCost && n > 1 && larger > f.Grid.Size:
		warn(fmt.Sprintf("a tile takes about %s, less than the %.0fs that its pod costs", about(t.Tile), podCost),
			fmt.Sprintf("--tile-size %d", larger))
	case t.Tile < podCost && n > 1:
		warn(fmt.Sprintf("a tile takes about %s, less than the %.0fs that its pod costs", about(t.Tile), podCost), "less --cpu, or more --samples")
	case t.Tile < float64(f.Pods.AtATime)/startRate && n > f.Pods.AtATime:
		warn(fmt.Sprintf("%d pods with tiles of %s end faster than Kubernetes starts new ones (some %.0f a second)", f.Pods.AtATime, about(t.Tile), startRate),
			fmt.Sprintf("--parallelism %d, or --tile-size %d", max(1, int(t.Tile*startRate)), p.tileSize(t.Tile, float64(f.Pods.AtATime)/startRate)))
	case n < p.options.Parallelism && smaller < f.Grid.Size && t.Tile > 2*goodTile:
		warn(fmt.Sprintf("there are fewer tiles (%d) than pods at a time (%d), of %s each", n, p.options.Parallelism, about(t.Tile)),
			fmt.Sprintf("--tile-size %d, or --parallelism %d", smaller, n))
	case t.Slowest > longTile && p.tileSize(t.Slowest, longTile/4) < f.Grid.Size:
		warn(fmt.Sprintf("a tile takes up to %s, and all of it is lost when its pod is evicted", about(t.Slowest)),
			fmt.Sprintf("--tile-size %d, or --no-disrupt", p.tileSize(t.Slowest, longTile/4)))
	}
	if p.options.Memory.Value() < f.Pods.Need {
		warn(fmt.Sprintf("%s of memory may be too little for a tile: it is well off with %s", f.Pods.Memory, binary(f.Pods.Need)), "--memory "+binary(f.Pods.Need))
	}
	if t.Render > p.options.Deadline.Seconds() {
		warn(fmt.Sprintf("the tiles take about %s, longer than the deadline of %s", about(t.Render), progress.Duration(p.options.Deadline)),
			fmt.Sprintf("--deadline %dh", int(math.Ceil(2*t.Render/3600))))
	}
	if s := p.options.Storage; !s.IsZero() && s.Value() < f.Volume {
		warn(fmt.Sprintf("tiles and picture may take %s, and the claim has %s", progress.Size(f.Volume), s.String()),
			"--storage "+gibibytes(2*f.Volume))
	}
	if f.Config.Upload {
		limit := resource.NewQuantity(job.MaxConfigMap, resource.BinarySI)
		warn(fmt.Sprintf("the scene is larger than %s: a dry run's manifest alone does not bring it to the volume", limit), "render without --dry-run")
	}
	return all
}

// tileSize is the side of a tile that takes about the given seconds, when one
// of the plan takes now. It is a multiple of 16, keeps to the limits, and is no
// larger than the picture.
func (p planned) tileSize(now, seconds float64) int {
	plan := p.request.spec.Plan
	area := float64(plan.Width) * float64(plan.Height) / float64(plan.Len())
	size := math.Sqrt(area*seconds/now) / 16
	plan.Size = 16 * int(min(max(math.Round(size), 1), settings.MaxTile/16))
	return min(plan.Fitting().Size, max(plan.Width, plan.Height))
}

func gibibytes(n int64) string { return fmt.Sprintf("%dGi", max(1, (n+1<<30-1)>>30)) }
