package job

import (
	"slices"
	"strings"
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
	for _, folder := range []corev1.PodSpec{
		FolderPod(o, "room-transfer-x").Spec, FolderPod(inPlace(o, "film", ""), "room-transfer-x").Spec, FolderPod(inPlace(o, "", "film:1"), "room-transfer-x").Spec,
	} {
		if d := cmp.Diff(common(Transfer, pods[Transfer]), common(Transfer, folder)); d != "" {
			t.Errorf("a pod of a folder (-transfer +folder):\n%s", d)
		}
	}
	inOther := filmOptions() // of which the image differs, and who brings mosaic-pod there
	made := common(Merge, MergeJob(spec, inOther).Spec.Template.Spec)
	if c := made.Containers[0]; c.Image != inOther.FilmImage || len(made.InitContainers) != 1 || made.InitContainers[0].Image != inOther.Image {
		t.Errorf("a merge that makes a film: %+v", made)
	} else if !*c.SecurityContext.ReadOnlyRootFilesystem {
		t.Error("the root of a film's image can be written to")
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

func inPlace(o Options, path, image string) Options {
	o.ScenePath, o.SceneImage = path, image
	return o
}

// TestFoldersAreMounted looks at where the pods of a render see a scene that lies
// in the cluster: only those of tiles do, for reading, and what lists its files.
func TestFoldersAreMounted(t *testing.T) {
	spec := sampleSpec(nil)
	for _, c := range []struct {
		name        string
		o           Options
		tile, lists string // how it is mounted, "" if not
	}{
		{"neither", plainOptions(), "", "volume:/volume ro"},
		{"folder", inPlaceOptions("projects/film", ""), "volume/projects/film:/scene ro", "volume:/volume ro"},
		{"whole claim", inPlaceOptions(".", ""), "volume:/scene ro", "volume:/volume ro"},
		{"image", inPlaceOptions("", "film:1"), "scene:/scene ro", "scene:/scene ro"},
	} {
		pods := map[string]corev1.PodSpec{
			"tiles": tilesJob(spec, c.o).Spec.Template.Spec,
			"retry": RetryJob(spec, c.o, 1, Pick{Tiles: []int{3}}).Spec.Template.Spec,
			"merge": MergeJob(spec, c.o).Spec.Template.Spec,
			"lists": FolderPod(c.o, "x").Spec,
		}
		for component, want := range map[string]string{"tiles": c.tile, "retry": c.tile, "merge": "", "lists": c.lists} {
			pod := pods[component]
			volumes := map[string]int{}
			for _, v := range pod.Volumes {
				if volumes[v.Name]++; volumes[v.Name] > 1 {
					t.Errorf("%s, %s: the volume %s is there twice", c.name, component, v.Name)
				}
			}
			got := ""
			for _, m := range pod.Containers[0].VolumeMounts {
				if volumes[m.Name] == 0 {
					t.Errorf("%s, %s: there is no volume %s", c.name, component, m.Name)
				}
				if text := m.Name + "/" + m.SubPath; m.ReadOnly && (m.MountPath == render.FolderDir || component == "lists") {
					got += strings.TrimSuffix(text, "/") + ":" + m.MountPath + " ro"
				}
			}
			if got != want {
				t.Errorf("%s, %s: mounted is %q, want %q", c.name, component, got, want)
			}
			args := pod.Containers[0].Args
			if slices.Contains(args, "--in-place") != (want != "" && component != "lists") {
				t.Errorf("%s, %s: the arguments are %q", c.name, component, args)
			}
		}
		if o := c.o; o.InPlace() {
			back, err := OptionsOf(tilesJob(spec, o).ObjectMeta)
			if err != nil || back.ScenePath != o.ScenePath || back.SceneImage != o.SceneImage {
				t.Errorf("%s: the Job remembers %+v, %v", c.name, back, err)
			}
		}
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
