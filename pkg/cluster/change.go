package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/util/retry"

	"mosaic/pkg/job"
	"mosaic/pkg/kubeapi"
)

// A DryRun says how far a change goes.
type DryRun string

// The kinds of a DryRun.
const (
	DryRunNone   DryRun = "none"
	DryRunClient DryRun = "client" // nothing is sent
	DryRunServer DryRun = "server" // the API server checks it and keeps nothing
)

func (d DryRun) option() []string {
	if d == DryRunServer {
		return []string{metav1.DryRunAll}
	}
	return nil
}

// patch merges a change into a Job.
func (c *Cluster) patch(ctx context.Context, j *batchv1.Job, change map[string]any, dry DryRun) error {
	if dry == DryRunClient {
		return nil
	}
	data, err := json.Marshal(change)
	if err != nil {
		return err
	}
	_, err = c.Client.BatchV1().Jobs(c.Namespace).Patch(ctx, j.Name, types.MergePatchType, data, metav1.PatchOptions{DryRun: dry.option(), FieldManager: kubeapi.FieldManager})
	if err != nil {
		return fmt.Errorf("job.batch/%s: %w", j.Name, err)
	}
	return nil
}

// Scale has n tiles rendered at the same time, by the Jobs that go on and by
// those that try again later.
func (c *Cluster) Scale(ctx context.Context, f *Found, n int, dry DryRun) error {
	left := f.Unfinished()
	if len(left) == 0 {
		return fmt.Errorf("the render %s has no tiles left to render: there is nothing to scale", f.Options.Name)
	}
	f.Options.Parallelism = n
	for _, j := range left {
		at := int32(n)
		if j.Spec.Completions != nil {
			at = min(at, *j.Spec.Completions)
		}
		change := map[string]any{
			"metadata": map[string]any{"annotations": map[string]string{job.AnnotationOptions: f.Options.JSON()}},
			"spec":     map[string]any{"parallelism": at},
		}
		if err := c.patch(ctx, j.Job, change, dry); err != nil {
			return err
		}
	}
	return nil
}

// Pause suspends the render: its pods are stopped, and tiles that are there
// stay. It reports how many tiles were being rendered, and whether it was not
// paused before.
func (c *Cluster) Pause(ctx context.Context, f *Found, dry DryRun) (running int, changed bool, err error) {
	left := f.Unfinished()
	switch {
	case len(left) == 0:
		return 0, false, fmt.Errorf("the render %s has no tiles left to render: there is nothing to pause", f.Options.Name)
	case f.Suspended():
		return 0, false, nil
	}
	return f.Active(), true, c.suspend(ctx, f, true, dry)
}

// suspend stops the Jobs that go on, or lets them go on. The merge comes along:
// its deadline must not pass while nobody renders.
func (c *Cluster) suspend(ctx context.Context, f *Found, yes bool, dry DryRun) error {
	for _, j := range f.Open() {
		if err := c.patch(ctx, j.Job, map[string]any{"spec": map[string]any{"suspend": yes}}, dry); err != nil {
			return err
		}
	}
	return nil
}

// ErrFixed is what Resume returns where the API server lets nobody change the
// pods of a paused Job: a new Job is needed.
var ErrFixed = errors.New("this cluster does not let a paused Job change")

// Resume lets a paused render go on; a quantity that is not zero is what each
// tile gets from now on.
func (c *Cluster) Resume(ctx context.Context, f *Found, cpu, memory resource.Quantity, dry DryRun) error {
	if !f.Suspended() {
		return fmt.Errorf("the render %s is not paused", f.Options.Name)
	}
	if !cpu.IsZero() || !memory.IsZero() {
		for _, j := range f.Unfinished() {
			if err := c.resize(ctx, f, j.Job, cpu, memory, dry); err != nil {
				return err
			}
		}
	}
	// A pod that ends after its Job goes on would count as a failure of its tile.
	for _, j := range f.Open() {
		if dry != DryRunNone {
			break
		}
		if _, err := c.awaitIdle(ctx, j.Name); err != nil {
			return err
		}
	}
	return c.suspend(ctx, f, false, dry)
}

// resize changes what the pods of a suspended Job get. Kubernetes 1.36 allows
// it as soon as no pod is left.
func (c *Cluster) resize(ctx context.Context, f *Found, j *batchv1.Job, cpu, memory resource.Quantity, dry DryRun) error {
	alive, err := c.awaitIdle(ctx, j.Name)
	if err != nil {
		return err
	}
	if alive > 0 {
		return fmt.Errorf("job.batch/%s: %d of its pods have not ended yet\nif a node is silent: kubectl get nodes", j.Name, alive)
	}
	if !cpu.IsZero() {
		f.Options.CPU = cpu
	}
	if !memory.IsZero() {
		f.Options.Memory = memory
	}
	if dry == DryRunClient {
		return nil
	}
	jobs := c.Client.BatchV1().Jobs(c.Namespace)
	err = retry.RetryOnConflict(retry.DefaultRetry, func() error {
		is, err := jobs.Get(ctx, j.Name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		is.Annotations[job.AnnotationOptions] = f.Options.JSON()
		container := job.Container(&is.Spec.Template.Spec, job.Tiles)
		if container == nil {
			return fmt.Errorf("its pods have no container %s", job.Tiles)
		}
		container.Resources = job.TileResources(f.Options)
		_, err = jobs.Update(ctx, is, metav1.UpdateOptions{DryRun: dry.option(), FieldManager: kubeapi.FieldManager})
		return err
	})
	if apierrors.IsInvalid(err) {
		return fmt.Errorf("%w: %w", ErrFixed, err)
	}
	if err != nil {
		return fmt.Errorf("job.batch/%s: %w", j.Name, err)
	}
	return nil
}

// stopTime is how long the pods of a suspended Job may take to end; a node that
// is gone never says so.
const stopTime = 40 * time.Second

// awaitIdle waits until a suspended Job has no pod left, and returns how many
// are still alive when it has waited long enough. The pods are counted, not what
// the Job says of them, which comes late.
func (c *Cluster) awaitIdle(ctx context.Context, name string) (alive int, err error) {
	pods := metav1.ListOptions{LabelSelector: batchv1.JobNameLabel + "=" + name, Limit: kubeapi.PageSize}
	err = wait.PollUntilContextTimeout(ctx, 300*time.Millisecond, stopTime, true, func(ctx context.Context) (bool, error) {
		all, err := c.Client.CoreV1().Pods(c.Namespace).List(ctx, pods)
		if err != nil {
			return false, fmt.Errorf("job.batch/%s: %w", name, err)
		}
		alive = 0
		for i := range all.Items {
			if phase := all.Items[i].Status.Phase; phase != corev1.PodSucceeded && phase != corev1.PodFailed {
				alive++
			}
		}
		if alive > 0 || all.Continue != "" {
			return false, nil
		}
		j, err := c.Client.BatchV1().Jobs(c.Namespace).Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			return false, fmt.Errorf("job.batch/%s: %w", name, err)
		}
		return j.Status.Active == 0 && (j.Status.Terminating == nil || *j.Status.Terminating == 0), nil
	})
	if wait.Interrupted(err) && ctx.Err() == nil {
		return alive, nil
	}
	return 0, err
}
