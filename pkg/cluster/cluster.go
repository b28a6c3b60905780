// Package cluster runs a render on Kubernetes: it checks that the cluster will
// have it, creates the objects of pkg/job, waits for their end, and brings the
// image to the user's disk.
//
// All state is in the cluster and is found by label. Whatever is done here can
// be done again by another process: what exists already is taken up. How far a
// render is, is asked of pkg/status alone or, where that says no and the volume
// may know better, of the volume.
package cluster

import (
	"context"
	"fmt"
	"time"

	"k8s.io/client-go/rest"

	"mosaic/pkg/job"
	"mosaic/pkg/kubeapi"
	"mosaic/pkg/observe"
	"mosaic/pkg/render"
	"mosaic/pkg/scene"
	"mosaic/pkg/status"
)

// A Cluster is a namespace of a cluster.
type Cluster struct{ *kubeapi.Conn }

// Connect makes the clients; it sends nothing yet.
func Connect(config *rest.Config, namespace string) (*Cluster, error) {
	conn, err := kubeapi.Connect(config, namespace)
	return &Cluster{conn}, err
}

// A Run is a render and how it is run.
type Run struct {
	Spec    render.Spec
	Files   map[string][]byte // of the ConfigMap, beside the spec
	Upload  *scene.Bundle     // to the volume; nil if the scene travels in the ConfigMap
	Options job.Options
}

// dir is the run's folder on the volume.
func (r Run) dir() string { return r.Spec.Dir(r.Options.Name) }

// image is the image's path on the volume; of frames, that of their folder.
func (r Run) image() string { return r.dir() + "/" + job.Output(r.Spec, r.Options) }

// result is the path on the volume of what the merge makes in the end.
func (r Run) result() string {
	if r.Options.FilmImage != "" {
		return r.dir() + "/" + r.Options.Film
	}
	return r.image()
}

// Renders is the renders of the namespace, or of all if there is none, and why
// those do not move that do not.
func (c *Cluster) Renders(ctx context.Context) ([]status.Render, error) {
	s, err := observe.Explained(ctx, c.Conn, "")
	if err != nil {
		return nil, err
	}
	return status.Renders(s, time.Now()), nil
}

// Render is what the render called name is now, and why; an error that says
// where to look if none of its Jobs is there.
func (c *Cluster) Render(ctx context.Context, name string) (status.Render, error) {
	s, err := observe.Explained(ctx, c.Conn, name)
	if err != nil {
		return status.Render{}, err
	}
	r, ok := status.One(s, time.Now())
	if !ok {
		return r, c.noRender(name)
	}
	return r, nil
}

// Pods is the pods of the render called name, and how far it is, without why.
func (c *Cluster) Pods(ctx context.Context, name string) (status.Render, []status.Pod, error) {
	s, err := observe.List(ctx, c.Conn, name)
	if err != nil {
		return status.Render{}, nil, err
	}
	r, ok := status.One(s, time.Now())
	if !ok {
		return r, nil, c.noRender(name)
	}
	return r, status.Pods(s), nil
}

// A NoRenderError says that the cluster knows nothing of a render.
type NoRenderError struct{ Namespace, Name string }

func (e *NoRenderError) Error() string {
	return fmt.Sprintf("there is no render %s in the namespace %s: see kubectl mosaic get -n %s", e.Name, e.Namespace, e.Namespace)
}

func (c *Cluster) noRender(name string) error { return &NoRenderError{c.Namespace, name} }
