package status

import (
	"time"
)

// Left estimates how long the tiles that are not done take: each costs what its
// finished neighbours cost, or else the mean, and as many are rendered at the
// same time as now. Of those being rendered the share that is done tells more, and
// before the first is finished all is reckoned by that. The time between two tiles
// of a slot is part of the cost.
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
		if sum, done = begun(r.Tiles, now); done == 0 {
			return 0
		}
	}
	mean := sum / time.Duration(done)
	var rest time.Duration
	for i := range r.Tiles {
		switch t := r.Tiles[i]; t.Phase {
		case Done, TileFailed:
		default:
			switch cost, known := whole(t, now); {
			case known:
				rest += cost - now.Sub(t.Started)
			case t.Started.IsZero():
				rest += near(r.Tiles, i, mean)
			default:
				rest += max(near(r.Tiles, i, mean)-now.Sub(t.Started), 0)
			}
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

// whole is what a tile that is being rendered costs if it goes on as it did; not
// known before it says how far it is.
func whole(t Tile, now time.Time) (cost time.Duration, known bool) {
	if t.Share <= 0 || t.Started.IsZero() {
		return 0, false
	}
	return time.Duration(float64(now.Sub(t.Started)) / t.Share), true
}

// begun is what the tiles cost that say how far they are, and how many do.
func begun(tiles []Tile, now time.Time) (sum time.Duration, n int) {
	for i := range tiles {
		if cost, known := whole(tiles[i], now); known {
			sum += cost
			n++
		}
	}
	return sum, n
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
