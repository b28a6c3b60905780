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

// Pods is what of the options decides the pods of a component, as text to be
// compared. Nothing of a film is done by tiles.
func (o Options) Pods(component string) string {
	if component != Merge {
		o = o.WithFilmOf(Options{})
	}
	o.Parallelism, o.TTL, o.Scene, o.Storage, o.StorageClass = 0, nil, "", resource.Quantity{}, ""
	return o.JSON()
}

// WithFilmOf is the options with those of the film taken from others: a merge may be
// made again to make one, and nothing else of the render.
func (o Options) WithFilmOf(other Options) Options {
	o.FPS, o.FilmImage, o.Film = other.FPS, other.FilmImage, other.Film
	return o
}

// MakesOtherFilm reports whether a merge with these options makes a film that one
// with the others does not.
func (o Options) MakesOtherFilm(other Options) bool {
	return o.FilmImage != "" && (o.Film != other.Film || o.Rate() != other.Rate())
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
