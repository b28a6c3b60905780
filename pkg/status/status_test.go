package status

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"mosaic/pkg/job"
)

var now = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func ago(d time.Duration) metav1.Time { return metav1.NewTime(now.Add(-d)) }

// aJob is the Job of a render of ten tiles.
func aJob(component string, edit func(*batchv1.Job)) *batchv1.Job {
	j := &batchv1.Job{ObjectMeta: metav1.ObjectMeta{
		Namespace: "n", Name: "r-" + component, CreationTimestamp: ago(time.Minute),
		Labels:      map[string]string{job.LabelInstance: "r", job.LabelComponent: component},
		Annotations: map[string]string{job.AnnotationTiles: "10"},
	}}
	if component == job.Tiles {
		j.Spec.Completions, j.Spec.Parallelism = new(int32(10)), new(int32(4))
		j.Spec.CompletionMode = new(batchv1.IndexedCompletion)
	}
	if edit != nil {
		edit(j)
	}
	return j
}

func is(t batchv1.JobConditionType, reason string) func(*batchv1.Job) {
	return func(j *batchv1.Job) {
		j.Status.Conditions = append(j.Status.Conditions, batchv1.JobCondition{
			Type: t, Status: corev1.ConditionTrue, Reason: reason, Message: "told so", LastTransitionTime: ago(time.Second),
		})
	}
}

// aPod is a pod of a tile.
func aPod(index string, phase corev1.PodPhase, edit func(*corev1.Pod)) *corev1.Pod {
	p := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{
			Namespace: "n", Name: "r-tiles-" + index + "-" + string(phase), CreationTimestamp: ago(40 * time.Second),
			Labels: map[string]string{
				job.LabelInstance: "r", job.LabelComponent: job.Tiles,
				batchv1.JobCompletionIndexAnnotation: index, batchv1.JobNameLabel: "r-tiles",
			},
		},
		Spec:   corev1.PodSpec{NodeName: "node-a"},
		Status: corev1.PodStatus{Phase: phase},
	}
	var s corev1.ContainerState
	switch phase {
	case corev1.PodRunning:
		s.Running = &corev1.ContainerStateRunning{StartedAt: ago(10 * time.Second)}
	case corev1.PodSucceeded:
		s.Terminated = &corev1.ContainerStateTerminated{StartedAt: ago(30 * time.Second), FinishedAt: ago(20 * time.Second)}
	case corev1.PodFailed:
		s.Terminated = &corev1.ContainerStateTerminated{ExitCode: 137, Reason: "OOMKilled", StartedAt: ago(30 * time.Second), FinishedAt: ago(5 * time.Second)}
	}
	p.Status.ContainerStatuses = []corev1.ContainerStatus{{Name: job.Tiles, State: s}}
	if edit != nil {
		edit(p)
	}
	return p
}

func pending(reason, message string) func(*corev1.Pod) {
	return func(p *corev1.Pod) {
		p.Spec.NodeName = ""
		p.Status.Conditions = []corev1.PodCondition{{Type: corev1.PodScheduled, Status: corev1.ConditionFalse, Reason: reason, Message: message}}
	}
}

func waiting(reason, message string) func(*corev1.Pod) {
	return func(p *corev1.Pod) {
		p.Status.ContainerStatuses = []corev1.ContainerStatus{{Image: "i", State: corev1.ContainerState{
			Waiting: &corev1.ContainerStateWaiting{Reason: reason, Message: message},
		}}}
	}
}

// mounting is of a pod that waits, and mounts an image.
func mounting(image, reason, message string) func(*corev1.Pod) {
	return func(p *corev1.Pod) {
		waiting(reason, message)(p)
		p.Spec.Volumes = []corev1.Volume{{Name: "claim"}, {Name: "scene", VolumeSource: corev1.VolumeSource{Image: &corev1.ImageVolumeSource{Reference: image}}}}
	}
}

