package kubeapi

import (
	"context"
	"errors"
	"fmt"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/dynamic"
)

// FieldManager is who the API server notes as the one who set a field.
const FieldManager = "kubectl-mosaic"

// Unstructured is an object of any kind as a map.
func Unstructured(obj runtime.Object) (*unstructured.Unstructured, error) {
	content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(obj)
	return &unstructured.Unstructured{Object: content}, err
}

// Objects is where objects of u's kind are kept.
func (c *Conn) Objects(u *unstructured.Unstructured) dynamic.ResourceInterface {
	gv := u.GroupVersionKind().GroupVersion()
	plural := strings.ToLower(u.GetKind()) + "s" // true of all kinds that pkg/job makes
	return c.Dynamic.Resource(gv.WithResource(plural)).Namespace(c.Namespace)
}

// Create makes an object or, in a dry run, has the API server check it. A field
// that the server does not know is an error.
func (c *Conn) Create(ctx context.Context, u *unstructured.Unstructured, dryRun bool) (*unstructured.Unstructured, error) {
	o := metav1.CreateOptions{FieldManager: FieldManager, FieldValidation: metav1.FieldValidationStrict}
	if dryRun {
		o.DryRun = []string{metav1.DryRunAll}
	}
	return c.Objects(u).Create(ctx, u, o)
}

// KindName is as in "job.batch/room-tiles".
func KindName(u *unstructured.Unstructured) string {
	kind := strings.ToLower(u.GetKind())
	if g := u.GroupVersionKind().Group; g != "" {
		kind += "." + g
	}
	return kind + "/" + u.GetName()
}

// About says which object an error is about, and what to look at where that
// is known.
func About(u *unstructured.Unstructured, err error) error {
	switch {
	case apierrors.IsNotFound(err):
		return fmt.Errorf("%s: %w\nis --namespace right?", KindName(u), err)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s: the cluster took too long: %w", KindName(u), err)
	}
	return fmt.Errorf("%s: %w", KindName(u), err)
}
