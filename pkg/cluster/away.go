package cluster

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"sync"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/tools/cache"

	"mosaic/pkg/status"
)

// away keeps since when the API server has not answered. It listens to the lists
// and watches of an Observer, which client-go begins again until it does.
type away struct {
	mu    sync.Mutex
	since time.Time // zero while it answers
}

// of is the same source, listened to.
func (a *away) of(source *cache.ListWatch, changed func()) *cache.ListWatch {
	list, watches := source.ListWithContextFunc, source.WatchFuncWithContext
	return &cache.ListWatch{
		ListWithContextFunc: func(ctx context.Context, o metav1.ListOptions) (runtime.Object, error) {
			obj, err := list(ctx, o)
			a.hear(ctx, err, changed)
			return obj, err
		},
		WatchFuncWithContext: func(ctx context.Context, o metav1.ListOptions) (watch.Interface, error) {
			w, err := watches(ctx, o)
			if err == nil && reflect.TypeOf(w) == reflect.TypeOf(watch.NewEmptyWatch()) {
				a.hear(ctx, errCut, changed)
			} else {
				a.hear(ctx, err, changed)
			}
			return w, err
		},
	}
}

// errCut is what client-go makes an empty watch of: the connection was closed or
// timed out before there was an answer.
var errCut = errors.New("cut off")

// hear takes note of how a request ended.
func (a *away) hear(ctx context.Context, err error, changed func()) {
	if ctx.Err() != nil {
		return
	}
	a.mu.Lock()
	was := a.since
	switch {
	case answered(err):
		a.since = time.Time{}
	case was.IsZero():
		a.since = time.Now()
	}
	same := a.since.Equal(was)
	a.mu.Unlock()
	if !same {
		changed()
	}
}

// answered reports whether the API server itself answered a request: a refusal
// is an answer, and that of a proxy before it is none.
func answered(err error) bool {
	var said apierrors.APIStatus
	return err == nil || errors.As(err, &said) && said.Status().Code < http.StatusInternalServerError
}

// tell adds to what goes on that it is no longer known how.
func (a *away) tell(all []status.Render) []status.Render {
	a.mu.Lock()
	since := a.since
	a.mu.Unlock()
	if since.IsZero() {
		return all
	}
	cause := status.Cause{Kind: status.Away, Text: "no answer from the API server since " + since.Format(time.TimeOnly) +
		"; the render goes on, and so does this when it answers"}
	for i := range all {
		if !all[i].State.Over() {
			all[i].Why = append([]status.Cause{cause}, all[i].Why...)
		}
	}
	return all
}
