package cluster

import (
	"context"
	"fmt"
	"path"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"mosaic/pkg/job"
	"mosaic/pkg/kubeapi"
	"mosaic/pkg/observe"
	"mosaic/pkg/render"
	"mosaic/pkg/status"
)

// A Found is what the cluster still knows of a render that was started once.
// Any of its Jobs, or its ConfigMap, is enough.
type Found struct {
	status.Render              // how it stands; of one whose Jobs are gone only what the ConfigMap tells
	Options       job.Options  // those of the newest Job; of a film, those of the merge
	Spec          *render.Spec // in the ConfigMap; nil: it is gone
}

// Dir is the render's folder on the volume.
func (f *Found) Dir() string { return path.Dir(f.Output) }

// Find looks for the render called name.
func (c *Cluster) Find(ctx context.Context, name string) (*Found, error) {
	ask, stop := context.WithTimeout(ctx, kubeapi.AnswerTimeout)
	defer stop()
	kept, err := c.Client.CoreV1().ConfigMaps(c.Namespace).Get(ask, job.SpecName(name), metav1.GetOptions{})
	there := err == nil && kept.Labels[job.LabelInstance] == name
	if err != nil && !apierrors.IsNotFound(err) {
		return nil, fmt.Errorf("looking for the render %s: %w", name, err)
	}
	s, err := observe.List(ctx, c.Conn, name)
	if err != nil {
		return nil, fmt.Errorf("looking for the render %s: %w", name, err)
	}
	f := &Found{}
	var newest *metav1.ObjectMeta
	var ok bool
	if f.Render, ok = status.One(s, time.Now()); ok {
		newest = &f.Newest().ObjectMeta
	}
	if there {
		spec, err := render.Parse([]byte(kept.Data["spec.json"]))
		if err != nil {
			return nil, fmt.Errorf("configmap/%s: %w", kept.Name, err)
		}
		f.Spec = &spec
		if newest == nil {
			newest = &kept.ObjectMeta
			f.Namespace, f.Name = kept.Namespace, name
		}
	}
	if newest == nil {
		return nil, c.noRender(name)
	}
	f.Output = newest.Annotations[job.AnnotationOutput]
	return f, f.recall(*newest)
}

// recall takes the options that the render's newest object remembers. A merge that
// was made again may know better of the film.
func (f *Found) recall(newest metav1.ObjectMeta) (err error) {
	if f.Options, err = job.OptionsOf(newest); err != nil || f.MergeJob == nil {
		return err
	}
	merge, err := job.OptionsOf(f.MergeJob.ObjectMeta)
	f.Options = f.Options.WithFilmOf(merge)
	return err
}

// run is the render as its Jobs are made from.
func (f *Found) run() (Run, error) {
	if f.Spec == nil {
		return Run{}, fmt.Errorf("the ConfigMap %s, which pods need, is gone\ntype the render command again, with --name %s: tiles that are on the volume are not rendered again",
			job.SpecName(f.Options.Name), f.Options.Name)
	}
	return Run{Spec: *f.Spec, Options: f.Options}, nil
}