func TestStates(t *testing.T) {
	merge := aJob(job.Merge, nil)
	lagging := aJob(job.Tiles, func(j *batchv1.Job) { j.Status.CompletedIndexes = "0,3-5" })
	suspended := func(j *batchv1.Job) { j.Spec.Suspend = new(true) }
	for _, c := range []struct {
		name  string
		jobs  []*batchv1.Job
		pods  []*corev1.Pod
		state State
		tiles string // a letter each: waiting, running, done, retrying, lost
	}{
		{"nothing yet", []*batchv1.Job{aJob(job.Tiles, nil), merge}, nil, Pending, "wwwwwwwwww"},
		{"pods tell before the Job does", []*batchv1.Job{lagging, merge}, []*corev1.Pod{
			aPod("0", corev1.PodSucceeded, nil), aPod("1", corev1.PodFailed, nil), aPod("1", corev1.PodSucceeded, nil),
			aPod("2", corev1.PodRunning, nil), aPod("6", corev1.PodFailed, nil), aPod("7", corev1.PodPending, nil),
		}, Rendering, "ddrdddtwww"},
		{"all there", []*batchv1.Job{aJob(job.Tiles, func(j *batchv1.Job) { j.Status.CompletedIndexes = "0-9" }), merge}, nil, Merging, "dddddddddd"},
		{"complete", []*batchv1.Job{lagging, aJob(job.Merge, is(batchv1.JobSuccessCriteriaMet, ""))}, nil, Complete, "dddddddddd"},
		{"merge alone is left", []*batchv1.Job{aJob(job.Merge, is(batchv1.JobComplete, ""))}, nil, Complete, "dddddddddd"},
		{"a lost tile", []*batchv1.Job{aJob(job.Tiles, func(j *batchv1.Job) {
			j.Status.FailedIndexes, j.Status.CompletedIndexes = new("2"), "0,1"
			is(batchv1.JobFailureTarget, "FailedIndexes")(j)
		}), merge}, nil, Failed, "ddlwwwwwww"},
		{"merge failed", []*batchv1.Job{aJob(job.Tiles, is(batchv1.JobComplete, "")), aJob(job.Merge, is(batchv1.JobFailed, "BackoffLimitExceeded"))}, nil, Failed, "wwwwwwwwww"},
		{"paused", []*batchv1.Job{aJob(job.Tiles, suspended), merge}, nil, Paused, "wwwwwwwwww"},
		{"queued", []*batchv1.Job{aJob(job.Tiles, func(j *batchv1.Job) { suspended(j); j.Labels[job.LabelQueue] = "q" }), merge}, nil, Queued, "wwwwwwwwww"},
		{"the first Job is gone", []*batchv1.Job{aJob(job.Tiles, func(j *batchv1.Job) {
			j.Annotations[job.AnnotationPick], j.Status.CompletedIndexes, j.Spec.Completions = "2,5-7", "1,2", new(int32(4))
		}), merge}, nil, Rendering, "ddwddddwdd"},
		{"some of the missing are rendered", []*batchv1.Job{aJob(job.Tiles, func(j *batchv1.Job) {
			j.Annotations[job.AnnotationPick], j.Annotations[job.AnnotationFailed] = "2", "5-7"
			j.Status.CompletedIndexes, j.Spec.Completions = "0", new(int32(1))
			is(batchv1.JobComplete, "CompletionsReached")(j)
		})}, nil, Failed, "dddddllldd"},
		{"a later Job picks the lost one", []*batchv1.Job{
			aJob(job.Tiles, func(j *batchv1.Job) {
				j.Status.FailedIndexes, j.Status.CompletedIndexes = new("2,7"), "0,1,3-6,8,9"
				is(batchv1.JobFailed, "FailedIndexes")(j)
			}),
			aJob(job.Tiles, func(j *batchv1.Job) {
				j.Name, j.CreationTimestamp, j.Spec.Completions = "r-retry-1", ago(time.Second), new(int32(2))
				j.Annotations[job.AnnotationPick], j.Status.CompletedIndexes = "2,7", "1"
			}), merge,
		}, nil, Rendering, "ddtddddddd"},
	} {
		all := Renders(Snapshot{Jobs: c.jobs, Pods: c.pods}, now)
		if len(all) != 1 {
			t.Fatalf("%s: %d renders", c.name, len(all))
		}
		r := all[0]
		var tiles strings.Builder
		for _, tile := range r.Tiles {
			tiles.WriteByte("wrtdl"[tile.Phase])
		}
		if r.State != c.state || tiles.String() != c.tiles {
			t.Errorf("%s: %s %s, want %s %s", c.name, r.State, &tiles, c.state, c.tiles)
		}
	}
}

