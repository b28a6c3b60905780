package job

import (
	"encoding/json"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"mosaic/pkg/render"
)

// Pods without a Job end by themselves after a while: the command line that made
// them may have died.
const (
	transferTime = time.Hour
	probeTime    = 10 * time.Minute
)

// probe is the component of pods that try the image and the claim.
const probe = "probe"

// TransferPod mounts the claim so that files can be read from it, or written to
// it, by exec. It ends by itself when nobody deletes it.
func TransferPod(o Options, name string, readOnly bool) *corev1.Pod {
	return single(o, name, labels(o, Transfer), transferTime, part{
		component: Transfer, args: []string{"transfer", "hold"},
		resources: waiting(o), mounts: []mount{claimMount(o, readOnly)},
	})
}

// FolderPod is such a pod that reads the files of a scene where they lie. It
// mounts the claim as a whole, as a folder that is not there would be made by
// being mounted; of an image it needs no claim, which may not be there yet.
func FolderPod(o Options, name string) *corev1.Pod {
	mounts := []mount{claimMount(o, true)}
	if o.SceneImage != "" {
		mounts = folderMounts(o)
	}
	return single(o, name, labels(o, Transfer), transferTime, part{
		component: Transfer, args: []string{"transfer", "hold"}, resources: waiting(o), mounts: mounts,
	})
}

// ProbePod tries the image, and the claim if the options name one: it tells its
// version as its termination message, and writes a file to the volume and
// removes it again. Of a renderer's image it also tells whether the program is
// there. It belongs to no render.
func ProbePod(o Options, name string, program render.ProbeProgram) *corev1.Pod {
	p := part{component: probe, args: []string{"probe"}, resources: waiting(o), image: o.Renderer, writable: o.WritableRoot}
	if o.Renderer != "" {
		asked, err := json.Marshal(program)
		if err != nil {
			panic(err) // lists of texts
		}
		p.args = append(p.args, string(asked))
		p.resources = TileResources(o) // a program may need what a tile has, to tell its version
	}
	if o.Claim != "" {
		p.mounts = []mount{claimMount(o, false)}
	}
	return single(o, name, map[string]string{LabelComponent: probe, LabelManagedBy: "kubectl-mosaic"}, probeTime, p)
}

// ProbeStatus is what is known of the container of such a pod; nil if that is
// nothing yet.
func ProbeStatus(pod *corev1.Pod) *corev1.ContainerStatus { return ContainerStatus(pod, probe) }

// TilePod is the pod that the tile Job makes, under a name, to ask the cluster
// whether it would have it.
func TilePod(spec render.Spec, o Options, name string) *corev1.Pod {
	t := tilesJob(spec, o).Spec.Template
	return newPod(o, name, t.Labels, t.Spec)
}

// single is a pod without a Job.
func single(o Options, name string, labels map[string]string, life time.Duration, p part) *corev1.Pod {
	pod := newPod(o, name, labels, podSpec(o, p))
	pod.Spec.ActiveDeadlineSeconds = new(int64(life / time.Second))
	pod.Spec.TerminationGracePeriodSeconds = new(int64(1))
	return pod
}

func newPod(o Options, name string, labels map[string]string, spec corev1.PodSpec) *corev1.Pod {
	return &corev1.Pod{
		TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"},
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: o.Namespace, Labels: labels},
		Spec:       spec,
	}
}
