package status

import (
	"time"
)

// Left estimates how long the tiles that are not done take: each costs what its
// finished neighbours cost, or else the mean, and as many are rendered at the
// same time as now. The time between two tiles of a slot is part of the cost.
func Left(r Render, now time.Time) time.Duration {
	active := r.Active()
	if r.State != Rendering || active == 0 {
		return 0
	}
	var sum time.Duration
	done := 0
	for i := range r.Tiles {
		if t := r.Tiles[i]; t.Took > 0 {
			sum += t.Took
			done++
		}
	}
	if done == 0 {
		return 0
	}
	mean := sum / time.Duration(done)
	var rest time.Duration
	for i := range r.Tiles {
		switch t := r.Tiles[i]; t.Phase {
		case Done, TileFailed:
		default:
			cost := near(r.Tiles, i, mean)
			if !t.Started.IsZero() {
				cost = max(cost-now.Sub(t.Started), 0)
			}
			rest += cost
		}
	}
	return rest/time.Duration(active) + pause(r, mean, active, now)
}

// near is the mean cost of the finished tiles just before and after tile i.
func near(tiles []Tile, i int, mean time.Duration) time.Duration {
	const reach = 3
	var sum time.Duration
	n := 0
	for k := max(i-reach, 0); k <= min(i+reach, len(tiles)-1); k++ {
		if t := tiles[k].Took; t > 0 {
			sum += t
			n++
		}
	}
	if n == 0 {
		return mean
	}
	return sum / time.Duration(n)
}

// pause is what starting pods adds: how much longer the done tiles took all
// together than they would have without a pause between them.
func pause(r Render, mean time.Duration, active int, now time.Time) time.Duration {
	done, open := r.Count(Done), 0
	for i := range r.Tiles {
		if r.Tiles[i].Phase == Waiting {
			open++
		}
	}
	busy := mean * time.Duration(done) / time.Duration(active)
	idle := now.Sub(r.Created) - busy
	if done == 0 || idle <= 0 {
		return 0
	}
	return idle * time.Duration(open) / time.Duration(done+active)
}
