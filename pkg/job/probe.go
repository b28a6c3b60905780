package job

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"mosaic/pkg/render"
)

// probeTime bounds the life of a probe whose command line died, in seconds.
const probeTime = 600

// TilePod is the pod that the tile Job makes, under a name, to ask the cluster
// whether it would have it.
func TilePod(spec render.Spec, o Options, name string) *corev1.Pod {
	j := tilesJob(spec, o)
	return &corev1.Pod{
		TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"},
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: o.Namespace, Labels: j.Spec.Template.Labels},
		Spec:       j.Spec.Template.Spec,
	}
}

// ProbePod tries the image, and the claim if the options name one: it tells its
// version as its termination message, and writes a file to the volume and
// removes it again. It belongs to no render.
func ProbePod(o Options, name string) *corev1.Pod {
	p := &corev1.Pod{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"},
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: o.Namespace, Labels: map[string]string{
			LabelComponent: "probe", LabelManagedBy: "kubectl-mosaic",
		}},
		Spec: pod(o, "probe"),
	}
	p.Spec.ActiveDeadlineSeconds = new(int64(probeTime))
	p.Spec.TerminationGracePeriodSeconds = new(int64(1))
	p.Spec.Volumes = nil
	c := &p.Spec.Containers[0]
	c.Args, c.Env, c.VolumeMounts = []string{"probe"}, nil, nil
	c.Resources = waiting(o)
	if o.Claim != "" {
		p.Spec.Volumes = []corev1.Volume{claimVolume(o, false)}
		c.VolumeMounts = []corev1.VolumeMount{{Name: "volume", MountPath: render.VolumeDir}}
	}
	return p
}
