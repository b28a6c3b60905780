// Package forecast works out what a render will take in a cluster, and what
// could be better about its plan. It is arithmetic over a Render, which says all
// that counts: it asks no cluster and renders nothing.
package forecast

import (
	"math"
	"time"

	"mosaic/pkg/settings"
	"mosaic/pkg/tile"
)

// What a cluster adds to the time of the tiles, in seconds.
const (
	podCost   = 3.0    // that a pod takes besides its tile: to be scheduled, start and end
	startRate = 10.0   // pods a second that the Job controller starts and ends, for all Jobs of a cluster
	goodTile  = 10.0   // that make the pod's own cost small
	longTile  = 3600.0 // that are a pity to lose to an eviction
)

// A Render is all that a forecast depends on. Sizes are in bytes.
type Render struct {
	Plan    tile.Plan
	Samples int // a pixel, at most

	Mean, Dearest time.Duration // of a sample, on one processor
	CPUs          float64       // of a tile
	Parallelism   int           // tiles at the same time, if there are so many

	Memory, MemoryNeeded int64 // of a tile
	Deadline             time.Duration
	Storage              int64 // of the claim to make; 0 is a claim of the user's own
	Volume               int64 // what tiles and picture take, at most
}

// Times are in seconds.
type Times struct {
	Tile    float64 `json:"tile"`        // mean
	Slowest float64 `json:"slowestTile"` // about
	All     float64 `json:"allTiles"`    // one after the other, on one processor
	Render  float64 `json:"render"`      // with as many pods as asked for
}

// AtATime is how many pods run at the same time.
func (r Render) AtATime() int { return min(r.Parallelism, r.Plan.Len()) }

// AllSamples is the number of samples of the picture, at most.
func (r Render) AllSamples() int64 {
	return int64(r.Plan.Width) * int64(r.Plan.Height) * int64(r.Samples)
}

// Times turns the cost of a sample into that of tiles and of the render.
func (r Render) Times() Times {
	n := float64(r.Plan.Len())
	largest := r.Plan.Largest()
	var t Times
	t.All = r.Mean.Seconds() * float64(r.AllSamples())
	t.Tile = t.All / n / r.CPUs
	t.Slowest = max(t.Tile, r.Dearest.Seconds()*float64(largest.X*largest.Y*r.Samples)/r.CPUs)
	t.Render = max(t.Slowest+podCost, (t.Tile+podCost)*n/float64(r.AtATime()), n/startRate)
	for _, x := range []*float64{&t.Tile, &t.Slowest, &t.All, &t.Render} {
		*x = math.Ceil(*x*1000) / 1000
	}
	return t
}

// tileSize is the side of a tile that takes about the given seconds, when one
// of the plan takes now. It is a multiple of 16, keeps to the limits, and is no
// larger than the picture.
func (r Render) tileSize(now, seconds float64) int {
	plan := r.Plan
	area := float64(plan.Width) * float64(plan.Height) / float64(plan.Len())
	size := math.Sqrt(area*seconds/now) / 16
	plan.Size = 16 * int(min(max(math.Round(size), 1), settings.MaxTile/16))
	return min(plan.Fitting().Size, max(plan.Width, plan.Height))
}
