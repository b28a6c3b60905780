package status

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"mosaic/pkg/job"
)

// A Kind groups causes.
type Kind string

// The kinds of causes.
const (
	Unschedulable Kind = "Unschedulable" // no node takes the pod
	Claim         Kind = "Claim"         // the claim is missing or not bound
	Volume        Kind = "Volume"        // the volume cannot be mounted
	Image         Kind = "Image"         // the image cannot be had
	Container     Kind = "Container"     // the container cannot be made
	Quota         Kind = "Quota"         // the namespace is full
	Forbidden     Kind = "Forbidden"     // an admission rule refuses the pods
	Suspended     Kind = "Suspended"     // paused
	InQueue       Kind = "Queued"        // Kueue holds it back
	Backoff       Kind = "Backoff"       // a failed tile waits for its next try
	Node          Kind = "Node"          // a node is gone and holds on to its pods
	GaveUp        Kind = "Failed"        // a Job gave up
	NoPods        Kind = "NoPods"        // the Job makes no pods, and why may not be read
	Unreachable   Kind = "Away"          // the API server does not answer, and what is known is old
)

// A Cause is one reason why a render does not move, or why it failed.
type Cause struct {
	Kind  Kind
	Text  string    // in the cluster's own words where it has some
	Count int       // of pods or tiles; 0 where that has no meaning
	Until time.Time // when it passes by itself; zero is not known
	Do    string    // what to type or to change; "" if there is nothing to do
}

// String is as in "Unschedulable (12 pods): 0/2 nodes are available".
func (c Cause) String() string {
	s := string(c.Kind)
	if c.Count > 0 {
		s += fmt.Sprintf(" (%d)", c.Count)
	}
	return s + ": " + c.Text
}

// OfPod is as in "Image: cannot pull it", of a cause that one pod has.
func (c Cause) OfPod() string {
	c.Count = 0
	return c.String()
}

// slow is how long a container may be in the making before that is a cause.
const slow = 20 * time.Second

// gone is how long a pod may outlive its own deletion.
const gone = 5 * time.Second

// causes collects, and counts what is alike.
type causes struct{ all []Cause }

func (cs *causes) add(c Cause) {
	for i := range cs.all {
		if cs.all[i].Kind == c.Kind && cs.all[i].Text == c.Text {
			cs.all[i].Count += c.Count
			return
		}
	}
	cs.all = append(cs.all, c)
}

// why finds what keeps the render from moving, the most frequent first.
func why(js jobs, s Snapshot, r *Render, now time.Time) []Cause {
	var cs causes
	if !r.State.Over() && !s.Unreachable.IsZero() {
		cs.add(Cause{Kind: Unreachable, Text: "no answer from the API server since " + s.Unreachable.Format(time.TimeOnly) +
			"; the render goes on, and so does this when it answers"})
	}
	switch r.State {
	case Complete:
		return nil
	case Failed:
		return failure(js, s.Pods, r)
	case Queued:
		cs.add(Cause{Kind: InQueue, Text: "waits in the queue " + js.newest().Labels[job.LabelQueue], Do: "kubectl get workloads -n " + r.Namespace})
		return cs.all
	case Paused:
		cs.add(Cause{Kind: Suspended, Text: "the Job is suspended", Do: "kubectl mosaic resume " + r.Name})
		return cs.all
	}
	for _, p := range s.Pods {
		if c, ok := PodCause(p, s.Events, now); ok {
			cs.add(c)
		}
	}
	for _, j := range js.all() {
		jobCauses(&cs, j, s, now)
	}
	backoffs(&cs, js, s.Pods, now)
	slices.SortStableFunc(cs.all, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(first(b), first(a)), cmp.Compare(b.Count, a.Count))
	})
	return cs.all
}

// first is 1 for the cause that makes all others old news.
func first(c Cause) int {
	if c.Kind == Unreachable {
		return 1
	}
	return 0
}

