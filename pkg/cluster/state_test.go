package cluster

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/cache"

	"mosaic/pkg/job"
)

func TestIndexes(t *testing.T) {
	for list, want := range map[string][]int{
		"": nil, "0": {0}, "1,3-5,7": {1, 3, 4, 5, 7}, "8-12": {8, 9}, "x,2,3-y": {2}, "0-99999999": {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
	} {
		if d := cmp.Diff(want, indexes(list, 10)); d != "" {
			t.Errorf("indexes(%q): %s", list, d)
		}
	}
}

func tilePod(index string, phase corev1.PodPhase) *corev1.Pod {
	return &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: "p-" + index + "-" + string(phase), Labels: map[string]string{
			job.LabelComponent: job.Tiles, batchv1.JobCompletionIndexAnnotation: index,
		}},
		Status: corev1.PodStatus{Phase: phase},
	}
}

func aJob(component string, conditions ...batchv1.JobConditionType) *batchv1.Job {
	j := &batchv1.Job{ObjectMeta: metav1.ObjectMeta{Name: "n-" + component, Labels: map[string]string{job.LabelComponent: component}}}
	for _, c := range conditions {
		j.Status.Conditions = append(j.Status.Conditions, batchv1.JobCondition{
			Type: c, Status: corev1.ConditionTrue, Reason: "Reason", Message: "message",
		})
	}
	return j
}

func TestState(t *testing.T) {
	oom := tilePod("2", corev1.PodFailed)
	oom.Spec.NodeName = "node-a"
	oom.Status.ContainerStatuses = []corev1.ContainerStatus{{State: corev1.ContainerState{
		Terminated: &corev1.ContainerStateTerminated{ExitCode: 137, Reason: "OOMKilled"},
	}}}
	lagging := aJob(job.Tiles)
	lagging.Status.CompletedIndexes = "0,3-5"
	failed := aJob(job.Tiles, batchv1.JobFailureTarget)
	failed.Status.FailedIndexes = new("2")

	const deleted = "the tiles' Job is deleted"
	for _, c := range []struct {
		name    string
		objects []any
		want    state
		why     string
	}{
		{"nothing yet", []any{aJob(job.Tiles), aJob(job.Merge)}, state{waiting: true}, ""},
		{"pods tell before the Job does", []any{
			lagging, aJob(job.Merge),
			tilePod("0", corev1.PodSucceeded), tilePod("1", corev1.PodSucceeded), tilePod("1", corev1.PodFailed), tilePod("2", corev1.PodRunning),
		}, state{done: 5, running: 1, waiting: true}, ""},
		{"merged", []any{aJob(job.Tiles), aJob(job.Merge, batchv1.JobSuccessCriteriaMet)}, state{done: 10, merged: true, waiting: true}, ""},
		{"rendered, and the Job deleted since", []any{aJob(job.Tiles, batchv1.JobComplete), deleted, aJob(job.Merge)}, state{done: 10, waiting: true}, ""},
		{"tiles failed", []any{failed, aJob(job.Merge), oom}, state{failed: 1, waiting: true}, "OOMKilled, exit code 137 (pod p-2-Failed on node-a)"},
		{"merge failed", []any{aJob(job.Tiles, batchv1.JobComplete), aJob(job.Merge, batchv1.JobFailed)}, state{done: 10}, "job/n-merge: Reason: message"},
		{"tiles deleted", []any{aJob(job.Merge)}, state{waiting: true}, "the Job of its tiles was deleted"},
	} {
		w := &watch{jobs: cache.NewStore(cache.MetaNamespaceKeyFunc), pods: cache.NewStore(cache.MetaNamespaceKeyFunc)}
		for _, obj := range c.objects {
			if obj == deleted {
				if err := w.jobs.Delete(aJob(job.Tiles)); err != nil {
					t.Fatal(err)
				}
				continue
			}
			store := w.pods
			if _, ok := obj.(*batchv1.Job); ok {
				store = w.jobs
			}
			w.remember(obj)
			if err := store.Add(obj); err != nil {
				t.Fatal(err)
			}
		}
		got := w.state(10)
		if why := strings.Join(got.why, "\n"); (c.why == "") != (why == "") || !strings.Contains(why, c.why) {
			t.Errorf("%s: why is %q, want %q", c.name, why, c.why)
		}
		got.why = nil
		if d := cmp.Diff(c.want, got, cmp.AllowUnexported(state{})); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, d)
		}
	}
}