func TestWhy(t *testing.T) {
	for _, c := range []struct {
		name   string
		pods   []*corev1.Pod
		events []*corev1.Event
		kind   Kind
		count  int
		text   string
	}{
		{"no node", []*corev1.Pod{
			aPod("0", corev1.PodPending, pending("Unschedulable", "0/2 nodes are available: 2 Insufficient cpu.")),
			aPod("1", corev1.PodPending, pending("Unschedulable", "0/2 nodes are available: 2 Insufficient cpu.")),
		}, nil, Unschedulable, 2, "Insufficient cpu"},
		{"no claim", []*corev1.Pod{aPod("0", corev1.PodPending, pending("Unschedulable", `persistentvolumeclaim "x" not found`))}, nil, Claim, 1, `"x" not found`},
		{"no image", []*corev1.Pod{
			aPod("0", corev1.PodPending, waiting("ErrImagePull", "not found")), aPod("1", corev1.PodPending, waiting("ImagePullBackOff", "back-off")),
		}, nil, Image, 2, "cannot pull i"},
		{"no image to mount", []*corev1.Pod{aPod("0", corev1.PodPending, mounting("film:1", "ImagePullBackOff", `Back-off pulling image "film:1": not found`))},
			nil, Image, 1, "cannot pull film:1"},
		{"no image to mount, as the runtime says it", []*corev1.Pod{aPod("0", corev1.PodPending, mounting("film:1", "ErrImagePull", `failed to pull and unpack image "docker.io/library/film:1": not found`))},
			nil, Image, 1, "cannot pull film:1"},
		{"no image, and one to mount", []*corev1.Pod{aPod("0", corev1.PodPending, mounting("film:1", "ErrImagePull", `failed to pull image "film:1.2": not found`))},
			nil, Image, 1, "cannot pull i"},
		{"no mount", []*corev1.Pod{aPod("0", corev1.PodPending, waiting("ContainerCreating", ""))}, []*corev1.Event{{
			InvolvedObject: corev1.ObjectReference{Namespace: "n", Name: "r-tiles-0-Pending"}, Reason: "FailedAttachVolume", Message: "Multi-Attach error",
		}}, Volume, 1, "Multi-Attach"},
		{"quota", nil, []*corev1.Event{{
			InvolvedObject: corev1.ObjectReference{Namespace: "n", Name: "r-tiles"}, Reason: "FailedCreate", LastTimestamp: ago(time.Second),
			Message: `Error creating: pods "r-tiles-0-abcde" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1`,
		}}, Quota, 0, "exceeded quota: q"},
		{"backoff", []*corev1.Pod{aPod("0", corev1.PodFailed, nil)}, nil, Backoff, 1, "next try"},
		{"dead node", []*corev1.Pod{aPod("0", corev1.PodRunning, func(p *corev1.Pod) {
			p.Status.Conditions = []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionFalse}}
		})}, nil, Node, 1, "node-a does not answer"},
		{"dead node, evicted", []*corev1.Pod{aPod("0", corev1.PodRunning, func(p *corev1.Pod) {
			p.DeletionTimestamp = new(ago(time.Minute))
		})}, nil, Node, 1, "holds on"},
	} {
		r := Renders(Snapshot{Jobs: []*batchv1.Job{aJob(job.Tiles, nil)}, Pods: c.pods, Events: c.events}, now)[0]
		if len(r.Why) == 0 {
			t.Errorf("%s: no cause", c.name)
			continue
		}
		if w := r.Why[0]; w.Kind != c.kind || w.Count != c.count || !strings.Contains(w.Text, c.text) {
			t.Errorf("%s: %+v, want %s (%d) with %q", c.name, w, c.kind, c.count, c.text)
		}
	}
	if r := Renders(Snapshot{Jobs: []*batchv1.Job{aJob(job.Tiles, nil)}, Pods: []*corev1.Pod{aPod("0", corev1.PodRunning, nil)}}, now)[0]; len(r.Why) > 0 {
		t.Errorf("what moves has a cause not to: %+v", r.Why)
	}
}

func TestBackoffEnds(t *testing.T) {
	second := aPod("0", corev1.PodFailed, func(p *corev1.Pod) { p.Name = "again" })
	r := Renders(Snapshot{Jobs: []*batchv1.Job{aJob(job.Tiles, nil)}, Pods: []*corev1.Pod{aPod("0", corev1.PodFailed, nil), second}}, now)[0]
	if want := now.Add(15 * time.Second); len(r.Why) != 1 || !r.Why[0].Until.Equal(want) {
		t.Errorf("two failures, the last 5 s ago: %+v, want an end at %v", r.Why, want)
	}
}

// Pods of a Job that was replaced by one of its name say nothing of the new one.
func TestPodsOfAReplacedJobDoNotCount(t *testing.T) {
	is := aJob(job.Tiles, func(j *batchv1.Job) { j.UID = "new" })
	of := func(uid string) func(*corev1.Pod) {
		return func(p *corev1.Pod) { p.Labels[batchv1.ControllerUidLabel] = uid }
	}
	r := Renders(Snapshot{Jobs: []*batchv1.Job{is}, Pods: []*corev1.Pod{
		aPod("0", corev1.PodFailed, of("old")), aPod("1", corev1.PodRunning, of("new")),
	}}, now)[0]
	if r.Tiles[0].Phase != Waiting || r.Tiles[1].Phase != Running {
		t.Errorf("tile 0 is %v and tile 1 %v, want waiting and running", r.Tiles[0].Phase, r.Tiles[1].Phase)
	}
}

