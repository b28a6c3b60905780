package cluster

import (
	"context"
	"fmt"
	"path"
	"slices"

	batchv1 "k8s.io/api/batch/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"mosaic/pkg/job"
	"mosaic/pkg/render"
	"mosaic/pkg/status"
)

// A Found is what the cluster still knows of a render that was started once.
// Any of its Jobs, or its ConfigMap, is enough.
type Found struct {
	Options job.Options  // those of the newest Job
	Spec    *render.Spec // nil: the ConfigMap is gone
	Image   string       // path of the image on the volume

	tiles []*batchv1.Job // the oldest first
	merge *batchv1.Job   // nil: it is gone
}

// Dir is the render's folder on the volume.
func (f *Found) Dir() string { return path.Dir(f.Image) }

// Find looks for the render called name.
func (c *Cluster) Find(ctx context.Context, name string) (*Found, error) {
	ask, stop := context.WithTimeout(ctx, patience)
	defer stop()
	jobs, err := c.client.BatchV1().Jobs(c.namespace).List(ask, metav1.ListOptions{LabelSelector: job.Selector(name)})
	if err != nil {
		return nil, fmt.Errorf("looking for the render %s: %w", name, err)
	}
	f := &Found{}
	var newest *metav1.ObjectMeta
	for i := range jobs.Items {
		j := &jobs.Items[i]
		switch j.Labels[job.LabelComponent] {
		case job.Tiles:
			f.tiles = append(f.tiles, j)
		case job.Merge:
			f.merge, newest = j, &j.ObjectMeta
		}
	}
	slices.SortFunc(f.tiles, func(a, b *batchv1.Job) int { return a.CreationTimestamp.Compare(b.CreationTimestamp.Time) })
	if len(f.tiles) > 0 {
		newest = &f.tiles[len(f.tiles)-1].ObjectMeta
	}
	kept, err := c.client.CoreV1().ConfigMaps(c.namespace).Get(ask, job.SpecName(name), metav1.GetOptions{})
	switch {
	case apierrors.IsNotFound(err):
	case err != nil:
		return nil, fmt.Errorf("looking for the render %s: %w", name, err)
	case kept.Labels[job.LabelInstance] == name:
		spec, err := render.Parse([]byte(kept.Data["spec.json"]))
		if err != nil {
			return nil, fmt.Errorf("configmap/%s: %w", kept.Name, err)
		}
		f.Spec = &spec
		if newest == nil {
			newest = &kept.ObjectMeta
		}
	}
	if newest == nil {
		return nil, c.noRender(name)
	}
	f.Options, err = job.OptionsOf(*newest)
	f.Image = newest.Annotations[job.AnnotationOutput]
	return f, err
}

// A NoRenderError says that the cluster knows nothing of a render.
type NoRenderError struct{ Namespace, Name string }

func (e *NoRenderError) Error() string {
	return fmt.Sprintf("there is no render %s in the namespace %s: see kubectl mosaic get -n %s", e.Name, e.Namespace, e.Namespace)
}

func (c *Cluster) noRender(name string) error { return &NoRenderError{c.namespace, name} }

// run is the render as its Jobs are made from.
func (f *Found) run() (Run, error) {
	if f.Spec == nil {
		return Run{}, fmt.Errorf("the ConfigMap %s, which pods need, is gone\ntype the render command again, with --name %s: tiles that are on the volume are not rendered again",
			job.SpecName(f.Options.Name), f.Options.Name)
	}
	return Run{Spec: *f.Spec, Options: f.Options}, nil
}

// unfinished is the tile Jobs that go on, or would if they were not paused.
// The merge may be done before the Job that it waited for says so.
func (f *Found) unfinished() []*batchv1.Job {
	if f.merged() {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(f.tiles), over)
}

// open is all Jobs that go on, or would: the merge too.
func (f *Found) open() []*batchv1.Job {
	all := f.unfinished()
	if f.merge != nil && !over(f.merge) {
		all = append(all, f.merge)
	}
	return all
}

// over reports whether it is decided how a Job ends.
func over(j *batchv1.Job) bool {
	return status.Condition(j, batchv1.JobSuccessCriteriaMet, batchv1.JobComplete, batchv1.JobFailureTarget, batchv1.JobFailed) != nil
}

// merged reports whether the merge is known to have succeeded.
func (f *Found) merged() bool {
	return status.Condition(f.merge, batchv1.JobSuccessCriteriaMet, batchv1.JobComplete) != nil
}

// paused reports whether all Jobs whose tiles are missing are suspended.
func (f *Found) paused() bool {
	left := f.unfinished()
	return len(left) > 0 && !slices.ContainsFunc(left, func(j *batchv1.Job) bool { return j.Spec.Suspend == nil || !*j.Spec.Suspend })
}
