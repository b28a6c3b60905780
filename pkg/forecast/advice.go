package forecast

import (
	"fmt"
	"math"
	"time"

	"mosaic/pkg/progress"
)

// An Advice is what could be better, and what to type for it.
type Advice struct {
	Why string `json:"why"`
	Do  string `json:"do"`
}

// Advice is what could be better about the render. Where it is not known what a
// sample costs, nothing is said about times.
func (r Render) Advice() []Advice {
	t := r.Times()
	var all []Advice
	if a, ok := r.aboutTiles(t); ok && r.Mean > 0 {
		all = append(all, a)
	}
	advise := func(do, why string, args ...any) { all = append(all, Advice{fmt.Sprintf(why, args...), do}) }
	if r.Memory < r.MemoryNeeded {
		advise("--memory "+Mebibytes(r.MemoryNeeded), "%s of memory may be too little for a tile: it is well off with %s",
			Mebibytes(r.Memory), Mebibytes(r.MemoryNeeded))
	}
	if r.Mean > 0 && t.Render > r.Deadline.Seconds() {
		advise(fmt.Sprintf("--deadline %dh", int(math.Ceil(2*t.Render/3600))), "the tiles take about %s, longer than the deadline of %s",
			Seconds(t.Render), progress.Duration(r.Deadline))
	}
	if r.Storage != 0 && r.Storage < r.Volume {
		advise(fmt.Sprintf("--storage %dGi", up(2*r.Volume, 1<<30)), "tiles and picture may take %s, and the claim has %dGi",
			progress.Size(r.Volume), up(r.Storage, 1<<30))
	}
	return all
}

// aboutTiles is what could be better about the number of tiles and their size;
// the weightiest thing alone, as to change one changes the others.
func (r Render) aboutTiles(t Times) (Advice, bool) {
	n, atATime := r.Plan.Len(), r.AtATime()
	short := t.Tile < podCost && n > 1
	larger := r.tileSize(t.Tile, goodTile)
	smaller := r.tileSize(t.Tile, max(goodTile, t.Tile*float64(n)/float64(2*r.Parallelism)))
	advice := func(do, why string, args ...any) (Advice, bool) { return Advice{fmt.Sprintf(why, args...), do}, true }
	switch {
	case short && t.All < 60:
		return advice("--local with render, in place of the cluster's flags",
			"a tile takes about %s, and its pod some %.0fs more: this machine makes the whole picture in about %s", Seconds(t.Tile), podCost, Seconds(t.All))
	case short && larger > r.Plan.Size:
		return advice(fmt.Sprintf("--tile-size %d", larger),
			"a tile takes about %s, less than the %.0fs that its pod costs", Seconds(t.Tile), podCost)
	case short:
		return advice("less --cpu, or more --samples",
			"a tile takes about %s, less than the %.0fs that its pod costs", Seconds(t.Tile), podCost)
	case t.Tile < float64(atATime)/startRate && n > atATime:
		return advice(fmt.Sprintf("--parallelism %d, or --tile-size %d", max(1, int(t.Tile*startRate)), r.tileSize(t.Tile, float64(atATime)/startRate)),
			"%s with tiles of %s end faster than Kubernetes starts new ones (some %.0f a second)", progress.Number(atATime, "pod"), Seconds(t.Tile), startRate)
	case n < r.Parallelism && smaller < r.Plan.Size && t.Tile > 2*goodTile:
		return advice(fmt.Sprintf("--tile-size %d, or --parallelism %d", smaller, n),
			"there are fewer tiles (%d) than pods at a time (%d), of %s each", n, r.Parallelism, Seconds(t.Tile))
	case t.Slowest > longTile && r.tileSize(t.Slowest, longTile/4) < r.Plan.Size:
		return advice(fmt.Sprintf("--tile-size %d, or --no-disrupt", r.tileSize(t.Slowest, longTile/4)),
			"a tile takes up to %s, and all of it is lost when its pod is evicted", Seconds(t.Slowest))
	}
	return Advice{}, false
}

// Seconds is a time for people.
func Seconds(s float64) string { return progress.Duration(time.Duration(s * float64(time.Second))) }

// Mebibytes is a number of bytes in the unit in which memory is asked for.
func Mebibytes(n int64) string { return fmt.Sprintf("%dMi", up(n, 1<<20)) }

// up is n in units, rounded up.
func up(n, unit int64) int64 { return (n + unit - 1) / unit }
