package cluster

import (
	"context"
	"fmt"

	"mosaic/pkg/progress"
	"mosaic/pkg/status"
)

// Attach follows a render that was started before, by whomever, and brings its
// image to the path to, in the format that its extension says.
func (c *Cluster) Attach(ctx context.Context, f *Found, to string, p progress.Reporter) error {
	run, err := f.run()
	if err != nil {
		return err
	}
	if f.JobsGone() {
		return fmt.Errorf("the Jobs of the render %s are gone: there is nothing to wait for\nto have its picture, if it was made: kubectl mosaic fetch %s", f.Options.Name, f.Options.Name)
	}
	fetch := Fetch{Found: f, To: to}
	if fetch.asMerged() || run.Spec.Frames != "" {
		return c.Finish(ctx, run, to, p)
	}
	var warner status.Warner
	if err := c.follow(ctx, run, p, func(now status.Render) { warner.Tell(p, now) }, func() {}); err != nil {
		return err
	}
	if _, err = c.Fetch(ctx, fetch, p); err != nil {
		return err
	}
	c.tellLate(ctx, run.Options.Name, &warner, p)
	return nil
}
