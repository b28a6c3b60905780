// Package observe takes snapshots of renders from the API server: once, with
// List, or again and again, with an Observer.
//
// It decides nothing: what a snapshot means is said by package status. It keeps
// of each object no more than that needs.
package observe

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
	"mosaic/pkg/kubeapi"
	"mosaic/pkg/status"
)

// shortest is the shortest time between two snapshots that Next allows.
const shortest = 200 * time.Millisecond

// An Observer keeps what the Jobs and pods of some renders are: one list and one
// watch of each kind, which client-go renews when the API server goes away.
type Observer struct {
	jobs, pods, events cache.Store
	changed            chan struct{} // holds a token when something may have changed
	outage             outage

	mu      sync.Mutex
	refused map[types.UID]string
	memory  status.Memory
}

// Observe starts to watch the renders called name, or all if that is "", in the
// connection's namespace, or in all if it has none. It ends with ctx.
func Observe(ctx context.Context, c *kubeapi.Conn, name string) (*Observer, error) {
	if err := peek(ctx, c, name); err != nil { // what watches would try again and again is told now
		return nil, err
	}
	o := &Observer{changed: make(chan struct{}, 1), memory: status.Memory{}}
	var err error
	if o.jobs, err = o.inform(ctx, c.Client.BatchV1().RESTClient(), "jobs", c.Namespace, job.Selector(name), "", &batchv1.Job{}); err != nil {
		return nil, err
	}
	if o.pods, err = o.inform(ctx, c.Client.CoreV1().RESTClient(), "pods", c.Namespace, job.Selector(name), "", &corev1.Pod{}); err != nil {
		return nil, err
	}
	if !c.May(ctx, kubeapi.Right{Verb: "watch", Resource: "events"}) {
		o.events = cache.NewStore(cache.MetaNamespaceKeyFunc)
	} else if o.events, err = o.inform(ctx, c.Client.CoreV1().RESTClient(), "events", c.Namespace, "", "type=Warning", &corev1.Event{}); err != nil {
		return nil, err
	}
	go o.try(ctx, c)
	return o, nil
}

// try asks now and then whether Jobs that lack pods could have them.
func (o *Observer) try(ctx context.Context, c *kubeapi.Conn) {
	tick := time.NewTicker(tryEvery)
	defer tick.Stop()
	for {
		refused := refusals(ctx, c, o.Snapshot())
		o.mu.Lock()
		same := maps.Equal(refused, o.refused)
		o.refused = refused
		o.mu.Unlock()
		if !same {
			o.notify()
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// notify lets Next return.
func (o *Observer) notify() {
	select {
	case o.changed <- struct{}{}:
	default:
	}
}

// see is told of each change, whether or not a snapshot is taken before the next.
func (o *Observer) see(obj any) {
	if gone, ok := obj.(cache.DeletedFinalStateUnknown); ok {
		obj = gone.Obj
	}
	o.mu.Lock()
	o.memory.See(obj)
	o.mu.Unlock()
	o.notify()
}

func (o *Observer) inform(ctx context.Context, client rest.Interface, resource, namespace, labels, fields string, kind runtime.Object) (cache.Store, error) {
	source := cache.NewFilteredListWatchFromClient(client, resource, namespace, func(o *metav1.ListOptions) {
		o.LabelSelector, o.FieldSelector = labels, fields
	})
	store, controller := cache.NewInformerWithOptions(cache.InformerOptions{
		ListerWatcher: o.outage.watching(source, o.notify),
		ObjectType:    kind,
		Transform:     newTrimmer().transform,
		Handler: cache.ResourceEventHandlerFuncs{
			AddFunc:    o.see,
			UpdateFunc: func(_, obj any) { o.see(obj) },
			DeleteFunc: o.see,
		},
	})
	go controller.RunWithContext(ctx)
	if !cache.WaitForCacheSync(ctx.Done(), controller.HasSynced) {
		return nil, ctx.Err()
	}
	return store, nil
}

// Renders is what the renders are now or, while the API server is away, what
// they were: then that is the first cause.
func (o *Observer) Renders() []status.Render {
	return status.Renders(o.Snapshot(), time.Now())
}

// Render is the one render that is watched; false if none of its Jobs is there.
// A Job that has ended counts although it is gone since, as long as no other
// took its name: it may have been deleted between two snapshots.
func (o *Observer) Render() (status.Render, bool) {
	return o.remembered(o.Snapshot())
}

func (o *Observer) remembered(s status.Snapshot) (status.Render, bool) {
	o.mu.Lock()
	s.Memory = o.memory.Clone()
	o.mu.Unlock()
	return status.One(s, time.Now())
}

// Ended is Render of a render that has ended, by what the API server says when it
// is asked now: watches tell of a Job sooner than of its pods, and those know why
// it failed. While the server is away it is Render.
func (o *Observer) Ended(ctx context.Context, c *kubeapi.Conn, name string) (status.Render, bool) {
	now, err := List(ctx, c, name)
	if err != nil {
		return o.Render()
	}
	s := o.Snapshot()
	s.Jobs, s.Pods = now.Jobs, now.Pods
	return o.remembered(s)
}

// Pods is the pods of the renders now.
func (o *Observer) Pods() []status.Pod { return status.Pods(o.Snapshot()) }

// Snapshot is what is known now.
func (o *Observer) Snapshot() status.Snapshot {
	o.mu.Lock()
	defer o.mu.Unlock()
	return status.Snapshot{
		Jobs: list[batchv1.Job](o.jobs), Pods: list[corev1.Pod](o.pods), Events: list[corev1.Event](o.events),
		Refused: o.refused, Unreachable: o.outage.began(),
	}
}

func list[T any](s cache.Store) []*T {
	all := make([]*T, 0, 16)
	for _, obj := range s.List() {
		all = append(all, obj.(*T))
	}
	return all
}

// Next waits until something changed, but not too short a time, or until the
// time passes: some causes show only by time.
func (o *Observer) Next(ctx context.Context, atMost time.Duration) error {
	limit := time.NewTimer(atMost)
	defer limit.Stop()
	pause := time.NewTimer(shortest)
	defer pause.Stop()
	select {
	case <-o.changed:
	case <-limit.C:
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
