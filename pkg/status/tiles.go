package status

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"mosaic/pkg/job"
	"mosaic/pkg/render"
	"mosaic/pkg/tile"
)

// fromJobs takes what the Jobs' own lists of indexes say.
func (r *Render) fromJobs(js jobs) {
	for _, j := range js.tiles {
		tileOf := tileList(j.Job)
		mark := func(list string, p Phase) {
			for _, i := range indexes(list, int(deref(j.Spec.Completions))) {
				if t, ok := tileOf(i); ok && t < len(r.Tiles) {
					r.Tiles[t].Phase = p
				}
			}
		}
		if list, ok := j.Annotations[job.AnnotationPick]; ok {
			r.picked(list, j.Annotations[job.AnnotationFailed])
		}
		if j.Status.FailedIndexes != nil {
			mark(*j.Status.FailedIndexes, TileFailed)
		}
		mark(j.Status.CompletedIndexes, Done)
		r.happened(j.CreationTimestamp.Time)
		for _, c := range j.Status.Conditions {
			r.happened(c.LastTransitionTime.Time)
		}
	}
	// A later Job tries what an earlier one failed.
	if n := js.newest(); n != nil && len(js.tiles) > 1 {
		failed := map[int]bool{}
		if n.Status.FailedIndexes != nil {
			for _, i := range indexes(*n.Status.FailedIndexes, int(deref(n.Spec.Completions))) {
				failed[i] = true
			}
		}
		tileOf := tileList(n.Job)
		for i := range int(deref(n.Spec.Completions)) {
			if t, ok := tileOf(i); ok && t < len(r.Tiles) && r.Tiles[t].Phase == TileFailed && !failed[i] {
				r.Tiles[t].Phase = Retrying
			}
		}
	}
}

// picked takes what was known when a Job was made that renders some tiles: all
// that it does not name were on the volume.
func (r *Render) picked(list, failed string) {
	was := map[int]Phase{}
	for i := range r.Tiles {
		was[i], r.Tiles[i].Phase = r.Tiles[i].Phase, Done
	}
	for _, i := range indexes(list, len(r.Tiles)) {
		r.Tiles[i].Phase = Waiting
		if was[i] == TileFailed || was[i] == Retrying {
			r.Tiles[i].Phase = Retrying
		}
	}
	for _, i := range indexes(failed, len(r.Tiles)) {
		r.Tiles[i].Phase = TileFailed
	}
}

// tileList is the tile of each index of a Job: the index itself, unless the Job
// has a list to pick from.
func tileList(j *batchv1.Job) func(index int) (int, bool) {
	list, ok := j.Annotations[job.AnnotationPick]
	if !ok {
		return func(i int) (int, bool) { return i, true }
	}
	tiles := indexes(list, tile.MaxTiles)
	return func(i int) (int, bool) {
		if i < 0 || i >= len(tiles) {
			return 0, false
		}
		return tiles[i], true
	}
}

// fromPods takes what each pod says about its tile.
func (r *Render) fromPods(js jobs, pods []*corev1.Pod, now time.Time) {
	pick := map[string]func(int) (int, bool){}
	retries := map[string]int{}
	for _, j := range js.tiles {
		pick[j.Name] = tileList(j.Job)
		if j.Spec.BackoffLimitPerIndex != nil {
			retries[j.Name] = int(*j.Spec.BackoffLimitPerIndex)
		}
	}
	for _, p := range slices.SortedFunc(slices.Values(pods), older) {
		start, end := ran(p)
		r.happened(p.CreationTimestamp.Time)
		r.happened(start)
		r.happened(end)
		r.CPUSeconds += cpuSeconds(p, start, end, now)
		if p.Labels[job.LabelComponent] != job.Tiles {
			continue
		}
		i, err := strconv.Atoi(p.Labels[batchv1.JobCompletionIndexAnnotation])
		name := p.Labels[batchv1.JobNameLabel]
		tileOf := pick[name]
		if err != nil || tileOf == nil {
			continue
		}
		if t, ok := tileOf(i); ok && t < len(r.Tiles) {
			limit, limited := retries[name]
			r.Tiles[t].add(p, start, end, limited && isLast(p, limit))
		}
	}
}

// isLast reports whether the Job makes no further pod of p's index if p fails,
// which it says itself a moment later.
func isLast(p *corev1.Pod, retries int) bool {
	failures, _ := strconv.Atoi(p.Annotations[batchv1.JobIndexFailureCountAnnotation]) // none of a first pod
	disrupted := slices.ContainsFunc(p.Status.Conditions, func(c corev1.PodCondition) bool {
		return c.Type == corev1.DisruptionTarget && c.Status == corev1.ConditionTrue
	})
	return failures >= retries && !disrupted
}

