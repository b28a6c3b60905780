// Package kubeapi is a connection to one namespace of a cluster: its clients, what
// the user may do there, and what objects are called.
//
// It knows nothing of renders. Packages observe, cluster and doctor talk to the
// API server through it.
package kubeapi

import (
	"context"
	"fmt"
	"net/url"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

// AnswerTimeout is how long the API server may take for one answer.
const AnswerTimeout = 10 * time.Second

// PageSize is how many objects one answer of the API server holds.
const PageSize = 500

// A Conn is a namespace of a cluster, or all of them if Namespace is "".
type Conn struct {
	Config    *rest.Config
	Client    kubernetes.Interface
	Dynamic   dynamic.Interface
	Namespace string
}

// Connect makes the clients; it sends nothing yet.
func Connect(config *rest.Config, namespace string) (*Conn, error) {
	config = rest.CopyConfig(config)
	config.QPS, config.Burst = 50, 100
	config.WarningHandler = rest.NoWarnings{}
	typed := rest.CopyConfig(config)
	typed.ContentType, typed.AcceptContentTypes = runtime.ContentTypeProtobuf, runtime.ContentTypeProtobuf+","+runtime.ContentTypeJSON
	client, err := kubernetes.NewForConfig(typed)
	if err != nil {
		return nil, err
	}
	dyn, err := dynamic.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	return &Conn{Config: config, Client: client, Dynamic: dyn, Namespace: namespace}, nil
}

// Host is where the API server is, as host and port.
func (c *Conn) Host() string {
	if u, err := url.Parse(c.Config.Host); err == nil && u.Host != "" {
		return u.Host
	}
	return c.Config.Host
}

// Reach asks the API server for its version: an error says that no server
// answers, or that it does not know the user.
func (c *Conn) Reach(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, AnswerTimeout)
	defer stop()
	_, err := c.Client.Discovery().RESTClient().Get().AbsPath("/version").DoRaw(ctx)
	switch {
	case err == nil, apierrors.IsForbidden(err):
		return nil
	case apierrors.IsUnauthorized(err):
		return fmt.Errorf("the cluster at %s does not know you: %w\nlog in again, or choose another --context", c.Host(), err)
	}
	return fmt.Errorf("no cluster answers at %s: %w\ncheck --context and kubectl cluster-info, or render on this machine with --local", c.Host(), err)
}

// Sleep waits for the time d, or until the context ends, which is an error.
func Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
