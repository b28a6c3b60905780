package status

import (
	"cmp"
	"slices"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"mosaic/pkg/job"
)

// failure is why the render failed: what the Jobs say, and what the pods said.
func failure(js jobs, pods []*corev1.Pod, r *Render) []Cause {
	var cs causes
	for _, j := range []*Job{js.newest(), js.merge} {
		if !j.has(JobFailed) {
			continue
		}
		if c := Condition(j.Job, batchv1.JobFailureTarget, batchv1.JobFailed); c != nil {
			cs.add(Cause{Kind: GaveUp, Text: "job/" + j.Name + ": " + c.Reason + ": " + c.Message, Do: "kubectl mosaic retry " + r.Name})
		}
	}
	ends := endings(pods, r)
	if slices.ContainsFunc(ends, func(c Cause) bool { return c.Do != "" }) {
		for i := range cs.all {
			cs.all[i].Do = "" // the same would happen again
		}
	}
	return append(cs.all, ends...)
}

// endings is how pods failed, those that ended alike together in the words of
// the first, the most frequent first.
func endings(pods []*corev1.Pod, r *Render) []Cause {
	var heads []string
	byHead := map[string]*Cause{}
	for _, p := range slices.SortedFunc(slices.Values(pods), older) {
		if p.Status.Phase != corev1.PodFailed || p.Labels[job.LabelComponent] == job.Transfer {
			continue
		}
		text := Ending(p)
		head, _, _ := strings.Cut(text, ": ") // reason and exit code; the rest names the tile
		c := byHead[head]
		if c == nil {
			c = &Cause{Kind: GaveUp, Text: text}
			if strings.HasPrefix(head, "OOMKilled") {
				c.Text = head // what it said before says nothing of that
				c.Do = "give tiles more memory: kubectl mosaic retry " + r.Name + " --memory 2Gi"
			}
			byHead[head], heads = c, append(heads, head)
		}
		c.Count++
	}
	var all []Cause
	for _, h := range heads {
		all = append(all, *byHead[h])
	}
	slices.SortStableFunc(all, func(a, b Cause) int { return cmp.Compare(b.Count, a.Count) })
	return all
}
