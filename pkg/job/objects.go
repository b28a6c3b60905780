package job

import (
	"maps"
	"strconv"
	"unicode/utf8"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"mosaic/pkg/render"
	"mosaic/pkg/worker"
)

// Labels by which the objects of a render are found.
const (
	LabelName      = "app.kubernetes.io/name"
	LabelInstance  = "app.kubernetes.io/instance" // the render's name
	LabelComponent = "app.kubernetes.io/component"
	LabelManagedBy = "app.kubernetes.io/managed-by"
	LabelQueue     = "kueue.x-k8s.io/queue-name"
)

// Values of LabelComponent.
const (
	Tiles    = "tiles"
	Merge    = "merge"
	Transfer = "transfer"
)

// Annotations that say what is rendered.
const (
	AnnotationSpec   = "mosaic/spec-hash"
	AnnotationScene  = "mosaic/scene"
	AnnotationOutput = "mosaic/output" // the image's path on the volume
	AnnotationTiles  = "mosaic/tiles"  // how many tiles the plan has
	AnnotationPick   = "mosaic/pick"   // of a Job that renders some tiles: which, as in "3,17-20"
	AnnotationFailed = "mosaic/failed" // of such a Job: which tiles stay missing
)

// Selector finds every object of the render called name, or of all if that is "".
func Selector(name string) string {
	all := LabelName + "=mosaic"
	if name == "" {
		return all
	}
	return all + "," + LabelInstance + "=" + name
}

// Names of the objects of the render called name.
func SpecName(name string) string     { return name + "-spec" }
func TilesName(name string) string    { return name + "-tiles" }
func MergeName(name string) string    { return name + "-merge" }
func TransferName(name string) string { return name + "-transfer" }

// Objects is everything that renders the spec, in the order to create it. The
// files travel along in the ConfigMap: the scene, or the list of its files, which
// then must lie on the volume; see SceneRoom.
func Objects(spec render.Spec, files map[string][]byte, o Options) []runtime.Object {
	var all []runtime.Object
	all = append(all, configMap(spec, files, o))
	if o.Claim == "" {
		all = append(all, claim(spec, o))
	}
	return append(all, tilesJob(spec, o), mergeJob(spec, o))
}

func configMap(spec render.Spec, files map[string][]byte, o Options) *corev1.ConfigMap {
	c := &corev1.ConfigMap{
		TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "ConfigMap"},
		ObjectMeta: remembering(meta(spec, o, SpecName(o.Name), ""), o),
		Immutable:  new(true), // pods that start later read the same
		Data:       map[string]string{render.SpecFile: string(spec.JSON())},
	}
	for name, data := range files {
		if utf8.Valid(data) {
			c.Data[name] = string(data)
		} else {
			c.BinaryData = map[string][]byte{name: data}
		}
	}
	return c
}

func claim(spec render.Spec, o Options) *corev1.PersistentVolumeClaim {
	c := &corev1.PersistentVolumeClaim{
		TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "PersistentVolumeClaim"},
		ObjectMeta: meta(spec, o, o.Name, ""),
		Spec: corev1.PersistentVolumeClaimSpec{
			AccessModes: []corev1.PersistentVolumeAccessMode{corev1.ReadWriteMany},
			Resources:   corev1.VolumeResourceRequirements{Requests: corev1.ResourceList{corev1.ResourceStorage: o.Storage}},
		},
	}
	if o.StorageClass != "" {
		c.Spec.StorageClassName = &o.StorageClass
	}
	return c
}

// Output is the name of what the merge makes, in the run's folder: the image, or
// the folder of the frames.
func Output(spec render.Spec, o Options) string {
	if spec.Frames != "" {
		return worker.FramesDir
	}
	return o.Output
}

// meta names an object of the render; component may be "".
func meta(spec render.Spec, o Options, name, component string) metav1.ObjectMeta {
	return metav1.ObjectMeta{
		Name: name, Namespace: o.Namespace,
		Labels: labels(o, component),
		Annotations: map[string]string{
			AnnotationSpec:   spec.Hash(),
			AnnotationScene:  o.Scene,
			AnnotationOutput: spec.Dir(o.Name) + "/" + Output(spec, o),
			AnnotationTiles:  strconv.Itoa(spec.Plan.Len()),
		},
	}
}

func labels(o Options, component string) map[string]string {
	l := map[string]string{
		LabelName:      "mosaic",
		LabelInstance:  o.Name,
		LabelManagedBy: "kubectl-mosaic",
	}
	if component != "" {
		l[LabelComponent] = component
	}
	return l
}

// queued is the labels of a Job, which Kueue holds back when it has a queue.
func queued(m metav1.ObjectMeta, queue string) metav1.ObjectMeta {
	if queue != "" {
		m.Labels = maps.Clone(m.Labels)
		m.Labels[LabelQueue] = queue
	}
	return m
}
