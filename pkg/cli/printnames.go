package cli

import (
	"fmt"
	"io"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
)

// printNames writes render/NAME of a Render, or of each of a list.
func printNames(obj runtime.Object, w io.Writer) error {
	if list, ok := obj.(*unstructured.UnstructuredList); ok {
		for i := range list.Items {
			if err := printNames(&list.Items[i], w); err != nil {
				return err
			}
		}
		return nil
	}
	name, err := meta.NewAccessor().Name(obj)
	if err == nil {
		_, err = fmt.Fprintf(w, "render/%s\n", name)
	}
	return err
}
