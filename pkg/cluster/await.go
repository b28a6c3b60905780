package cluster

import (
	"context"
	"fmt"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"mosaic/pkg/observe"
	"mosaic/pkg/status"
)

// Times of the wait for a render.
const (
	lookEvery  = 2 * time.Second // though nothing has changed: some causes show only by time
	replacedIn = 3 * time.Second // a Job may be missing: the same command with other options replaces it
)

// Await returns when the render called name is complete or, with a FailedError,
// has failed. It is the one place that waits for a render: see is shown how the
// render is whenever that may have changed, and every few seconds; an error from
// there ends the wait. A merge that waits for tiles that will not come is ended.
func (c *Cluster) Await(ctx context.Context, name string, see func(status.Render) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	o, err := observe.Observe(ctx, c.Conn, name)
	if err != nil {
		return err
	}
	var missed time.Time // since when a Job is missing that is needed; zero if none is
	for first := true; ; first = false {
		r, there := o.Render()
		if !there && first {
			return c.noRender(name)
		}
		if r.State == status.Failed {
			r, there = o.Ended(ctx, c.Conn, name)
		}
		if there {
			if err := see(r); err != nil {
				return err
			}
		}
		switch {
		case r.State == status.Complete:
			return nil
		case r.State == status.Failed:
			return c.endMerge(ctx, r)
		case there && len(r.Deleted) == 0:
			missed = time.Time{}
		case missed.IsZero():
			missed = time.Now()
		case time.Since(missed) >= replacedIn:
			return &DeletedError{name, r.Deleted}
		}
		if err := o.Next(ctx, lookEvery); err != nil {
			return err
		}
	}
}

// A FailedError says why a render failed.
type FailedError struct{ Render status.Render }

// maxWhy is how many causes an error's text has.
const maxWhy = 5

func (e *FailedError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "the render %s failed:", e.Render.Name)
	if lost := e.Render.Count(status.TileFailed); lost > 0 {
		fmt.Fprintf(&b, "\n  failed tiles: %s", status.List(e.Render.Tiles, status.TileFailed))
	}
	for i, c := range e.Render.Why {
		if i == maxWhy {
			fmt.Fprintf(&b, "\n  and %d more", len(e.Render.Why)-i)
			break
		}
		fmt.Fprintf(&b, "\n  %s", strings.ReplaceAll(c.Text, "\n", "\n    "))
	}
	return b.String()
}

// A DeletedError says that a render cannot end: Jobs that it needs were deleted.
type DeletedError struct {
	Render string
	Jobs   []string // none named: all of them
}

func (e *DeletedError) Error() string {
	what := fmt.Sprintf("the Jobs of the render %s were deleted: nothing goes on", e.Render)
	if len(e.Jobs) > 0 {
		what = fmt.Sprintf("job/%s was deleted: the render %s cannot end without it", e.Jobs[0], e.Render)
	}
	return fmt.Sprintf("%s\nto render what is missing: kubectl mosaic retry %s\nto remove the rest: kubectl mosaic delete %s", what, e.Render, e.Render)
}

// endNow makes a Job's deadline pass, which fails it and keeps it to be looked at;
// not that of another Job that has got its name.
const endNow = `{"metadata":{"uid":%q},"spec":{"activeDeadlineSeconds":1}}`

// endMerge ends a merge that waits for tiles that will not come, and says why
// the render failed. Whoever may only look leaves it to the merge's deadline.
func (c *Cluster) endMerge(ctx context.Context, r status.Render) error {
	failed := &FailedError{r}
	if r.MergeJob == nil || r.MergeJob.Outcome != status.JobOpen {
		return failed
	}
	patch := fmt.Sprintf(endNow, r.MergeJob.UID)
	_, err := c.Client.BatchV1().Jobs(c.Namespace).Patch(ctx, r.MergeJob.Name, types.MergePatchType, []byte(patch), metav1.PatchOptions{})
	if err != nil && !apierrors.IsForbidden(err) && !apierrors.IsNotFound(err) && !apierrors.IsConflict(err) {
		return fmt.Errorf("%w\nand its merge, which waits in vain, could not be ended: %w", failed, err)
	}
	return failed
}
