package cluster

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"mosaic/pkg/job"
	"mosaic/pkg/progress"
	"mosaic/pkg/status"
)

// A FailedError says why a render failed.
type FailedError struct{ Render status.Render }

// maxWhy is how many causes an error's text has.
const maxWhy = 5

func (e *FailedError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "the render %s failed:", e.Render.Name)
	if lost := e.Render.Count(status.Lost); lost > 0 {
		fmt.Fprintf(&b, "\n  failed tiles: %s", status.List(e.Render.Tiles, status.Lost))
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

// achieved is what was seen once: a finished Job may be deleted between two glances.
type achieved struct {
	rendered, merged   atomic.Bool
	hadTiles, hadMerge atomic.Bool // the Jobs; a retry of some tiles has no merge yet

	missed time.Time // since when a Job is missing that is needed; zero if none is
}

func (a *achieved) see(obj any) {
	switch o := obj.(type) {
	case *corev1.Pod:
		if o.Labels[job.LabelComponent] == job.Merge && o.Status.Phase == corev1.PodSucceeded {
			a.merged.Store(true)
		}
	case *batchv1.Job:
		switch o.Labels[job.LabelComponent] {
		case job.Tiles:
			a.hadTiles.Store(true)
		case job.Merge:
			a.hadMerge.Store(true)
		}
		if status.Condition(o, batchv1.JobSuccessCriteriaMet, batchv1.JobComplete) == nil {
			return
		}
		switch o.Labels[job.LabelComponent] {
		case job.Tiles:
			if o.Annotations[job.AnnotationPick] == "" { // then it says nothing about the others
				a.rendered.Store(true)
			}
		case job.Merge:
			a.merged.Store(true)
		}
	}
}

// lost reports whether a Job that is missing was there, and is needed.
func (a *achieved) lost(name, render string) bool {
	if name == job.MergeName(render) {
		return a.hadMerge.Load() && !a.merged.Load()
	}
	return a.hadTiles.Load() && !a.rendered.Load()
}

// A DeletedError says that a render cannot end: Jobs that it needs were deleted.
type DeletedError struct {
	Render string
	Job    string // "" is all
}

func (e *DeletedError) Error() string {
	what := fmt.Sprintf("the Jobs of the render %s were deleted: nothing goes on", e.Render)
	if e.Job != "" {
		what = fmt.Sprintf("job/%s was deleted: the render %s cannot end without it", e.Job, e.Render)
	}
	return fmt.Sprintf("%s\nto render what is missing: kubectl mosaic retry %s\nto remove the rest: kubectl mosaic delete %s", what, e.Render, e.Render)
}

// mercy is how long a Job may be missing: the same command with other options
// replaces it.
const mercy = 3 * time.Second

// deleted is a DeletedError if the render has been lacking a Job for too long.
func (a *achieved) deleted(render string, r status.Render, there bool) error {
	gone := &DeletedError{Render: render}
	if there {
		k := slices.IndexFunc(r.Missing, func(name string) bool { return a.lost(name, render) })
		if k < 0 {
			a.missed = time.Time{}
			return nil
		}
		gone.Job = r.Missing[k]
	}
	if a.missed.IsZero() {
		a.missed = time.Now()
	}
	if time.Since(a.missed) < mercy {
		return nil
	}
	return gone
}

// soon is how long before its end a run is told to be nearly done.
const soon = 10 * time.Second

// beat is how often a run is looked at though nothing has changed: some causes
// show only by time.
const beat = 2 * time.Second

// follow reports how far the run is until its image is merged. When that will
// be soon, at the latest when no tile is missing, it calls nearly.
func (c *Cluster) follow(ctx context.Context, r Run, p progress.Reporter, nearly func()) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var seen achieved
	o, err := c.observe(ctx, r.Options.Name, seen.see)
	if err != nil {
		return err
	}
	p.Step("tiles")
	total := r.Spec.Plan.Len()
	nearly = sync.OnceFunc(nearly)
	inMerge := false
	for {
		merged, rendered := seen.merged.Load(), seen.rendered.Load() // before the look, which knows as much
		now, there := single(o.Look())
		done := now.Count(status.Done)
		if merged || rendered || now.State == status.Merging || now.State == status.Complete {
			done = total
		}
		if there {
			status.Tell(p, achieve(now, done == total, merged))
		}
		if !inMerge && done == total {
			p.Done("%s", progress.Number(total, "tile"))
			inMerge = true
			p.Step("merge")
		}
		if inMerge || now.Left > 0 && now.Left < soon {
			nearly()
		}
		switch {
		case merged || now.State == status.Complete:
			p.Done("%s on the claim %s", r.image(), r.Options.ClaimName())
			return nil
		case now.State == status.Failed:
			return c.giveUp(ctx, r, now)
		}
		if err := seen.deleted(r.Options.Name, now, there); err != nil {
			return err
		}
		if err := o.Next(ctx, beat); err != nil {
			return err
		}
	}
}

// achieve adds to a render what was seen before: the pods that did it may be
// gone since, and the Job's own counts come late.
func achieve(r status.Render, rendered, merged bool) status.Render {
	for i := range r.Tiles {
		if rendered {
			r.Tiles[i].Phase = status.Done
		}
	}
	switch {
	case merged:
		r.State = status.Complete
	case rendered && !r.State.Over():
		r.State = status.Merging
	}
	return r
}

func single(all []status.Render) (status.Render, bool) {
	if len(all) == 0 {
		return status.Render{}, false
	}
	return all[0], true
}

// endNow makes a Job's deadline pass, which fails it and keeps it to be looked at.
const endNow = `{"spec":{"activeDeadlineSeconds":1}}`

// giveUp ends a merge that waits for tiles that will not come.
func (c *Cluster) giveUp(ctx context.Context, r Run, now status.Render) error {
	failed := &FailedError{now}
	jobs := c.client.BatchV1().Jobs(c.namespace)
	merge, err := jobs.Get(ctx, job.MergeName(r.Options.Name), metav1.GetOptions{})
	if err != nil || status.Condition(merge, batchv1.JobFailed, batchv1.JobFailureTarget, batchv1.JobComplete) != nil {
		return failed
	}
	if _, err := jobs.Patch(ctx, merge.Name, types.MergePatchType, []byte(endNow), metav1.PatchOptions{}); err != nil {
		return fmt.Errorf("%w\nand its merge, which waits in vain, could not be ended: %w", failed, err)
	}
	return failed
}
