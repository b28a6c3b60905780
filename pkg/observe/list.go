package observe

import (
	"context"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"mosaic/pkg/job"
	"mosaic/pkg/kubeapi"
	"mosaic/pkg/status"
)

// Explained is List with what tells why renders do not move: the warnings of
// the namespace, if they may be read, and a dry run of the pods that are lacking.
func Explained(ctx context.Context, c *kubeapi.Conn, name string) (status.Snapshot, error) {
	s, err := List(ctx, c, name)
	if err != nil {
		return s, err
	}
	events, err := c.Client.CoreV1().Events(c.Namespace).List(ctx, metav1.ListOptions{FieldSelector: "type=Warning", Limit: kubeapi.PageSize})
	switch {
	case apierrors.IsForbidden(err): // then less can be told
	case err != nil:
		return s, err
	default:
		for i := range events.Items {
			s.Events = append(s.Events, &events.Items[i])
		}
	}
	s.Refused = refusals(ctx, c, s)
	return s, nil
}

// List is the Jobs and pods of the renders called name, or of all if that is "",
// page by page. The Jobs are asked for first: no pod that a Job counts is newer.
func List(ctx context.Context, c *kubeapi.Conn, name string) (status.Snapshot, error) {
	var s status.Snapshot
	if err := c.Reach(ctx); err != nil {
		return s, err
	}
	t := newTrimmer()
	opts := metav1.ListOptions{LabelSelector: job.Selector(name), Limit: kubeapi.PageSize}
	for {
		jobs, err := c.Client.BatchV1().Jobs(c.Namespace).List(ctx, opts)
		if err != nil {
			return s, mayNotList(c, err)
		}
		for i := range jobs.Items {
			t.trim(&jobs.Items[i])
			s.Jobs = append(s.Jobs, &jobs.Items[i])
		}
		if opts.Continue = jobs.Continue; opts.Continue == "" {
			break
		}
	}
	for {
		pods, err := c.Client.CoreV1().Pods(c.Namespace).List(ctx, opts)
		if err != nil {
			return s, mayNotList(c, err)
		}
		for i := range pods.Items {
			t.trim(&pods.Items[i])
			s.Pods = append(s.Pods, &pods.Items[i])
		}
		if opts.Continue = pods.Continue; opts.Continue == "" {
			break
		}
	}
	return s, nil
}

// peek finds out whether there is a cluster and whether the user may list
// renders there.
func peek(ctx context.Context, c *kubeapi.Conn, name string) error {
	if err := c.Reach(ctx); err != nil {
		return err
	}
	one := metav1.ListOptions{LabelSelector: job.Selector(name), Limit: 1}
	if _, err := c.Client.BatchV1().Jobs(c.Namespace).List(ctx, one); err != nil {
		return mayNotList(c, err)
	}
	_, err := c.Client.CoreV1().Pods(c.Namespace).List(ctx, one)
	return mayNotList(c, err)
}

// mayNotList says what to do about an error of a list.
func mayNotList(c *kubeapi.Conn, err error) error {
	switch {
	case !apierrors.IsForbidden(err):
		return err
	case c.Namespace == "":
		return fmt.Errorf("%w\nlook at one namespace: --namespace NAME in place of --all-namespaces", err)
	}
	return fmt.Errorf("%w\nis the namespace %s right? if so, ask whoever runs the cluster for a Role that may list and watch jobs and pods", err, c.Namespace)
}
