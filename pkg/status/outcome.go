package status

import (
	"maps"
	"slices"
	"strconv"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"

	"mosaic/pkg/job"
)

// An Outcome is how a Job ends, as far as that is decided.
type Outcome byte

// The outcomes of a Job.
const (
	JobOpen      Outcome = iota // it goes on, or will when it is resumed
	JobSucceeded                // all of its indexes have
	JobFailed
)

// A Job is one Job of a render, and its outcome.
type Job struct {
	*batchv1.Job
	Outcome Outcome
}

// Suspended reports whether the Job is kept from having pods.
func (j Job) Suspended() bool { return j.Spec.Suspend != nil && *j.Spec.Suspend }

// outcomeOf decides how a Job ends, from what it says itself and from its pods.
//
// A Job's own conditions are final, but they come late: by a second when it is
// small, by twenty when it has thousands of pods, and as late as may be when the
// controller manager is away. Its pods say the same sooner, and no pod is
// deleted by the control plane before the Job has counted it (the finalizer
// batch.kubernetes.io/job-tracking). So a Job has succeeded when each of its
// indexes is counted as completed, or has a pod that succeeded.
func outcomeOf(j *batchv1.Job, pods []*corev1.Pod) Outcome {
	switch {
	case Condition(j, batchv1.JobSuccessCriteriaMet, batchv1.JobComplete) != nil:
		return JobSucceeded
	case Condition(j, batchv1.JobFailureTarget, batchv1.JobFailed) != nil:
		return JobFailed
	}
	total := 1
	if j.Spec.Completions != nil {
		total = int(*j.Spec.Completions)
	}
	if j.Spec.CompletionMode == nil || *j.Spec.CompletionMode != batchv1.IndexedCompletion {
		succeeded := int(j.Status.Succeeded)
		for _, p := range pods {
			if p.Status.Phase == corev1.PodSucceeded && owns(j, p) {
				succeeded++
			}
		}
		if succeeded >= total {
			return JobSucceeded
		}
		return JobOpen
	}
	done := make([]bool, total)
	left := total
	mark := func(i int) {
		if 0 <= i && i < total && !done[i] {
			done[i] = true
			left--
		}
	}
	for _, i := range indexes(j.Status.CompletedIndexes, total) {
		mark(i)
	}
	for _, p := range pods {
		if p.Status.Phase == corev1.PodSucceeded && owns(j, p) {
			if i, err := strconv.Atoi(p.Labels[batchv1.JobCompletionIndexAnnotation]); err == nil {
				mark(i)
			}
		}
	}
	if left == 0 {
		return JobSucceeded
	}
	return JobOpen
}

