package cluster

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"

	"mosaic/pkg/job"
	"mosaic/pkg/progress"
)

// glance is how often the state of a run is looked at, at most.
const glance = 200 * time.Millisecond

// A FailedError says why a render failed.
type FailedError struct {
	Name string
	Why  []string
}

func (e *FailedError) Error() string {
	return fmt.Sprintf("the render %s failed: %s", e.Name, strings.Join(e.Why, "\n  "))
}

// A watch keeps what a run's Jobs and pods are, from one list and one watch of
// each, which client-go renews when the API server goes away.
type watch struct {
	name    string
	jobs    cache.Store
	pods    cache.Store
	changed chan struct{} // holds a token when something may have changed

	// What was seen once: a finished Job may be deleted between two glances.
	rendered, merged atomic.Bool
}

// watch starts to follow the run called name, until ctx ends.
func (c *Cluster) watch(ctx context.Context, name string) (*watch, error) {
	w := &watch{name: name, changed: make(chan struct{}, 1)}
	var err error
	if w.jobs, err = w.inform(ctx, c.client.BatchV1().RESTClient(), "jobs", c.namespace, &batchv1.Job{}); err != nil {
		return nil, err
	}
	w.pods, err = w.inform(ctx, c.client.CoreV1().RESTClient(), "pods", c.namespace, &corev1.Pod{})
	return w, err
}

func (w *watch) inform(ctx context.Context, client rest.Interface, resource, namespace string, kind runtime.Object) (cache.Store, error) {
	source := cache.NewFilteredListWatchFromClient(client, resource, namespace, func(o *metav1.ListOptions) {
		o.LabelSelector = job.Selector(w.name)
		o.FieldSelector = fields.Everything().String()
	})
	touch := func(obj any) {
		w.remember(obj)
		select {
		case w.changed <- struct{}{}:
		default:
		}
	}
	store, controller := cache.NewInformerWithOptions(cache.InformerOptions{
		ListerWatcher: source,
		ObjectType:    kind,
		Transform:     essentials,
		Handler: cache.ResourceEventHandlerFuncs{
			AddFunc:    func(obj any) { touch(obj) },
			UpdateFunc: func(_, obj any) { touch(obj) },
			DeleteFunc: func(obj any) { touch(obj) },
		},
	})
	go controller.RunWithContext(ctx)
	if !cache.WaitForCacheSync(ctx.Done(), controller.HasSynced) {
		return nil, ctx.Err()
	}
	return store, nil
}

// remember keeps what has been achieved.
func (w *watch) remember(obj any) {
	switch o := obj.(type) {
	case *corev1.Pod:
		if o.Labels[job.LabelComponent] == job.Merge && o.Status.Phase == corev1.PodSucceeded {
			w.merged.Store(true)
		}
	case *batchv1.Job:
		if condition(o, batchv1.JobSuccessCriteriaMet, batchv1.JobComplete) == nil {
			return
		}
		switch o.Labels[job.LabelComponent] {
		case job.Tiles:
			w.rendered.Store(true)
		case job.Merge:
			w.merged.Store(true)
		}
	}
}

// essentials drops what a run's state does not need, so that thousands of pods fit.
func essentials(obj any) (any, error) {
	switch o := obj.(type) {
	case *corev1.Pod:
		o.ManagedFields, o.Annotations = nil, nil
		o.Spec = corev1.PodSpec{NodeName: o.Spec.NodeName}
	case *batchv1.Job:
		o.ManagedFields = nil
		o.Spec.Template = corev1.PodTemplateSpec{}
	}
	return obj, nil
}

// soon is how long before its end a run is told to be nearly done.
const soon = 10 * time.Second

// follow reports how far the run is until its image is merged. When that will
// be soon, at the latest when no tile is missing, it calls nearly.
func (c *Cluster) follow(ctx context.Context, r Run, p progress.Reporter, nearly func()) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	w, err := c.watch(ctx, r.Options.Name)
	if err != nil {
		return err
	}
	p.Step("tiles")
	total := r.Spec.Plan().Len()
	inMerge := false
	nearly = sync.OnceFunc(nearly)
	began, first := time.Now(), w.state(total).done
	tick := time.NewTicker(glance)
	defer tick.Stop()
	for {
		s := w.state(total)
		if !inMerge {
			p.Count(progress.Counts{Done: int64(s.done), Total: int64(total), Active: int64(s.running), Failed: int64(s.failed), Unit: "tiles"})
		}
		if !inMerge && s.done == total {
			p.Done("%d tiles", total)
			inMerge = true
			p.Step("merge")
			nearly()
		}
		if n := s.done - first; n > 0 && time.Since(began)*time.Duration(total-s.done)/time.Duration(n) < soon {
			nearly()
		}
		switch {
		case s.merged:
			p.Done("%s on the claim %s", r.image(), r.Options.ClaimName())
			return nil
		case len(s.why) > 0:
			return c.giveUp(ctx, r, s)
		}
		if err := pause(ctx, tick.C, w.changed); err != nil {
			return err
		}
	}
}

// pause waits for a change, and no shorter than a glance.
func pause(ctx context.Context, tick <-chan time.Time, changed <-chan struct{}) error {
	select {
	case <-changed:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-tick:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

// giveUp ends a merge that waits for tiles that will not come.
func (c *Cluster) giveUp(ctx context.Context, r Run, s state) error {
	failed := &FailedError{Name: r.Options.Name, Why: s.why}
	if !s.waiting {
		return failed
	}
	_, err := c.client.BatchV1().Jobs(c.namespace).Patch(ctx, job.MergeName(r.Options.Name), mergePatch, endNow, metav1.PatchOptions{})
	if err != nil {
		failed.Why = append(failed.Why, fmt.Sprintf("and its merge, which waits in vain, could not be ended: %v", err))
	}
	return failed
}
