package cli

import (
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"

	"mosaic/pkg/status"
)

// renderAPIVersion is the version of what get prints as JSON and YAML. Fields are
// added to it, and never renamed or removed.
const renderAPIVersion = "mosaic/v1alpha1"

// A renderJSON is a render as machines read it. It looks like an object of
// Kubernetes so that kubectl's formats work on it; no cluster keeps it.
type renderJSON struct {
	APIVersion string            `json:"apiVersion"`
	Kind       string            `json:"kind"`
	Metadata   metav1.ObjectMeta `json:"metadata"` // of the first Job: name of the render, namespace, labels, creationTimestamp
	Spec       specJSON          `json:"spec"`
	Status     statusJSON        `json:"status"`
}

type specJSON struct {
	Scene       string `json:"scene"`  // as the user called it
	Hash        string `json:"hash"`   // of the spec
	Output      string `json:"output"` // path of the image on the volume
	Parallelism int    `json:"parallelism"`
}

type statusJSON struct {
	State       string       `json:"state"` // Queued, Paused, Pending, Rendering, Merging, Complete, Failed
	Tiles       tilesJSON    `json:"tiles"`
	Active      int          `json:"active"`      // tiles being rendered now
	LeftSeconds int          `json:"leftSeconds"` // until the last tile is done; 0 is not known
	CPUHours    float64      `json:"cpuHours"`    // requested by pods, times how long they ran
	ChangedAt   *metav1.Time `json:"changedAt,omitempty"`
	FinishedAt  *metav1.Time `json:"finishedAt,omitempty"`
	Why         []causeJSON  `json:"why"` // what keeps it from moving, or why it failed
}

// tilesJSON is how many tiles are in each phase, and which, in a Job's own
// spelling: "1,3-5,7". Those that wait are the rest.
type tilesJSON struct {
	Total           int    `json:"total"`
	Done            int    `json:"done"`
	Running         int    `json:"running"`
	Retrying        int    `json:"retrying"`
	Failed          int    `json:"failed"`
	DoneIndexes     string `json:"doneIndexes"`
	RunningIndexes  string `json:"runningIndexes"`
	RetryingIndexes string `json:"retryingIndexes"`
	FailedIndexes   string `json:"failedIndexes"`
}

type causeJSON struct {
	Kind  string       `json:"kind"`
	Text  string       `json:"text"`
	Count int          `json:"count,omitempty"`
	Until *metav1.Time `json:"until,omitempty"`
	Do    string       `json:"do,omitempty"`
}

func jsonOf(r status.Render) renderJSON {
	f := renderJSON{
		APIVersion: renderAPIVersion, Kind: "Render",
		Metadata: metav1.ObjectMeta{Name: r.Name, Namespace: r.Namespace, Labels: r.Labels, CreationTimestamp: metav1.NewTime(r.Created)},
		Spec:     specJSON{r.Scene, r.Spec, r.Output, r.Parallelism},
		Status: statusJSON{
			State: string(r.State),
			Tiles: tilesJSON{
				Total: len(r.Tiles),
				Done:  r.Count(status.Done), DoneIndexes: status.List(r.Tiles, status.Done),
				Running: r.Count(status.Running), RunningIndexes: status.List(r.Tiles, status.Running),
				Retrying: r.Count(status.Retrying), RetryingIndexes: status.List(r.Tiles, status.Retrying),
				Failed: r.Count(status.TileFailed), FailedIndexes: status.List(r.Tiles, status.TileFailed),
			},
			Active: r.Active(), LeftSeconds: int(r.Left.Round(time.Second).Seconds()),
			CPUHours: r.CPUSeconds / 3600, ChangedAt: timeJSON(r.Changed), FinishedAt: timeJSON(r.Finished),
			Why: []causeJSON{},
		},
	}
	for _, c := range r.Why {
		f.Status.Why = append(f.Status.Why, causeJSON{string(c.Kind), c.Text, c.Count, timeJSON(c.Until), c.Do})
	}
	return f
}

// timeJSON leaves out the zero time.
func timeJSON(t time.Time) *metav1.Time {
	if t.IsZero() {
		return nil
	}
	return new(metav1.NewTime(t))
}

// object is what kubectl's printers take.
func object(r status.Render) (*unstructured.Unstructured, error) {
	content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(new(jsonOf(r)))
	return &unstructured.Unstructured{Object: content}, err
}

// objectList is a RenderList.
func objectList(all []status.Render) (*unstructured.UnstructuredList, error) {
	list := &unstructured.UnstructuredList{Object: map[string]any{"apiVersion": renderAPIVersion, "kind": "RenderList"}}
	for _, r := range all {
		obj, err := object(r)
		if err != nil {
			return nil, err
		}
		list.Items = append(list.Items, *obj)
	}
	return list, nil
}