// owns reports whether a pod is of the Job itself, and not of one that had its
// name before.
func owns(j *batchv1.Job, p *corev1.Pod) bool {
	uid, labelled := p.Labels[batchv1.ControllerUidLabel]
	return p.Labels[batchv1.JobNameLabel] == j.Name && (!labelled || types.UID(uid) == j.UID)
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

// A Memory is the Jobs that a watch has seen, each as it was last. A finished
// Job may be deleted between two snapshots: what it did still counts, until
// another Job has its name.
type Memory map[types.NamespacedName]Job

// See takes note of a Job, or of a pod of one, that was added, has changed or
// was deleted. A pod tells that a Job of one index has succeeded.
func (m Memory) See(obj any) {
	switch o := obj.(type) {
	case *batchv1.Job:
		at := types.NamespacedName{Namespace: o.Namespace, Name: o.Name}
		was, ok := m[at]
		now := Job{o, outcomeOf(o, nil)}
		if ok && was.UID == o.UID && now.Outcome == JobOpen {
			now.Outcome = was.Outcome
		}
		m[at] = now
	case *corev1.Pod:
		at := types.NamespacedName{Namespace: o.Namespace, Name: o.Labels[batchv1.JobNameLabel]}
		if was, ok := m[at]; ok && was.Outcome == JobOpen && owns(was.Job, o) {
			m[at] = Job{was.Job, outcomeOf(was.Job, []*corev1.Pod{o})}
		}
	}
}

// Clone is a copy that may be read while the memory is added to.
func (m Memory) Clone() Memory { return maps.Clone(m) }

// ended is the Jobs that are not among those that are there, and had ended.
func (m Memory) ended(there []*batchv1.Job) []Job {
	var all []Job
	for at, j := range m {
		is := slices.ContainsFunc(there, func(j *batchv1.Job) bool { return j.Namespace == at.Namespace && j.Name == at.Name })
		if !is && j.Outcome != JobOpen {
			all = append(all, j)
		}
	}
	return all
}

// jobs is a render's Jobs by their part in it; tiles are the oldest first.
type jobs struct {
	tiles []Job
	merge *Job
}

func sortJobs(s Snapshot) jobs {
	pods := map[string][]*corev1.Pod{}
	for _, p := range s.Pods {
		name := p.Labels[batchv1.JobNameLabel]
		pods[name] = append(pods[name], p)
	}
	all := s.Memory.ended(s.Jobs)
	for _, j := range s.Jobs {
		all = append(all, Job{j, outcomeOf(j, pods[j.Name])})
	}
	var js jobs
	for _, j := range all {
		switch j.Labels[job.LabelComponent] {
		case job.Tiles:
			js.tiles = append(js.tiles, j)
		case job.Merge:
			if js.merge == nil || js.merge.CreationTimestamp.Before(&j.CreationTimestamp) {
				js.merge = &j
			}
		}
	}
	slices.SortFunc(js.tiles, func(a, b Job) int { return a.CreationTimestamp.Compare(b.CreationTimestamp.Time) })
	return js
}

// newest is the Job whose tiles are rendered now, nil if there is none.
func (js jobs) newest() *Job {
	if len(js.tiles) == 0 {
		return nil
	}
	return &js.tiles[len(js.tiles)-1]
}

// all is every Job, the merge last.
func (js jobs) all() []Job {
	all := slices.Clone(js.tiles)
	if js.merge != nil {
		all = append(all, *js.merge)
	}
	return all
}

// has reports whether a Job, which may be absent, has the outcome.
func (j *Job) has(o Outcome) bool { return j != nil && j.Outcome == o }

// Unfinished is the tile Jobs that go on, or would if they were not suspended:
// none once the image is merged, whatever each Job says.
func (r *Render) Unfinished() []Job {
	if r.State == Complete {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.TileJobs), func(j Job) bool { return j.Outcome != JobOpen })
}

// Open is all Jobs that go on, or would: the merge too.
func (r *Render) Open() []Job {
	all := r.Unfinished()
	if r.MergeJob.has(JobOpen) {
		all = append(all, *r.MergeJob)
	}
	return all
}

// Suspended reports whether all Jobs whose tiles are missing are suspended.
func (r *Render) Suspended() bool {
	left := r.Unfinished()
	return len(left) > 0 && !slices.ContainsFunc(left, func(j Job) bool { return !j.Suspended() })
}

// JobsGone reports whether no Job of the render is left, and none is remembered.
func (r *Render) JobsGone() bool { return len(r.TileJobs) == 0 && r.MergeJob == nil }

// Job is the Job of the name; nil if it is not there.
func (r *Render) Job(name string) *Job {
	for i := range r.TileJobs {
		if r.TileJobs[i].Name == name {
			return &r.TileJobs[i]
		}
	}
	if r.MergeJob != nil && r.MergeJob.Name == name {
		return r.MergeJob
	}
	return nil
}

// Newest is the tile Job that was made last or, if there is none, the merge; nil
// if no Job is there.
func (r *Render) Newest() *Job {
	if n := len(r.TileJobs); n > 0 {
		return &r.TileJobs[n-1]
	}
	return r.MergeJob
}

// Begun reports whether a pod of the render is known to have run.
func (r *Render) Begun() bool {
	return r.State == Complete || slices.ContainsFunc(r.Tiles, func(t Tile) bool {
		return t.Phase == Done || t.Phase == TileFailed || t.FailedPod != "" || !t.Started.IsZero()
	})
}
