package cluster

import (
	"context"
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"mosaic/pkg/job"
	"mosaic/pkg/status"
)

// Renders lists the renders called name, or all if that is "", in the cluster's
// namespace, or in all if there is none.
func (c *Cluster) Renders(ctx context.Context, name string) ([]status.Render, error) {
	o, err := c.list(ctx, name)
	if err != nil {
		return nil, err
	}
	events, err := c.client.CoreV1().Events(c.namespace).List(ctx, metav1.ListOptions{FieldSelector: "type=Warning", Limit: page})
	switch {
	case apierrors.IsForbidden(err): // then less can be told
	case err != nil:
		return nil, err
	default:
		for i := range events.Items {
			o.Events = append(o.Events, &events.Items[i])
		}
	}
	o.Refused = c.refused(ctx, o)
	return status.Renders(o, time.Now()), nil
}

// Render is what the render called name is now; an error that says where to
// look if none of its Jobs is there.
func (c *Cluster) Render(ctx context.Context, name string) (status.Render, error) {
	all, err := c.Renders(ctx, name)
	if err != nil {
		return status.Render{}, err
	}
	r, ok := single(all)
	if !ok {
		return r, c.noRender(name)
	}
	return r, nil
}

// Pods is the pods of the render called name, and how far it is, without why.
func (c *Cluster) Pods(ctx context.Context, name string) (status.Render, []status.Pod, error) {
	o, err := c.list(ctx, name)
	if err != nil {
		return status.Render{}, nil, err
	}
	r, ok := single(status.Renders(o, time.Now()))
	if !ok {
		return r, nil, c.noRender(name)
	}
	return r, status.Pods(o), nil
}

// JobsGone reports whether only the ConfigMap of the render is left.
func (f *Found) JobsGone() bool { return len(f.tiles) == 0 && f.merge == nil }

// list is the Jobs and pods of renders, page by page.
func (c *Cluster) list(ctx context.Context, name string) (status.Objects, error) {
	var o status.Objects
	if err := c.reach(ctx); err != nil {
		return o, err
	}
	t := newTrimmer()
	opts := metav1.ListOptions{LabelSelector: job.Selector(name), Limit: page}
	for {
		jobs, err := c.client.BatchV1().Jobs(c.namespace).List(ctx, opts)
		if err != nil {
			return o, c.mayNotLook(err)
		}
		for i := range jobs.Items {
			t.trim(&jobs.Items[i])
			o.Jobs = append(o.Jobs, &jobs.Items[i])
		}
		if opts.Continue = jobs.Continue; opts.Continue == "" {
			break
		}
	}
	for {
		pods, err := c.client.CoreV1().Pods(c.namespace).List(ctx, opts)
		if err != nil {
			return o, c.mayNotLook(err)
		}
		for i := range pods.Items {
			t.trim(&pods.Items[i])
			o.Pods = append(o.Pods, &pods.Items[i])
		}
		if opts.Continue = pods.Continue; opts.Continue == "" {
			break
		}
	}
	return o, nil
}

// peek finds out whether there is a cluster and whether the user may look at
// renders there.
func (c *Cluster) peek(ctx context.Context, name string) error {
	if err := c.reach(ctx); err != nil {
		return err
	}
	one := metav1.ListOptions{LabelSelector: job.Selector(name), Limit: 1}
	if _, err := c.client.BatchV1().Jobs(c.namespace).List(ctx, one); err != nil {
		return c.mayNotLook(err)
	}
	_, err := c.client.CoreV1().Pods(c.namespace).List(ctx, one)
	return c.mayNotLook(err)
}

// mayNotLook says what to do about an error of a list.
func (c *Cluster) mayNotLook(err error) error {
	switch {
	case !apierrors.IsForbidden(err):
		return err
	case c.namespace == "":
		return fmt.Errorf("%w\nlook at one namespace: --namespace NAME in place of --all-namespaces", err)
	}
	return fmt.Errorf("%w\nis the namespace %s right? if so, ask whoever runs the cluster for a Role that may list and watch jobs and pods", err, c.namespace)
}