// PodCause is why a pod does not run, and what to do about it; false if it runs,
// has ended, or is about to start. It serves every pod: those of a render, and
// those that transfer files or try an image.
func PodCause(p *corev1.Pod, events []*corev1.Event, now time.Time) (Cause, bool) {
	if p.Status.Phase == corev1.PodSucceeded || p.Status.Phase == corev1.PodFailed {
		return Cause{}, false
	}
	if c, ok := nodeCause(p, now); ok {
		return c, true
	}
	if c, ok := schedulingCause(p); ok {
		return c, true
	}
	for _, s := range slices.Concat(p.Status.InitContainerStatuses, p.Status.ContainerStatuses) {
		if w := s.State.Waiting; w != nil {
			flag, image := "--image", s.Image
			if s.Name == job.Merge && len(p.Status.InitContainerStatuses) > 0 { // of another image than Mosaic's
				flag = "--film-image"
			}
			if scene := mountedImage(p, w.Message); scene != "" {
				flag, image = "--scene-image", scene
			}
			if c, ok := waitingCause(w, flag, image); ok {
				return c, true
			}
		}
	}
	if p.Status.Phase == corev1.PodPending && p.Spec.NodeName != "" {
		for _, e := range events {
			if e.InvolvedObject.Name == p.Name && (e.Reason == "FailedMount" || e.Reason == "FailedAttachVolume") {
				return Cause{Kind: Volume, Text: e.Message, Count: 1, Do: "is the volume attached to another node, or its server away?"}, true
			}
		}
		if at := p.Status.StartTime; at != nil && now.Sub(at.Time) > slow {
			return Cause{Kind: Container, Text: "the container is in the making for long on " + p.Spec.NodeName, Count: 1, Do: "kubectl describe pod " + p.Name + " -n " + p.Namespace}, true
		}
	}
	return Cause{}, false
}

// schedulingCause reads the scheduler's own words.
func schedulingCause(p *corev1.Pod) (Cause, bool) {
	for _, c := range p.Status.Conditions {
		if c.Type != corev1.PodScheduled || c.Status == corev1.ConditionTrue {
			continue
		}
		text := c.Message
		switch {
		case c.Reason == corev1.PodReasonSchedulingGated:
			return Cause{Kind: InQueue, Text: "a scheduling gate holds the pod back: " + text, Count: 1}, true
		case c.Reason != corev1.PodReasonUnschedulable:
			return Cause{}, false
		case strings.Contains(strings.ToLower(text), "persistentvolumeclaim"):
			return Cause{Kind: Claim, Text: text, Count: 1, Do: "kubectl get pvc -n " + p.Namespace}, true
		}
		if a := asked(p); a != "" {
			text = strings.TrimSuffix(text, ".") + "; asked for " + a
		}
		return Cause{Kind: Unschedulable, Text: text, Count: 1,
			Do: "add nodes, or ask for less with --cpu and --memory, or see --node-selector and --toleration"}, true
	}
	return Cause{}, false
}

// asked is what a pod wants of a node.
func asked(p *corev1.Pod) string {
	var parts []string
	for i := range p.Spec.Containers {
		q := p.Spec.Containers[i].Resources.Requests
		parts = append(parts, fmt.Sprintf("%s cpu, %s memory", q.Cpu(), q.Memory()))
	}
	for _, k := range sortedKeys(p.Spec.NodeSelector) {
		parts = append(parts, k+"="+p.Spec.NodeSelector[k])
	}
	return strings.Join(parts, ", ")
}

// mountedImage is the image of which a message of the kubelet speaks, if that is
// one that the pod mounts; "" if not. The runtime spells names with a registry.
func mountedImage(p *corev1.Pod, message string) string {
	for _, v := range p.Spec.Volumes {
		if v.Image == nil {
			continue
		}
		if name := v.Image.Reference; strings.Contains(message, strconv.Quote(name)) || strings.Contains(message, "/"+name+`"`) {
			return name
		}
	}
	return ""
}

// waitingCause is why the kubelet does not start a container, of an image that
// was named by a flag.
func waitingCause(w *corev1.ContainerStateWaiting, flag, image string) (Cause, bool) {
	switch w.Reason {
	case "", "ContainerCreating", "PodInitializing":
		return Cause{}, false
	case "ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError", "RegistryUnavailable":
		// The pull error and its backoff are one cause, told by the image.
		return Cause{Kind: Image, Text: "cannot pull " + image, Count: 1, Do: "is " + flag + " right, and may the nodes pull it? " + short(w.Message)}, true
	}
	return Cause{Kind: Container, Text: w.Reason + ": " + short(w.Message), Count: 1}, true
}

