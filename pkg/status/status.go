// Package status works out, from the objects of renders, how far each render
// is and why it does not move.
//
// It is pure: objects and the time go in, a Render comes out; pkg/cluster lists
// and watches. Everything is found by label. Pods tell first: the counts of a
// Job lag behind by many seconds when there are many tiles.
package status

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"

	"mosaic/pkg/job"
)

// Objects is what there is to know of some renders. What may not be read is
// left out, and then less can be told.
type Objects struct {
	Jobs    []*batchv1.Job
	Pods    []*corev1.Pod
	Events  []*corev1.Event      // warnings of the Jobs and pods
	Refused map[types.UID]string // Jobs whose pods the API server will not have, in its words
}

// A State is a render's, in a word.
type State string

// The states of a render.
const (
	Queued    State = "Queued"    // Kueue holds it back
	Paused    State = "Paused"    // suspended by hand
	Pending   State = "Pending"   // no tile has started yet
	Rendering State = "Rendering" // tiles are rendered
	Merging   State = "Merging"   // every tile is there
	Complete  State = "Complete"  // the image is on the volume
	Failed    State = "Failed"    // tiles or the merge failed for good
)

// Over reports whether nothing will happen any more by itself.
func (s State) Over() bool { return s == Complete || s == Failed }

// A Phase is a tile's.
type Phase byte

// The phases of a tile.
const (
	Waiting  Phase = iota // for a pod, or for its pod to start
	Running               // its first pod runs
	Retrying              // it failed before, and is or will be tried again
	Done
	Lost // failed for good
)

// A Tile is what is known of one tile.
type Tile struct {
	Phase    Phase
	Attempts int           // pods that were started for it and are still remembered
	Pod      string        // the newest
	Node     string        // of that pod
	Started  time.Time     // when that pod's container started; zero if it has not
	Took     time.Duration // what the successful pod took
	Error    string        // how the newest failed pod ended

	FailedPod, FailedNode string // the newest that failed, and where it was
}

// A Render is a snapshot.
type Render struct {
	Namespace, Name string
	Scene           string            // as the user called it
	Spec            string            // hash
	Output          string            // path of the image on the volume
	Labels          map[string]string // of its Jobs, all together
	State           State
	Tiles           []Tile
	Created         time.Time
	Finished        time.Time // zero until the state is over
	Parallelism     int
	Changed         time.Time     // when something last happened
	Left            time.Duration // until the last tile is done; 0 is not known
	Why             []Cause       // what keeps it from moving, or why it failed
	CPUSeconds      float64       // requested by pods, times how long they ran
	Missing         []string      // Jobs that were deleted though they are needed
}

// Count is how many tiles are in a phase.
func (r Render) Count(p Phase) int {
	n := 0
	for i := range r.Tiles {
		if r.Tiles[i].Phase == p {
			n++
		}
	}
	return n
}

// Active is how many tiles are being rendered now.
func (r Render) Active() int {
	n := 0
	for i := range r.Tiles {
		if p := r.Tiles[i].Phase; (p == Running || p == Retrying) && !r.Tiles[i].Started.IsZero() {
			n++
		}
	}
	return n
}

// Renders sorts the objects by render and looks at each, by namespace and name.
func Renders(o Objects, now time.Time) []Render {
	type key struct{ namespace, name string }
	parts := map[key]*Objects{}
	part := func(namespace string, labels map[string]string) *Objects {
		k := key{namespace, labels[job.LabelInstance]}
		if parts[k] == nil {
			parts[k] = &Objects{Refused: o.Refused}
		}
		return parts[k]
	}
	owner := map[key]*Objects{} // of events, by the name of the object they are about
	for _, j := range o.Jobs {
		p := part(j.Namespace, j.Labels)
		p.Jobs = append(p.Jobs, j)
		owner[key{j.Namespace, j.Name}] = p
	}
	for _, pod := range o.Pods {
		p := part(pod.Namespace, pod.Labels)
		p.Pods = append(p.Pods, pod)
		owner[key{pod.Namespace, pod.Name}] = p
	}
	for _, e := range o.Events {
		if p := owner[key{e.InvolvedObject.Namespace, e.InvolvedObject.Name}]; p != nil {
			p.Events = append(p.Events, e)
		}
	}
	var all []Render
	for _, p := range parts {
		if len(p.Jobs) > 0 {
			all = append(all, one(*p, now))
		}
	}
	slices.SortFunc(all, func(a, b Render) int {
		return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
	})
	return all
}

// jobs is a render's Jobs by their part in it; tiles are the oldest first.
type jobs struct {
	tiles []*batchv1.Job
	merge *batchv1.Job
}

func sortJobs(all []*batchv1.Job) jobs {
	var js jobs
	for _, j := range all {
		switch j.Labels[job.LabelComponent] {
		case job.Tiles:
			js.tiles = append(js.tiles, j)
		case job.Merge:
			if js.merge == nil || js.merge.CreationTimestamp.Before(&j.CreationTimestamp) {
				js.merge = j
			}
		}
	}
	slices.SortFunc(js.tiles, func(a, b *batchv1.Job) int { return a.CreationTimestamp.Compare(b.CreationTimestamp.Time) })
	return js
}

// newest is the Job whose tiles are rendered now, nil if there is none.
func (js jobs) newest() *batchv1.Job {
	if len(js.tiles) == 0 {
		return nil
	}
	return js.tiles[len(js.tiles)-1]
}

