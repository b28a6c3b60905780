package status

import (
	"time"

	"mosaic/pkg/progress"
)

// A Viewer is shown how a render is, each time that may have changed and every
// few seconds in any case. It keeps no part of r.Tiles to write to.
type Viewer interface {
	See(r Render)
}

// Tell says how far the render is: all of it to a Viewer, the counts to others.
func Tell(p progress.Reporter, r Render) {
	if v, ok := p.(Viewer); ok {
		v.See(r)
		return
	}
	p.Count(progress.Counts{Done: int64(r.Count(Done)), Total: int64(len(r.Tiles)), Unit: "tiles"})
}

// Still is how long nothing has happened to a render that ought to move: it is
// not over, and no pod works on it. A tile or a merge that takes long is work,
// unless its node has gone. While the API server is away nobody knows.
func (r Render) Still(now time.Time) time.Duration {
	idle := now.Sub(r.Changed)
	if r.State.Over() || r.Changed.IsZero() || idle < 0 {
		return 0
	}
	lost := 0
	for _, c := range r.Why {
		switch c.Kind {
		case Unreachable:
			return 0
		case Node:
			lost += c.Count
		}
	}
	if r.Active() > lost || r.State == Merging && len(r.Why) == 0 {
		return 0
	}
	return idle
}
