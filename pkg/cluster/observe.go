package cluster

import (
	"context"
	"maps"
	"sync"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"

	"mosaic/pkg/job"
	"mosaic/pkg/status"
)

// page is how many objects one answer of the API server holds.
const page = 500

// glance is how often what changes is looked at, at most.
const glance = 200 * time.Millisecond

// An Observer keeps what the Jobs and pods of some renders are: one list and one
// watch of each kind, which client-go renews when the API server goes away.
type Observer struct {
	jobs, pods, events cache.Store
	changed            chan struct{} // holds a token when something may have changed
	seen               func(obj any) // told of each change; may be nil
	away               away

	mu      sync.Mutex
	refused map[types.UID]string
}

// Observe starts to watch the renders called name, or all if that is "", in the
// cluster's namespace, or in all if there is none. It ends with ctx.
func (c *Cluster) Observe(ctx context.Context, name string) (*Observer, error) {
	return c.observe(ctx, name, nil)
}

func (c *Cluster) observe(ctx context.Context, name string, seen func(obj any)) (*Observer, error) {
	if err := c.peek(ctx, name); err != nil { // what watches would try again and again is told now
		return nil, err
	}
	o := &Observer{changed: make(chan struct{}, 1), seen: seen}
	var err error
	if o.jobs, err = o.inform(ctx, c.client.BatchV1().RESTClient(), "jobs", c.namespace, job.Selector(name), "", &batchv1.Job{}); err != nil {
		return nil, err
	}
	if o.pods, err = o.inform(ctx, c.client.CoreV1().RESTClient(), "pods", c.namespace, job.Selector(name), "", &corev1.Pod{}); err != nil {
		return nil, err
	}
	if !c.may(ctx, right{"watch", "", "events", ""}) {
		o.events = cache.NewStore(cache.MetaNamespaceKeyFunc)
	} else if o.events, err = o.inform(ctx, c.client.CoreV1().RESTClient(), "events", c.namespace, "", "type=Warning", &corev1.Event{}); err != nil {
		return nil, err
	}
	go o.try(ctx, c)
	return o, nil
}

// try asks now and then whether Jobs that lack pods could have them.
func (o *Observer) try(ctx context.Context, c *Cluster) {
	tick := time.NewTicker(tryEvery)
	defer tick.Stop()
	for {
		refused := c.refused(ctx, o.objects())
		o.mu.Lock()
		same := maps.Equal(refused, o.refused)
		o.refused = refused
		o.mu.Unlock()
		if !same {
			o.touch()
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (o *Observer) touch() {
	select {
	case o.changed <- struct{}{}:
	default:
	}
}

func (o *Observer) inform(ctx context.Context, client rest.Interface, resource, namespace, labels, fields string, kind runtime.Object) (cache.Store, error) {
	source := cache.NewFilteredListWatchFromClient(client, resource, namespace, func(o *metav1.ListOptions) {
		o.LabelSelector, o.FieldSelector = labels, fields
	})
	touch := func(obj any) {
		if o.seen != nil {
			o.seen(obj)
		}
		o.touch()
	}
	store, controller := cache.NewInformerWithOptions(cache.InformerOptions{
		ListerWatcher: o.away.of(source, o.touch),
		ObjectType:    kind,
		Transform:     newTrimmer().transform,
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

// Look is what the renders are now or, while the API server is away, what they
// were: then it is the first cause.
func (o *Observer) Look() []status.Render {
	return o.away.tell(status.Renders(o.objects(), time.Now()))
}

// Pods is the pods of the renders now.
func (o *Observer) Pods() []status.Pod { return status.Pods(o.objects()) }

func (o *Observer) objects() status.Objects {
	o.mu.Lock()
	defer o.mu.Unlock()
	return status.Objects{
		Jobs: list[batchv1.Job](o.jobs), Pods: list[corev1.Pod](o.pods), Events: list[corev1.Event](o.events),
		Refused: o.refused,
	}
}

func list[T any](s cache.Store) []*T {
	all := make([]*T, 0, 16)
	for _, obj := range s.List() {
		all = append(all, obj.(*T))
	}
	return all
}

// Next waits until something changed, but no shorter than a glance, or until
// the time passes: some causes show only by time.
func (o *Observer) Next(ctx context.Context, atMost time.Duration) error {
	patience := time.NewTimer(atMost)
	defer patience.Stop()
	pause := time.NewTimer(glance)
	defer pause.Stop()
	select {
	case <-o.changed:
	case <-patience.C:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-pause.C:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}
