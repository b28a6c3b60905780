package status

import (
	"time"
)

// Left estimates how long the tiles that are not done take: each costs what its
// finished neighbours cost, or else the mean, and as many are rendered at the
// same time as now. The share that is done of a tile tells more, the larger it is;
// before the first is finished, the shares of all that are being rendered tell what
// one costs. The time between two tiles of a slot is part of the cost.
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
	var mean time.Duration
	if done > 0 {
		mean = sum / time.Duration(done)
	} else if mean = begun(r.Tiles, now); mean == 0 {
		return 0
	}
	var rest time.Duration
	for i := range r.Tiles {
		switch t := r.Tiles[i]; t.Phase {
		case Done, TileFailed:
		default:
			cost := near(r.Tiles, i, mean)
			if !t.Started.IsZero() {
				cost = t.left(cost, now.Sub(t.Started))
			}
			rest += cost
		}
	}
	return rest/time.Duration(active) + pause(r, mean, active, now)
}

// SetShares sets what share is done of tiles, by the names of their pods, and
// reckons the time left anew.
func (r *Render) SetShares(shares map[string]float64, now time.Time) {
	if len(shares) == 0 {
		return
	}
	for i := range r.Tiles {
		if t := &r.Tiles[i]; !t.Started.IsZero() {
			t.Share = shares[t.Pod]
		}
	}
	r.Left = Left(*r, now)
}

// left is how long a tile still takes that ran so long, of one that costs as much
// as its neighbours: what its share s tells, ran (1-s)/s, counts s, and what they
// tell, cost - ran, counts the rest.
func (t Tile) left(cost, ran time.Duration) time.Duration {
	if t.Share <= 0 {
		return max(cost-ran, 0)
	}
	return time.Duration((1 - t.Share) * float64(max(ran, cost)))
}

// leastShare is how much of tiles has to be done to tell what one costs.
const leastShare = 0.05

// begun is what a tile costs by the shares of those that are being rendered; 0 if
// too little is done.
func begun(tiles []Tile, now time.Time) time.Duration {
	var ran time.Duration
	share := 0.0
	for i := range tiles {
		if t := tiles[i]; t.Share > 0 && !t.Started.IsZero() {
			ran += now.Sub(t.Started)
			share += t.Share
		}
	}
	if share < leastShare {
		return 0
	}
	return time.Duration(float64(ran) / share)
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