// nodeCause finds pods that a lost node holds on to: with a podFailurePolicy
// their successors wait until they are truly gone, which a dead node never says.
func nodeCause(p *corev1.Pod, now time.Time) (Cause, bool) {
	if p.Spec.NodeName == "" {
		return Cause{}, false
	}
	lost := p.DeletionTimestamp != nil && now.Sub(p.DeletionTimestamp.Time) > gone
	for _, c := range p.Status.Conditions {
		switch {
		case c.Type == corev1.DisruptionTarget && c.Reason == "DeletionByTaintManager" && p.DeletionTimestamp != nil:
			lost = true
		case c.Type == corev1.PodReady && c.Status != corev1.ConditionTrue && p.Status.Phase == corev1.PodRunning && started(p):
			lost = true
		}
	}
	if !lost {
		return Cause{}, false
	}
	return Cause{Kind: Node, Text: "the node " + p.Spec.NodeName + " does not answer and holds on to its pods", Count: 1,
		Do: "if it is gone for good: kubectl delete node " + p.Spec.NodeName + ", or kubectl taint node " + p.Spec.NodeName + " node.kubernetes.io/out-of-service=nodeshutdown:NoExecute"}, true
}

// started reports whether every container of the pod runs as far as was last heard.
func started(p *corev1.Pod) bool {
	for _, s := range p.Status.ContainerStatuses {
		if s.State.Running == nil {
			return false
		}
	}
	return len(p.Status.ContainerStatuses) > 0
}

// jobCauses is why a Job makes no pods.
func jobCauses(cs *causes, j Job, s Snapshot, now time.Time) {
	if j.Outcome != JobOpen {
		return
	}
	refused := false
	refusal := func(message string) {
		refused = true
		cs.add(Refusal(message, j.Namespace))
	}
	if text := s.Refused[j.UID]; text != "" {
		refusal(text)
	} else if s.Refused == nil {
		for _, e := range s.Events {
			if e.InvolvedObject.Name == j.Name && e.Reason == "FailedCreate" && now.Sub(e.LastTimestamp.Time) < 10*time.Minute {
				refusal(e.Message)
			}
		}
	}
	hasPod := slices.ContainsFunc(s.Pods, func(p *corev1.Pod) bool { return owns(j.Job, p) })
	if !hasPod && !refused && now.Sub(j.CreationTimestamp.Time) > 5*time.Second {
		cs.add(Cause{Kind: NoPods, Text: "job/" + j.Name + " has made no pod yet", Do: "kubectl describe job " + j.Name + " -n " + j.Namespace})
	}
}

// backoffs are the tiles that wait for their next try. The Job controller waits
// 10 s after the first failure of an index, twice as long after each further
// one, and at most 10 minutes (kubernetes/pkg/controller/job, backoff_utils.go).
//
// Only the newest Job tries again: what an older one failed at is its work now.
func backoffs(cs *causes, js jobs, pods []*corev1.Pod, now time.Time) {
	j := js.newest()
	if !j.has(JobOpen) {
		return
	}
	failures, last := map[string]int{}, map[string]time.Time{}
	if list := j.Status.FailedIndexes; list != nil {
		for _, i := range indexes(*list, int(deref(j.Spec.Completions))) {
			failures[strconv.Itoa(i)] = -1 << 20 // there is no next try
		}
	}
	for _, p := range pods {
		if p.Labels[job.LabelComponent] != job.Tiles || !owns(j.Job, p) {
			continue
		}
		k := p.Labels[batchv1.JobCompletionIndexAnnotation]
		_, end := ran(p)
		if p.Status.Phase != corev1.PodFailed {
			failures[k] = -1 << 20 // it is being tried, or done
			continue
		}
		failures[k]++
		if end.After(last[k]) {
			last[k] = end
		}
	}
	waiting := Cause{Kind: Backoff}
	for k, n := range failures {
		if n < 1 || last[k].IsZero() {
			continue
		}
		wait := min(10*time.Second<<min(n-1, 10), 10*time.Minute)
		if until := last[k].Add(wait); until.After(now) {
			waiting.Count++
			if waiting.Until.IsZero() || until.Before(waiting.Until) {
				waiting.Until = until
			}
		}
	}
	if waiting.Count > 0 {
		waiting.Text = "failed tiles wait for their next try"
		cs.add(waiting)
	}
}

// short keeps a message to its first line.
func short(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "\n")
	if len(s) > 300 {
		s = s[:300] + "…"
	}
	return s
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
