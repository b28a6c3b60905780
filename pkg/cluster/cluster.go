// Package cluster runs a render on Kubernetes: it checks that the cluster will
// have it, creates the objects of pkg/job, follows their pods, and brings the
// image to the user's disk.
//
// All state is in the cluster and is found by label. Whatever is done here can
// be done again by another process: what exists already is taken up.
package cluster

import (
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"mosaic/pkg/job"
	"mosaic/pkg/render"
	"mosaic/pkg/scene"
)

// A Cluster is a namespace of a cluster.
type Cluster struct {
	config    *rest.Config
	client    kubernetes.Interface
	dynamic   dynamic.Interface
	namespace string
}

// Connect makes the clients; it sends nothing yet.
func Connect(config *rest.Config, namespace string) (*Cluster, error) {
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
	return &Cluster{config: config, client: client, dynamic: dyn, namespace: namespace}, nil
}

// A Run is a render and how it is run.
type Run struct {
	Spec    render.Spec
	Files   map[string][]byte // of the ConfigMap, beside the spec
	Upload  *scene.Bundle     // to the volume; nil if the scene travels in the ConfigMap
	Options job.Options
}

// image is the image's path on the volume.
func (r Run) image() string { return r.Spec.Dir(r.Options.Name) + "/" + r.Options.Output }
