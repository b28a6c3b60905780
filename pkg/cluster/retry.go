package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	batchv1 "k8s.io/api/batch/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"mosaic/pkg/job"
	"mosaic/pkg/kubeapi"
	"mosaic/pkg/progress"
	"mosaic/pkg/status"
	"mosaic/pkg/tile"
	"mosaic/pkg/transfer"
)

// A Retry is what to render again of a render, and how.
type Retry struct {
	Found   *Found
	Options job.Options // of the new Jobs
	Tiles   string      // list of tiles; "" is all that are missing
	DryRun  bool        // look at the volume, make nothing
	Paused  bool        // the render is paused: the new Job takes the place of the paused one
}

// A Retried is what Retry made, or would make.
type Retried struct {
	Run  Run
	Pick job.Pick
	Jobs []runtime.Object
}

// Retry makes a Job for the tiles that are missing on the volume, and a new
// merge unless tiles stay missing. What the Jobs say about tiles is not asked:
// they may be gone, and so may files.
func (c *Cluster) Retry(ctx context.Context, r Retry, p progress.Reporter) (Retried, error) {
	f := r.Found
	otherFilm := r.Options.MakesOtherFilm(f.Options)
	f.Options = r.Options
	run, err := f.run()
	if err != nil {
		return Retried{}, err
	}
	if left := f.Unfinished(); len(left) > 0 && (!r.Paused || !f.Suspended()) {
		return Retried{}, f.goesOn(left[0])
	}
	if err := r.Options.Validate(run.Spec); err != nil {
		return Retried{}, err
	}
	var wanted []int
	if r.Tiles != "" {
		if wanted, err = tile.ParseList(r.Tiles, run.Spec.Plan.Len()); err != nil {
			return Retried{}, fmt.Errorf("--tiles: %w", err)
		}
	}

	p.Step("look")
	reader, err := c.startTransfer(ctx, r.Options, r.DryRun)
	if err != nil {
		return Retried{}, err
	}
	defer func() { _ = reader.dismiss(ctx) }() // it ends by itself too
	there, err := f.tilesThere(ctx, reader, run.Spec.Plan.Len(), wanted)
	if err != nil {
		return Retried{}, err
	}
	pick, err := choose(run.Spec.Plan.Len(), there, wanted)
	if err != nil {
		return Retried{}, err
	}
	p.Done("%d of %d tiles are on the claim %s%s", len(there), run.Spec.Plan.Len(), r.Options.ClaimName(), missingText(pick))
	made := Retried{Run: run, Pick: pick, Jobs: f.again(run, pick, otherFilm)}
	if len(made.Jobs) == 0 {
		return made, fmt.Errorf("nothing is missing, and the picture is made\nto have it: kubectl mosaic fetch %s -n %s", f.Options.Name, c.Namespace)
	}
	if r.DryRun {
		return made, nil
	}

	p.Step("apply")
	if _, err := reader.ask(ctx, "forgive", f.Dir()); err != nil {
		return made, err
	}
	if err := c.makeRoom(ctx, f); err != nil {
		return made, err
	}
	said, _, err := c.apply(ctx, made.Jobs)
	if err != nil {
		return made, err
	}
	for _, line := range said {
		p.Note("%s", line)
	}
	p.Done("to render: %d of %d tiles", len(pick.Tiles), run.Spec.Plan.Len())
	return made, nil
}

// again is the Jobs that make what is missing; none if the picture is there, and no
// other film is to be made.
func (f *Found) again(run Run, pick job.Pick, otherFilm bool) []runtime.Object {
	var all []runtime.Object
	if len(pick.Tiles) > 0 {
		var names []string
		for _, j := range f.TileJobs {
			names = append(names, j.Name)
		}
		all = append(all, job.RetryJob(run.Spec, run.Options, job.NextRetry(run.Options.Name, names), pick))
	}
	if len(pick.Failed) == 0 && (len(all) > 0 || f.State != status.Complete || otherFilm) {
		all = append(all, job.MergeJob(run.Spec, run.Options))
	}
	return all
}

// choose is the wanted tiles, or all if none are named, that are not there.
func choose(total int, there, wanted []int) (job.Pick, error) {
	var pick job.Pick
	for i := range total {
		_, is := slices.BinarySearch(there, i)
		_, want := slices.BinarySearch(wanted, i)
		switch {
		case is:
		case want || len(wanted) == 0:
			pick.Tiles = append(pick.Tiles, i)
		default:
			pick.Failed = append(pick.Failed, i)
		}
	}
	if len(wanted) > 0 && len(pick.Tiles) == 0 {
		hint := "no tile is missing"
		if len(pick.Failed) > 0 {
			hint = "missing are " + tile.FormatList(pick.Failed, 0)
		}
		return pick, fmt.Errorf("--tiles %s: there already, whole to the last byte, and not rendered again\n%s", tile.FormatList(wanted, 0), hint)
	}
	return pick, nil
}

