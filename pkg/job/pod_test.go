package job

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"

	"mosaic/pkg/render"
)

// TestAllPodsHaveTheCommonPart compares what the pods of each component have
// in common: an option of pods that reaches one reaches all.
func TestAllPodsHaveTheCommonPart(t *testing.T) {
	spec, o := sampleSpec(nil), fullOptions()
	pods := map[string]corev1.PodSpec{
		Tiles:    tilesJob(spec, o).Spec.Template.Spec,
		Merge:    MergeJob(spec, o).Spec.Template.Spec,
		Transfer: TransferPod(o, "room-transfer-x", true).Spec,
		probe:    ProbePod(o, "room-probe", render.ProbeProgram{}).Spec,
	}
	// common is the pod without what belongs to its part.
	common := func(component string, s corev1.PodSpec) corev1.PodSpec {
		c := Container(&s, component)
		if c == nil || len(s.Containers) != 1 {
			t.Fatalf("%s: the containers are %+v", component, s.Containers)
		}
		one := *c
		one.Name, one.Args, one.Env, one.VolumeMounts, one.Resources = "", nil, nil, nil, corev1.ResourceRequirements{}
		s.Containers, s.Volumes = []corev1.Container{one}, nil
		s.ActiveDeadlineSeconds, s.TerminationGracePeriodSeconds = nil, nil
		return s
	}
	want := common(Tiles, pods[Tiles])
	if want.NodeSelector == nil || want.Tolerations == nil || want.PriorityClassName == "" || want.Containers[0].ImagePullPolicy == "" {
		t.Fatal("the options do not have all that pods may have")
	}
	for component, s := range pods {
		if d := cmp.Diff(want, common(component, s)); d != "" {
			t.Errorf("%s (-tiles +%s):\n%s", component, component, d)
		}
	}
	if d := cmp.Diff(pods[Tiles], RetryJob(spec, o, 1, Pick{Tiles: []int{3}}).Spec.Template.Spec,
		cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Args" }, cmp.Ignore())); d != "" {
		t.Errorf("retry:\n%s", d)
	}
	if d := cmp.Diff(pods[Tiles], TilePod(spec, o, "x").Spec); d != "" {
		t.Errorf("the pod that the cluster is asked about:\n%s", d)
	}
}

func TestContainersAreFoundByName(t *testing.T) {
	pod := corev1.Pod{
		Spec:   corev1.PodSpec{Containers: []corev1.Container{{Name: "sidecar"}, {Name: Tiles, Image: "i"}}},
		Status: corev1.PodStatus{ContainerStatuses: []corev1.ContainerStatus{{Name: "sidecar"}, {Name: Tiles, Image: "j"}}},
	}
	if c := Container(&pod.Spec, Tiles); c == nil || c.Image != "i" {
		t.Errorf("the container is %+v", c)
	}
	if s := ContainerStatus(&pod, Tiles); s == nil || s.Image != "j" {
		t.Errorf("the status is %+v", s)
	}
	if Container(&pod.Spec, Merge) != nil || ContainerStatus(&pod, Merge) != nil {
		t.Error("a container that is not there")
	}
}