// one looks at the objects of a single render.
func one(o Objects, now time.Time) Render {
	js := sortJobs(o.Jobs)
	o.Pods = current(o.Jobs, o.Pods)
	first := js.merge
	if len(js.tiles) > 0 {
		first = js.tiles[0]
	}
	r := Render{
		Namespace: first.Namespace, Name: first.Labels[job.LabelInstance],
		Scene: first.Annotations[job.AnnotationScene], Spec: first.Annotations[job.AnnotationSpec],
		Output:  first.Annotations[job.AnnotationOutput],
		Created: first.CreationTimestamp.Time,
		Labels:  map[string]string{},
	}
	for _, j := range o.Jobs {
		maps.Copy(r.Labels, j.Labels)
	}
	delete(r.Labels, job.LabelComponent) // each has its own
	if n := js.newest(); n != nil && n.Spec.Parallelism != nil {
		r.Parallelism = int(*n.Spec.Parallelism)
	}
	r.Tiles = make([]Tile, total(js, first))
	r.fromJobs(js)
	r.fromPods(js, o.Pods, now)
	merged := mergedAt(js, o.Pods)
	r.State = state(js, &r, !merged.IsZero())
	if r.State == Complete { // the merge had every tile, whatever is known of each
		for i := range r.Tiles {
			r.Tiles[i].Phase = Done
		}
	}
	if r.Finished = finished(js, r.State); r.State == Complete && r.Finished.IsZero() {
		r.Finished = merged
	}
	if js.merge == nil && !r.State.Over() {
		r.Missing = append(r.Missing, job.MergeName(r.Name))
	}
	if len(js.tiles) == 0 && !r.State.Over() {
		r.Missing = append(r.Missing, job.TilesName(r.Name))
	}
	r.Left = Left(r, now)
	r.Why = why(js, o, &r, now)
	return r
}

// current is the pods without those of a Job that another one of its name has
// replaced: they are on their way out.
func current(jobs []*batchv1.Job, pods []*corev1.Pod) []*corev1.Pod {
	is := map[string]types.UID{}
	for _, j := range jobs {
		is[j.Name] = j.UID
	}
	return slices.DeleteFunc(slices.Clone(pods), func(p *corev1.Pod) bool {
		uid, owned := p.Labels[batchv1.ControllerUidLabel]
		now, there := is[p.Labels[batchv1.JobNameLabel]]
		return owned && there && types.UID(uid) != now
	})
}

// total is the number of tiles of the plan, which each object tells.
func total(js jobs, any *batchv1.Job) int {
	if n, err := strconv.Atoi(any.Annotations[job.AnnotationTiles]); err == nil && n > 0 {
		return n
	}
	if len(js.tiles) > 0 && js.tiles[0].Spec.Completions != nil {
		return int(*js.tiles[0].Spec.Completions)
	}
	return 0
}

// mergedAt is when a pod of the merge succeeded, which its Job tells later; zero
// if none has.
func mergedAt(js jobs, pods []*corev1.Pod) time.Time {
	for _, p := range pods {
		if js.merge != nil && p.Status.Phase == corev1.PodSucceeded && p.Labels[batchv1.JobNameLabel] == js.merge.Name &&
			types.UID(p.Labels[batchv1.ControllerUidLabel]) == js.merge.UID {
			_, end := ran(p)
			return end
		}
	}
	return time.Time{}
}

func state(js jobs, r *Render, merged bool) State {
	n := js.newest()
	switch {
	case merged:
		return Complete
	case Condition(js.merge, batchv1.JobSuccessCriteriaMet, batchv1.JobComplete) != nil:
		return Complete
	case Condition(n, batchv1.JobFailureTarget, batchv1.JobFailed) != nil:
		return Failed
	case Condition(js.merge, batchv1.JobFailureTarget, batchv1.JobFailed) != nil:
		return Failed
	case Condition(n, batchv1.JobComplete) != nil && r.Count(Lost) > 0:
		return Failed // it was made for some of the missing tiles only
	case n != nil && n.Spec.Suspend != nil && *n.Spec.Suspend:
		if n.Labels[job.LabelQueue] != "" {
			return Queued
		}
		return Paused
	case r.Count(Done) == len(r.Tiles):
		return Merging
	case r.Count(Done) > 0 || r.Active() > 0 || r.Count(Retrying) > 0:
		return Rendering
	}
	return Pending
}

// Condition is the first of the conditions that is true of the Job; nil if none
// is, or if there is no Job.
func Condition(j *batchv1.Job, types ...batchv1.JobConditionType) *batchv1.JobCondition {
	if j == nil {
		return nil
	}
	for i, c := range j.Status.Conditions {
		if c.Status == corev1.ConditionTrue && slices.Contains(types, c.Type) {
			return &j.Status.Conditions[i]
		}
	}
	return nil
}

// finished is when the state that is over began.
func finished(js jobs, s State) time.Time {
	if !s.Over() {
		return time.Time{}
	}
	var last time.Time
	for _, j := range append(slices.Clone(js.tiles), js.merge) {
		c := Condition(j, batchv1.JobSuccessCriteriaMet, batchv1.JobComplete, batchv1.JobFailureTarget, batchv1.JobFailed)
		if c != nil && c.LastTransitionTime.After(last) {
			last = c.LastTransitionTime.Time
		}
	}
	return last
}
