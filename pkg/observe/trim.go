package observe

import (
	"slices"
	"strings"
	"sync"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"mosaic/pkg/job"
)

// A trimmer drops what a render's state does not need, and keeps once what the
// pods of a render share, so that many thousands of them fit.
type trimmer struct {
	mu    sync.Mutex
	words map[string]string
	sizes map[string][]corev1.Container // with nothing but their requests

	mounted map[string][]corev1.Volume // one each, by the image
}

func newTrimmer() *trimmer {
	return &trimmer{words: map[string]string{}, sizes: map[string][]corev1.Container{}, mounted: map[string][]corev1.Volume{}}
}

// transform is trim as informers want it.
func (t *trimmer) transform(obj any) (any, error) {
	t.trim(obj)
	return obj, nil
}

func (t *trimmer) trim(obj any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch o := obj.(type) {
	case *corev1.Pod:
		t.trimPod(o)
	case *batchv1.Job:
		o.ManagedFields = nil
	case *corev1.Event:
		o.ManagedFields = nil
	}
}

// needed is the labels of a pod that say what it is of.
func needed() []string {
	return []string{
		job.LabelInstance, job.LabelComponent,
		batchv1.JobCompletionIndexAnnotation, batchv1.JobNameLabel, batchv1.ControllerUidLabel,
	}
}

func (t *trimmer) trimPod(p *corev1.Pod) {
	all := p.Labels
	p.Labels = make(map[string]string, len(needed()))
	for _, key := range needed() {
		if v, ok := all[key]; ok {
			p.Labels[key] = t.word(v)
		}
	}
	p.Namespace, p.GenerateName = t.word(p.Namespace), ""
	failures := p.Annotations[batchv1.JobIndexFailureCountAnnotation]
	p.ManagedFields, p.Annotations, p.OwnerReferences, p.Finalizers = nil, nil, nil, nil
	if failures != "" && failures != "0" {
		p.Annotations = map[string]string{batchv1.JobIndexFailureCountAnnotation: t.word(failures)}
	}
	p.Spec = corev1.PodSpec{
		NodeName: t.word(p.Spec.NodeName), NodeSelector: p.Spec.NodeSelector, Containers: t.requests(p.Spec.Containers),
		Volumes: t.images(p.Spec.Volumes),
	}
	s := &p.Status
	s.PodIP, s.PodIPs, s.HostIP, s.HostIPs = "", nil, "", nil
	s.Resources, s.AllocatedResources = nil, nil
	s.Conditions = slices.Clip(slices.DeleteFunc(s.Conditions, func(c corev1.PodCondition) bool {
		return c.Type != corev1.PodScheduled && c.Type != corev1.PodReady && c.Type != corev1.DisruptionTarget
	}))
	for _, statuses := range [][]corev1.ContainerStatus{s.ContainerStatuses, s.InitContainerStatuses} {
		for i := range statuses {
			c := &statuses[i]
			*c = corev1.ContainerStatus{Name: t.word(c.Name), Image: t.word(c.Image), State: c.State}
		}
	}
}

// requests is what the containers ask for, the same value for all pods that ask
// for the same.
func (t *trimmer) requests(containers []corev1.Container) []corev1.Container {
	var key strings.Builder
	for i := range containers {
		r := containers[i].Resources.Requests
		key.WriteString(r.Cpu().String() + " " + r.Memory().String() + ",")
	}
	size, ok := t.sizes[key.String()]
	if !ok {
		for i := range containers {
			size = append(size, corev1.Container{Resources: corev1.ResourceRequirements{Requests: containers[i].Resources.Requests}})
		}
		t.sizes[key.String()] = size
	}
	return size
}

// images is those of the volumes that are images, the same value for all pods that
// mount the same.
func (t *trimmer) images(volumes []corev1.Volume) []corev1.Volume {
	for _, v := range volumes {
		if v.Image == nil {
			continue
		}
		kept, ok := t.mounted[v.Image.Reference]
		if !ok {
			kept = []corev1.Volume{{Name: v.Name, VolumeSource: corev1.VolumeSource{Image: v.Image}}}
			t.mounted[v.Image.Reference] = kept
		}
		return kept // no pod of ours has two
	}
	return nil
}

// word is a string that is kept once.
func (t *trimmer) word(s string) string {
	if w, ok := t.words[s]; ok {
		return w
	}
	w := strings.Clone(s)
	t.words[w] = w
	return w
}
