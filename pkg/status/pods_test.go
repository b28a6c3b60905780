package status

import (
	"strings"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"mosaic/pkg/job"
)

func TestPods(t *testing.T) {
	later := func(p *corev1.Pod) { p.CreationTimestamp = ago(time.Second) }
	merge := aPod("", corev1.PodRunning, func(p *corev1.Pod) { p.Labels[job.LabelComponent], p.Name = job.Merge, "merge" })
	transfer := aPod("", corev1.PodRunning, func(p *corev1.Pod) { p.Labels[job.LabelComponent] = job.Transfer })
	again := aPod("1", corev1.PodSucceeded, func(p *corev1.Pod) { p.Labels[batchv1.JobNameLabel] = "r-retry-1"; later(p) })
	retry := aJob(job.Tiles, func(j *batchv1.Job) { j.Name = "r-retry-1"; j.Annotations[job.AnnotationPick] = "2,7" })
	pods := []*corev1.Pod{
		transfer, merge, again, aPod("10", corev1.PodRunning, nil), aPod("7", corev1.PodSucceeded, later),
		aPod("7", corev1.PodFailed, nil), aPod("0", corev1.PodPending, pending("", "")),
	}
	var got []string
	for _, p := range Pods(Snapshot{Jobs: []*batchv1.Job{aJob(job.Tiles, nil), retry}, Pods: pods}) {
		got = append(got, p.String())
	}
	if want := "tile 0, tile 7 try 1, tile 7 try 2, tile 7 try 3, tile 10, merge"; strings.Join(got, ", ") != want {
		t.Errorf("%s, want %s", strings.Join(got, ", "), want)
	}
}

func TestFailuresOfOneKindAreOneCause(t *testing.T) {
	said := func(message string) func(*corev1.Pod) {
		return func(p *corev1.Pod) {
			s := &p.Status.ContainerStatuses[0]
			s.State.Terminated.Reason, s.State.Terminated.ExitCode, s.State.Terminated.Message = "Error", 1, message
		}
	}
	pods := []*corev1.Pod{
		aPod("0", corev1.PodFailed, nil), aPod("1", corev1.PodFailed, nil), aPod("2", corev1.PodFailed, nil),
		aPod("3", corev1.PodFailed, said("tile 3: disk full")), aPod("4", corev1.PodFailed, said("tile 4: disk full")),
	}
	r := Renders(Snapshot{Jobs: []*batchv1.Job{aJob(job.Tiles, is(batchv1.JobFailed, "FailedIndexes"))}, Pods: pods}, now)[0]
	var got []string
	for _, c := range r.Why {
		got = append(got, c.String())
	}
	want := []string{
		"Failed: job/r-tiles: FailedIndexes: told so",
		"Failed (3): OOMKilled, exit code 137",
		"Failed (2): exit code 1: tile 3: disk full",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestTheMergePodTellsBeforeItsJob(t *testing.T) {
	merge := aJob(job.Merge, func(j *batchv1.Job) { j.UID = "new" })
	pod := func(uid string) *corev1.Pod {
		return aPod("", corev1.PodSucceeded, func(p *corev1.Pod) {
			p.Labels[job.LabelComponent], p.Labels[batchv1.JobNameLabel], p.Labels[batchv1.ControllerUidLabel] = job.Merge, merge.Name, uid
			p.Status.ContainerStatuses[0].Name = job.Merge
		})
	}
	for uid, want := range map[string]State{"new": Complete, "old": Pending} {
		r := Renders(Snapshot{Jobs: []*batchv1.Job{aJob(job.Tiles, nil), merge}, Pods: []*corev1.Pod{pod(uid)}}, now)[0]
		if r.State != want || r.State.Over() == r.Finished.IsZero() {
			t.Errorf("a pod of the %s merge has succeeded: %s, finished %v; want %s", uid, r.State, r.Finished, want)
		}
	}
}
