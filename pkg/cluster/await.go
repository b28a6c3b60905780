package cluster

import (
	"context"

	"mosaic/pkg/status"
)

// Await returns when the render called name is complete or, with a FailedError,
// has failed. It is shown how the render is whenever that may have changed, and
// every few seconds; an error from there ends the wait.
func (c *Cluster) Await(ctx context.Context, name string, see func(status.Render) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var seen achieved
	o, err := c.observe(ctx, name, seen.see)
	if err != nil {
		return err
	}
	for first := true; ; first = false {
		rendered, merged := seen.rendered.Load(), seen.merged.Load() // before the look, which knows as much
		r, there := single(o.Look())
		switch {
		case merged && !there:
			return nil
		case !there && first:
			return c.noRender(name)
		}
		if err := seen.deleted(name, r, there); err != nil {
			return err
		}
		if !there {
			if err := o.Next(ctx, beat); err != nil {
				return err
			}
			continue
		}
		if r.State == status.Failed { // the pods, which say why, may be seen a moment later
			if err := Rest(ctx, glance); err != nil {
				return err
			}
			if again, ok := single(o.Look()); ok {
				r = again
			}
		}
		r = achieve(r, rendered || merged, merged)
		if err := see(r); err != nil {
			return err
		}
		switch r.State {
		case status.Complete:
			return nil
		case status.Failed:
			return &FailedError{r}
		}
		if err := o.Next(ctx, beat); err != nil {
			return err
		}
	}
}
