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

// A Snapshot is what the API server says of some renders at one moment. What may
// not be read is left out, and then less can be told.
type Snapshot struct {
	Jobs        []*batchv1.Job
	Pods        []*corev1.Pod
	Events      []*corev1.Event      // warnings of the Jobs and pods
	Refused     map[types.UID]string // Jobs whose pods the API server will not have, in its words
	Memory      Memory               // of Jobs that may be gone; nil remembers none
	Unreachable time.Time            // since when the API server has not answered; zero while it does
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
	TileFailed // failed for good
)

// A Tile is what is known of one tile.
type Tile struct {
	Phase    Phase
	Attempts int           // pods that were started for it and are still remembered
	Pod      string        // the newest
	Node     string        // of that pod
	Started  time.Time     // when that pod's container started; zero if it has not
	Share    float64       // of the tile that pod has done, 0 to 1, while it runs; 0 is not known
	Took     time.Duration // what the successful pod took
	Memory   int64         // that it held at most, in bytes; 0 is not known
	Error    string        // how the newest failed pod ended
	Warnings []string      // of the successful pod

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
	Missing         []string      // Jobs that are not there though they are needed
	Deleted         []string      // those of Missing that were there

	TileJobs []Job // the oldest first; those that Memory knows to have ended too
	MergeJob *Job  // nil: it is not there
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

// PartlyDone is how much is done of the tiles that are being rendered, all
// together, in tiles, and of how many of them that is known.
func (r Render) PartlyDone() (done float64, of int) {
	for i := range r.Tiles {
		if share := r.Tiles[i].Share; share > 0 {
			done += share
			of++
		}
	}
	return done, of
}

// Renders sorts the objects by render and works out each, by namespace and name.
func Renders(s Snapshot, now time.Time) []Render {
	type key struct{ namespace, name string }
	parts := map[key]*Snapshot{}
	part := func(namespace string, labels map[string]string) *Snapshot {
		k := key{namespace, labels[job.LabelInstance]}
		if parts[k] == nil {
			parts[k] = &Snapshot{Refused: s.Refused, Unreachable: s.Unreachable}
		}
		return parts[k]
	}
	owner := map[key]*Snapshot{} // of events, by the name of the object they are about
	for _, j := range s.Jobs {
		p := part(j.Namespace, j.Labels)
		p.Jobs = append(p.Jobs, j)
		owner[key{j.Namespace, j.Name}] = p
	}
	for _, pod := range s.Pods {
		p := part(pod.Namespace, pod.Labels)
		p.Pods = append(p.Pods, pod)
		owner[key{pod.Namespace, pod.Name}] = p
	}
	for _, e := range s.Events {
		if p := owner[key{e.InvolvedObject.Namespace, e.InvolvedObject.Name}]; p != nil {
			p.Events = append(p.Events, e)
		}
	}
	var all []Render
	for _, p := range parts {
		if r, ok := One(*p, now); ok {
			all = append(all, r)
		}
	}
	slices.SortFunc(all, func(a, b Render) int {
		return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
	})
	return all
}

// One works out the only render that the snapshot is of: this is where its state
// is decided, and every verb asks here. It is false if there is no Job of it.
func One(s Snapshot, now time.Time) (Render, bool) {
	js := sortJobs(s)
	first := js.merge
	if len(js.tiles) > 0 {
		first = &js.tiles[0]
	}
	if first == nil {
		return Render{}, false
	}
	s.Pods = current(js.all(), s.Pods)
	r := Render{
		Namespace: first.Namespace, Name: first.Labels[job.LabelInstance],
		Scene: first.Annotations[job.AnnotationScene], Spec: first.Annotations[job.AnnotationSpec],
		Output:  first.Annotations[job.AnnotationOutput],
		Created: first.CreationTimestamp.Time,
		Labels:  map[string]string{},

		TileJobs: js.tiles, MergeJob: js.merge,
	}
	for _, j := range js.all() {
		maps.Copy(r.Labels, j.Labels)
	}
	delete(r.Labels, job.LabelComponent) // each has its own
	if n := js.newest(); n != nil && n.Spec.Parallelism != nil {
		r.Parallelism = int(*n.Spec.Parallelism)
	}
	r.Tiles = make([]Tile, total(js, first.Job))
	r.fromJobs(js)
	r.fromPods(js, s.Pods, now)
	r.State = state(js, &r)
	if r.State == Complete { // the merge had every tile, whatever is known of each
		for i := range r.Tiles {
			r.Tiles[i].Phase = Done
		}
	}
	r.Finished = finished(js, s.Pods, r.State)
	r.missing(s.Memory)
	r.Left = Left(r, now)
	r.Why = why(js, s, &r, now)
	return r, true
}

// missing finds the Jobs without which the render cannot end.
func (r *Render) missing(m Memory) {
	if r.State.Over() {
		return
	}
	need := func(name string) {
		r.Missing = append(r.Missing, name)
		if _, seen := m[types.NamespacedName{Namespace: r.Namespace, Name: name}]; seen {
			r.Deleted = append(r.Deleted, name)
		}
	}
	if r.MergeJob == nil {
		need(job.MergeName(r.Name))
	}
	if len(r.TileJobs) == 0 {
		need(job.TilesName(r.Name))
	}
}

// current is the pods without those of a Job that another one of its name has
// replaced: they are on their way out.
func current(jobs []Job, pods []*corev1.Pod) []*corev1.Pod {
	is := map[string]*batchv1.Job{}
	for _, j := range jobs {
		is[j.Name] = j.Job
	}
	return slices.DeleteFunc(slices.Clone(pods), func(p *corev1.Pod) bool {
		j := is[p.Labels[batchv1.JobNameLabel]]
		return j != nil && !owns(j, p)
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

func state(js jobs, r *Render) State {
	n := js.newest()
	switch {
	case js.merge.has(JobSucceeded):
		return Complete
	case n.has(JobFailed), js.merge.has(JobFailed):
		return Failed
	case n.has(JobSucceeded) && r.Count(TileFailed) > 0:
		return Failed // it was made for some of the missing tiles only
	case n.has(JobOpen) && n.Suspended():
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

// finished is when the state that is over began; zero if it is not. A pod of the
// merge tells it before its Job does.
func finished(js jobs, pods []*corev1.Pod, s State) time.Time {
	if !s.Over() {
		return time.Time{}
	}
	var last time.Time
	for _, j := range js.all() {
		c := Condition(j.Job, batchv1.JobSuccessCriteriaMet, batchv1.JobComplete, batchv1.JobFailureTarget, batchv1.JobFailed)
		if c != nil && c.LastTransitionTime.After(last) {
			last = c.LastTransitionTime.Time
		}
	}
	if s == Failed || !last.IsZero() && Condition(js.merge.Job, batchv1.JobSuccessCriteriaMet, batchv1.JobComplete) != nil {
		return last
	}
	for _, p := range pods {
		if p.Status.Phase == corev1.PodSucceeded && owns(js.merge.Job, p) {
			if _, end := ran(p); end.After(last) {
				last = end
			}
		}
	}
	return last
}