// A tile that an older Job failed at is the work of the newest one.
// A tile that fails at its last attempt is not said to be tried again in the
// moment before its Job says so; one that was evicted is.
func TestLastAttempt(t *testing.T) {
	j := aJob(job.Tiles, func(j *batchv1.Job) { j.Spec.BackoffLimitPerIndex = new(int32(2)) })
	failures := func(n string) func(*corev1.Pod) {
		return func(p *corev1.Pod) {
			p.Annotations = map[string]string{batchv1.JobIndexFailureCountAnnotation: n}
		}
	}
	r := Renders(Snapshot{Jobs: []*batchv1.Job{j}, Pods: []*corev1.Pod{
		aPod("0", corev1.PodFailed, nil),
		aPod("1", corev1.PodFailed, failures("1")),
		aPod("2", corev1.PodFailed, failures("2")),
		aPod("3", corev1.PodFailed, func(p *corev1.Pod) {
			failures("2")(p)
			p.Status.Conditions = []corev1.PodCondition{{Type: corev1.DisruptionTarget, Status: corev1.ConditionTrue}}
		}),
	}}, now)[0]
	for i, want := range []Phase{Retrying, Retrying, TileFailed, Retrying} {
		if got := r.Tiles[i].Phase; got != want {
			t.Errorf("tile %d is %v, want %v", i, got, want)
		}
	}
}

func TestOnlyTheNewestJobTriesAgain(t *testing.T) {
	before := aJob(job.Tiles, is(batchv1.JobFailed, "FailedIndexes"))
	again := aJob(job.Tiles, func(j *batchv1.Job) {
		j.Name, j.CreationTimestamp, j.Spec.Completions = "r-retry-1", ago(time.Second), new(int32(1))
		j.Annotations[job.AnnotationPick] = "0"
		is(batchv1.JobComplete, "CompletionsReached")(j)
	})
	o := Snapshot{Jobs: []*batchv1.Job{before, again, aJob(job.Merge, nil)}, Pods: []*corev1.Pod{
		aPod("0", corev1.PodFailed, nil), aPod("0", corev1.PodSucceeded, func(p *corev1.Pod) { p.Labels[batchv1.JobNameLabel] = again.Name }),
	}}
	for _, c := range Renders(o, now)[0].Why {
		if c.Kind == Backoff {
			t.Errorf("the render waits for a try that is over: %v", c)
		}
	}
}

func TestLeft(t *testing.T) {
	var pods []*corev1.Pod
	for i := range 6 {
		pods = append(pods, aPod(string(rune('0'+i)), corev1.PodSucceeded, nil)) // 10 s each
	}
	pods = append(pods, aPod("6", corev1.PodRunning, nil), aPod("7", corev1.PodRunning, nil)) // for 10 s
	r := Renders(Snapshot{Jobs: []*batchv1.Job{aJob(job.Tiles, nil), aJob(job.Merge, nil)}, Pods: pods}, now)[0]
	// Two tiles of 10 s wait for two places, and six tiles on two places took 60 s, not 30.
	if r.Left < 10*time.Second || r.Left > 20*time.Second {
		t.Errorf("%v are left, want 10 to 20 s", r.Left)
	}
}

// Before any tile is done, those that say how far they are tell the time left;
// one that has hardly begun tells nothing.
func TestLeftByShares(t *testing.T) {
	pods := []*corev1.Pod{aPod("0", corev1.PodRunning, nil), aPod("1", corev1.PodRunning, nil)} // for 10 s
	r := Renders(Snapshot{Jobs: []*batchv1.Job{aJob(job.Tiles, nil), aJob(job.Merge, nil)}, Pods: pods}, now)[0]
	if r.Left != 0 {
		t.Errorf("%v are left, though nobody knows", r.Left)
	}
	r.SetShares(map[string]float64{pods[0].Name: 0.01}, now)
	if r.Left != 0 {
		t.Errorf("%v are left by a hundredth of a tile", r.Left)
	}
	r.SetShares(map[string]float64{pods[0].Name: 0.6, pods[1].Name: 0.4}, now)
	// A tile costs 20 s: 8 s and 12 s are left of these, and eight times 20 s, on two places.
	if want := 90 * time.Second; r.Left != want {
		t.Errorf("%v are left, want %v", r.Left, want)
	}
	if done, of := r.PartlyDone(); done != 1 || of != 2 {
		t.Errorf("%v tiles are done of %d under way, want 1 of 2", done, of)
	}
}

func TestIndexes(t *testing.T) {
	for list, want := range map[string][]int{
		"": nil, "0": {0}, "1,3-5,7": {1, 3, 4, 5, 7}, "8-12": {8, 9}, "x,2,3-y": {2}, "0-99999999": {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
	} {
		if d := cmp.Diff(want, indexes(list, 10)); d != "" {
			t.Errorf("indexes(%q): %s", list, d)
		}
	}
	tiles := make([]Tile, 10)
	for _, i := range indexes("1,3-5,7,8", 10) {
		tiles[i].Phase = TileFailed
	}
	if got := List(tiles, TileFailed); got != "1,3-5,7,8" {
		t.Errorf("List = %q", got)
	}
}
