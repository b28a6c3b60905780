package observe

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
)

// An outage is the time for which the API server has not answered. It listens to
// the lists and watches of an Observer, which client-go begins again until the
// server does.
type outage struct {
	mu    sync.Mutex
	since time.Time // zero while it answers
}

// watching is the same source, listened to.
func (a *outage) watching(source *cache.ListWatch, changed func()) *cache.ListWatch {
	list, watches := source.ListWithContextFunc, source.WatchFuncWithContext
	return &cache.ListWatch{
		ListWithContextFunc: func(ctx context.Context, o metav1.ListOptions) (runtime.Object, error) {
			obj, err := list(ctx, o)
			a.note(ctx, err, changed)
			return obj, err
		},
		WatchFuncWithContext: func(ctx context.Context, o metav1.ListOptions) (watch.Interface, error) {
			w, err := watches(ctx, o)
			if err == nil && reflect.TypeOf(w) == reflect.TypeOf(watch.NewEmptyWatch()) {
				a.note(ctx, errCut, changed)
			} else {
				a.note(ctx, err, changed)
			}
			return w, err
		},
	}
}

// errCut is what client-go makes an empty watch of: the connection was closed or
// timed out before there was an answer.
var errCut = errors.New("cut off")

// note takes note of how a request ended.
func (a *outage) note(ctx context.Context, err error, changed func()) {
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

// began is when the API server answered for the last time; zero while it does.
func (a *outage) began() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.since
}

// answered reports whether the API server itself answered a request: a refusal
// is an answer, and that of a proxy before it is none.
func answered(err error) bool {
	var said apierrors.APIStatus
	return err == nil || errors.As(err, &said) && said.Status().Code < http.StatusInternalServerError
}
