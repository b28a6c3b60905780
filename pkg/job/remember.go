package job

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"

	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// AnnotationOptions is the options as JSON, on the ConfigMap and on each Job:
// whatever of these is left is enough to make the others again. A Job is not
// made from an older one, in which the cluster may have changed this and that.
const AnnotationOptions = "mosaic/options"

// remembering adds the options to an object's annotations.
func remembering(m metav1.ObjectMeta, o Options) metav1.ObjectMeta {
	m.Annotations = maps.Clone(m.Annotations)
	m.Annotations[AnnotationOptions] = o.JSON()
	return m
}

// JSON is the options' one spelling, without the namespace, which the object
// that carries them has.
func (o Options) JSON() string {
	data, err := json.Marshal(o)
	if err != nil {
		panic(err) // strings, numbers and quantities
	}
	return string(data)
}

// Pods is what of the options decides the pods, as text to be compared.
func (o Options) Pods() string {
	o.Parallelism, o.TTL, o.Scene, o.Storage, o.StorageClass = 0, nil, "", resource.Quantity{}, ""
	return o.JSON()
}

// OptionsOf is the options that an object of a render remembers.
func OptionsOf(m metav1.ObjectMeta) (Options, error) {
	var o Options
	d := json.NewDecoder(bytes.NewReader([]byte(m.Annotations[AnnotationOptions])))
	d.DisallowUnknownFields()
	if err := d.Decode(&o); err != nil {
		return o, fmt.Errorf("%s has no annotation %s that this release of the plugin understands: %w", m.Name, AnnotationOptions, err)
	}
	o.Namespace = m.Namespace
	return o, nil
}
