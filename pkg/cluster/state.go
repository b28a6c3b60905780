package cluster

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"

	"mosaic/pkg/job"
)

// endNow makes a Job's deadline pass, which fails it and keeps it to be looked at.
var endNow = []byte(`{"spec":{"activeDeadlineSeconds":1}}`)

const mergePatch = types.MergePatchType

// A state is a snapshot of a run.
type state struct {
	done, running, failed int      // tiles
	merged                bool     // the image is there
	waiting               bool     // the merge has not ended
	why                   []string // the run failed; nil if it did not
}

// state works out how far the run is. Pods tell it first: a Job's own counts
// lag behind by many seconds when there are many tiles.
func (w *watch) state(total int) state {
	var tiles, merge *batchv1.Job
	for _, obj := range w.jobs.List() {
		switch j := obj.(*batchv1.Job); j.Labels[job.LabelComponent] {
		case job.Tiles:
			tiles = j
		case job.Merge:
			merge = j
		}
	}
	s := state{merged: w.merged.Load()}
	done := map[int]bool{}
	var broken []*corev1.Pod
	for _, obj := range w.pods.List() {
		p := obj.(*corev1.Pod)
		switch component := p.Labels[job.LabelComponent]; {
		case component == job.Transfer:
		case p.Status.Phase == corev1.PodFailed:
			broken = append(broken, p)
		case component == job.Merge:
		case p.Status.Phase == corev1.PodSucceeded:
			if i, err := strconv.Atoi(p.Labels[batchv1.JobCompletionIndexAnnotation]); err == nil {
				done[i] = true
			}
		case p.Status.Phase == corev1.PodRunning && p.DeletionTimestamp == nil:
			s.running++
		}
	}
	if tiles != nil {
		for _, i := range indexes(tiles.Status.CompletedIndexes, total) {
			done[i] = true
		}
		if tiles.Status.FailedIndexes != nil {
			s.failed = len(indexes(*tiles.Status.FailedIndexes, total))
		}
	}
	if s.done = len(done); w.rendered.Load() || s.merged {
		s.done = total
	}
	if merge != nil {
		s.waiting = condition(merge, batchv1.JobFailureTarget, batchv1.JobFailed, batchv1.JobComplete) == nil
	}
	if !s.merged {
		s.why = reasons(tiles, merge, broken, w.rendered.Load())
	}
	return s
}

// reasons says why the run failed, nil if it did not.
func reasons(tiles, merge *batchv1.Job, broken []*corev1.Pod, rendered bool) []string {
	var why []string
	say := func(name string, j *batchv1.Job) bool {
		if j == nil {
			why = append(why, fmt.Sprintf("the Job of its %s was deleted", name))
			return true
		}
		c := condition(j, batchv1.JobFailureTarget, batchv1.JobFailed)
		if c != nil {
			why = append(why, fmt.Sprintf("job/%s: %s: %s", j.Name, c.Reason, c.Message))
		}
		return c != nil
	}
	switch {
	case !rendered && say("tiles", tiles):
		if tiles != nil && tiles.Status.FailedIndexes != nil && *tiles.Status.FailedIndexes != "" {
			why = append(why, "failed tiles: "+*tiles.Status.FailedIndexes)
		}
		why = append(why, lastWords(broken, job.Tiles)...)
	case say("merge", merge):
		why = append(why, lastWords(broken, job.Merge)...)
	}
	return why
}

// maxWords is how many pods are quoted.
const maxWords = 5

// lastWords is what failed pods said, each different saying once, the newest first.
func lastWords(pods []*corev1.Pod, component string) []string {
	slices.SortFunc(pods, func(a, b *corev1.Pod) int { return b.CreationTimestamp.Compare(a.CreationTimestamp.Time) })
	var words []string
	for _, p := range pods {
		if p.Labels[job.LabelComponent] != component {
			continue
		}
		text := ending(p)
		if i, ok := p.Labels[batchv1.JobCompletionIndexAnnotation]; ok {
			text = "tile " + i + ": " + text
		}
		if len(words) < maxWords && !slices.Contains(words, text) {
			words = append(words, text)
		}
	}
	return words
}

// ending says how a pod ended.
func ending(p *corev1.Pod) string {
	for _, s := range p.Status.ContainerStatuses {
		t := s.State.Terminated
		if t == nil {
			continue
		}
		text := fmt.Sprintf("exit code %d", t.ExitCode)
		if t.Reason != "" && t.Reason != "Error" {
			text = t.Reason + ", " + text
		}
		if m := strings.TrimSpace(t.Message); m != "" {
			text += ": " + strings.ReplaceAll(m, "\n", "\n    ")
		}
		return text + " (pod " + p.Name + " on " + p.Spec.NodeName + ")"
	}
	return strings.TrimSpace(p.Status.Reason+" "+p.Status.Message) + " (pod " + p.Name + ")"
}

// indexes reads a Job's list of indexes, as in "1,3-5,7", those below total.
func indexes(list string, total int) []int {
	var all []int
	for part := range strings.SplitSeq(list, ",") {
		from, to, isRange := strings.Cut(part, "-")
		a, err := strconv.Atoi(from)
		if err != nil {
			continue
		}
		b := a
		if isRange {
			if b, err = strconv.Atoi(to); err != nil {
				continue
			}
		}
		for i := max(a, 0); i <= min(b, total-1); i++ {
			all = append(all, i)
		}
	}
	return all
}