// add takes a pod of the tile, of which last reports whether it is the last that
// the Job makes; pods come in the order they were made.
func (t *Tile) add(p *corev1.Pod, start, end time.Time, last bool) {
	t.Attempts++
	t.Pod, t.Node = p.Name, p.Spec.NodeName
	t.Started, t.Share = time.Time{}, 0
	switch p.Status.Phase {
	case corev1.PodSucceeded:
		said := tileStats(p)
		t.Phase, t.Took, t.Memory, t.Warnings = Done, end.Sub(start), said.PeakMemory, said.Warnings
		if said.Prepared > 0 {
			t.Took = max(t.Took-time.Duration(said.Prepared*float64(time.Second)), time.Second)
		}
	case corev1.PodFailed:
		t.Error, t.FailedPod, t.FailedNode = Ending(p), p.Name, p.Spec.NodeName
		switch {
		case t.Phase == Done || t.Phase == TileFailed:
		case last:
			t.Phase = TileFailed
		default:
			t.Phase = Retrying
		}
	default:
		if t.Phase == Done {
			return // a second pod of an index that is done: rare and harmless
		}
		if p.Status.Phase == corev1.PodRunning {
			t.Started = start
		}
		switch {
		case t.Attempts > 1 || t.Phase == TileFailed || t.Phase == Retrying:
			t.Phase = Retrying
		case p.Status.Phase == corev1.PodRunning:
			t.Phase = Running
		}
	}
}

// happened keeps the latest time.
func (r *Render) happened(at time.Time) {
	if at.After(r.Changed) {
		r.Changed = at
	}
}

// ownContainer is the status of the pod's container that does the work, which is
// called after its component; nil if nothing is known of it. Others may have been
// added to the pod.
func ownContainer(p *corev1.Pod) *corev1.ContainerStatus {
	return job.ContainerStatus(p, p.Labels[job.LabelComponent])
}

// ran is when a pod's container started and ended; zero if it has not.
func ran(p *corev1.Pod) (start, end time.Time) {
	s := ownContainer(p)
	switch {
	case s == nil:
	case s.State.Running != nil:
		start = s.State.Running.StartedAt.Time
	case s.State.Terminated != nil:
		start, end = s.State.Terminated.StartedAt.Time, s.State.Terminated.FinishedAt.Time
	}
	return start, end
}

func cpuSeconds(p *corev1.Pod, start, end, now time.Time) float64 {
	if start.IsZero() {
		return 0
	}
	if end.IsZero() {
		end = now
	}
	var cores float64
	for i := range p.Spec.Containers {
		cores += p.Spec.Containers[i].Resources.Requests.Cpu().AsApproximateFloat64()
	}
	return cores * max(end.Sub(start).Seconds(), 0)
}

// Ending says how a pod ended, on which node.
func Ending(p *corev1.Pod) string {
	s := ownContainer(p)
	if s == nil || s.State.Terminated == nil {
		return strings.TrimSpace(p.Status.Reason + " " + p.Status.Message)
	}
	t := s.State.Terminated
	text := "exit code " + strconv.Itoa(int(t.ExitCode))
	if t.Reason != "" && t.Reason != "Error" {
		text = t.Reason + ", " + text
	}
	if m := strings.TrimSpace(t.Message); m != "" {
		text += ": " + m
	}
	return text
}

// tileStats is what a tile's pod that succeeded says of itself; nothing if that
// cannot be read.
func tileStats(p *corev1.Pod) (said render.TileStats) {
	_, message, _ := Exit(p)
	if digits, ok := strings.CutPrefix(strings.TrimSuffix(message, "}"), `{"peakMemory":`); ok { // as nearly all are, of very many
		if n, err := strconv.ParseInt(digits, 10, 64); err == nil {
			return render.TileStats{PeakMemory: n}
		}
	}
	if err := json.Unmarshal([]byte(message), &said); err != nil {
		return render.TileStats{}
	}
	return said
}

// Exit is the exit code of the pod's container and what it said last; false if
// it has not ended.
func Exit(p *corev1.Pod) (code int32, message string, ok bool) {
	s := ownContainer(p)
	if s == nil || s.State.Terminated == nil {
		return 0, "", false
	}
	return s.State.Terminated.ExitCode, strings.TrimSpace(s.State.Terminated.Message), true
}

// indexes is those of a Job's list that are below total; of a list that has
// been damaged, the good ones.
func indexes(list string, total int) []int {
	all, _ := tile.ParseList(list, total)
	return all
}

// List is the tiles in a phase, as a Job would write them: "1,3-5,7".
func List(tiles []Tile, p Phase) string {
	var all []int
	for i := range tiles {
		if tiles[i].Phase == p {
			all = append(all, i)
		}
	}
	return tile.FormatList(all, 0)
}

func deref(n *int32) int32 {
	if n == nil {
		return 0
	}
	return *n
}