// missingText names the missing tiles, unless they are too many to read.
func missingText(pick job.Pick) string {
	missing := append(slices.Clone(pick.Tiles), pick.Failed...)
	slices.Sort(missing)
	list := tile.FormatList(missing, 0)
	if len(missing) == 0 || len(list) > 60 {
		return ""
	}
	return ", missing are " + list
}

func (f *Found) goesOn(j status.Job) error {
	name, ns := f.Options.Name, f.Options.Namespace
	if f.Suspended() {
		return fmt.Errorf("the render %s is paused\nto go on: kubectl mosaic resume %s -n %s", name, name, ns)
	}
	return fmt.Errorf("the Job %s still renders: what fails is tried again when it has ended\nto end it now: kubectl mosaic pause %s -n %s, then resume, which takes --memory, --cpu and --image", j.Name, name, ns)
}

// tilesThere asks which tiles lie on the volume. Those that the user named are
// read to the last byte, and all are where a merge failed though none is missing:
// it found one damaged, unless all frames are made and only the film is not.
func (f *Found) tilesThere(ctx context.Context, reader *transferPod, total int, wanted []int) ([]int, error) {
	if len(wanted) > 0 {
		return reader.tilesThere(ctx, f.Dir(), total, tile.FormatList(wanted, 0))
	}
	there, err := reader.tilesThere(ctx, f.Dir(), total, "")
	if err == nil && len(there) == total && f.MergeJob != nil && f.State != status.Complete {
		if made, err := reader.frames(ctx, f.Dir()); err == nil && f.Spec != nil && f.Spec.Frames != "" && len(made) == f.Spec.Plan.Frames {
			return there, nil
		}
		return reader.tilesThere(ctx, f.Dir(), total, fmt.Sprintf("0-%d", total-1))
	}
	return there, err
}

// tilesThere asks which tiles lie in a render's folder; those of the list
// thorough are read to the last byte.
func (p *transferPod) tilesThere(ctx context.Context, dir string, total int, thorough string) ([]int, error) {
	args := []string{"tiles", dir}
	if thorough != "" {
		args = append(args, thorough)
	}
	answer, err := p.ask(ctx, args...)
	if err != nil {
		return nil, err
	}
	var is struct{ There string }
	if err := json.Unmarshal(answer, &is); err != nil || is.There == "" {
		return nil, err
	}
	return tile.ParseList(is.There, total)
}

// makeRoom removes the merge, which may wait for what has been given up, and the
// tile Jobs that are paused, each with its pods.
func (c *Cluster) makeRoom(ctx context.Context, f *Found) error {
	gone := f.Unfinished()
	if f.MergeJob != nil {
		gone = append(gone, *f.MergeJob)
	}
	foreground := metav1.DeletePropagationForeground
	for _, j := range gone {
		err := c.Client.BatchV1().Jobs(c.Namespace).Delete(ctx, j.Name, metav1.DeleteOptions{PropagationPolicy: &foreground})
		if err != nil && !apierrors.IsNotFound(err) {
			return fmt.Errorf("job.batch/%s: %w", j.Name, err)
		}
	}
	for _, j := range gone {
		is := j.DeepCopy()
		is.SetGroupVersionKind(batchv1.SchemeGroupVersion.WithKind("Job"))
		u, err := kubeapi.Unstructured(is)
		if err != nil {
			return err
		}
		if err := c.awaitGone(ctx, u); err != nil {
			return kubeapi.About(u, err)
		}
	}
	return nil
}

// ask runs a command of mosaic-pod's own in the pod.
func (p *transferPod) ask(ctx context.Context, args ...string) ([]byte, error) {
	answer, err := transfer.Exec(p.exec).Ask(ctx, args...)
	if err != nil {
		return nil, fmt.Errorf("on the claim %s: %w", p.options.ClaimName(), err)
	}
	return answer, nil
}

// SomeLeft reports whether err says no more than that tiles are missing which
// this Retry was not to render.
func (r Retried) SomeLeft(err error) bool {
	var failed *FailedError
	return len(r.Pick.Failed) > 0 && errors.As(err, &failed) && status.List(failed.Render.Tiles, status.TileFailed) == tile.FormatList(r.Pick.Failed, 0)
}

// Missing is the tiles that stay missing, as a list.
func (r Retried) Missing() string { return tile.FormatList(r.Pick.Failed, 0) }
