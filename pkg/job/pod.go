package job

import (
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"mosaic/pkg/film"
	"mosaic/pkg/render"
)

// User is a number that no image gives a name: any but root would do. Files on
// the volume belong to it, and to the group of the same number.
const User = 65532

// transferTime bounds the life of a transfer pod whose command line died.
const transferTime = time.Hour

// TransferPod mounts the claim so that files can be read from it, or written to
// it, by exec. It ends by itself when nobody deletes it.
func TransferPod(o Options, name string, readOnly bool) *corev1.Pod {
	p := &corev1.Pod{
		TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"},
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: o.Namespace, Labels: labels(o, Transfer)},
		Spec:       pod(o, Transfer),
	}
	p.Spec.ActiveDeadlineSeconds = new(int64(transferTime / time.Second))
	p.Spec.TerminationGracePeriodSeconds = new(int64(1))
	p.Spec.Volumes = []corev1.Volume{claimVolume(o, readOnly)}
	c := &p.Spec.Containers[0]
	c.Args = []string{"transfer", "hold"}
	c.Env = nil
	c.Resources = waiting(o)
	c.VolumeMounts = []corev1.VolumeMount{{Name: "volume", MountPath: render.VolumeDir, ReadOnly: readOnly}}
	return p
}

// pod is what all pods of a render have in common. It passes Pod Security
// "restricted", holds no token, and needs no network.
func pod(o Options, component string) corev1.PodSpec {
	return corev1.PodSpec{
		RestartPolicy:                corev1.RestartPolicyNever,
		AutomountServiceAccountToken: new(false),
		EnableServiceLinks:           new(false),
		// A Go program that is process 1 and is stopped before it listens to signals
		// exits with code 2, which would mean that the spec is wrong.
		ShareProcessNamespace: new(true),
		SecurityContext: &corev1.PodSecurityContext{
			RunAsNonRoot:        new(true),
			RunAsUser:           new(int64(User)),
			RunAsGroup:          new(int64(User)),
			FSGroup:             new(int64(User)),
			FSGroupChangePolicy: new(corev1.FSGroupChangeOnRootMismatch),
			SeccompProfile:      &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault},
		},
		NodeSelector:      o.NodeSelector,
		Tolerations:       o.Tolerations,
		PriorityClassName: o.PriorityClass,
		Containers:        []corev1.Container{container(o, component)},
		Volumes: []corev1.Volume{
			claimVolume(o, false),
			{Name: "spec", VolumeSource: corev1.VolumeSource{ConfigMap: &corev1.ConfigMapVolumeSource{
				LocalObjectReference: corev1.LocalObjectReference{Name: SpecName(o.Name)},
			}}},
		},
	}
}

func container(o Options, component string) corev1.Container {
	size := corev1.ResourceList{corev1.ResourceCPU: o.CPU, corev1.ResourceMemory: o.Memory}
	return corev1.Container{
		Name:            component,
		Image:           o.Image,
		ImagePullPolicy: o.PullPolicy,
		Env:             env(component),
		Resources:       corev1.ResourceRequirements{Requests: size, Limits: size},
		VolumeMounts: []corev1.VolumeMount{
			{Name: "volume", MountPath: render.VolumeDir},
			{Name: "spec", MountPath: render.SpecDir, ReadOnly: true},
		},
		SecurityContext: &corev1.SecurityContext{
			AllowPrivilegeEscalation: new(false),
			ReadOnlyRootFilesystem:   new(true),
			Capabilities:             &corev1.Capabilities{Drop: []corev1.Capability{"ALL"}},
		},
		TerminationMessagePolicy: corev1.TerminationMessageFallbackToLogsOnError,
	}
}

// env makes Go keep to the pod's limits, and tells a tile how often it failed.
func env(component string) []corev1.EnvVar {
	e := []corev1.EnvVar{
		{Name: "GOMAXPROCS", ValueFrom: limit("limits.cpu")},
		{Name: "GOMEMLIMIT", ValueFrom: limit("limits.memory")},
	}
	if component != Tiles {
		return e
	}
	return append(e,
		corev1.EnvVar{Name: render.EnvFailures, ValueFrom: field("metadata.annotations['batch.kubernetes.io/job-index-failure-count']")},
		corev1.EnvVar{Name: render.EnvJob, ValueFrom: field("metadata.labels['batch.kubernetes.io/controller-uid']")},
	)
}

func limit(name string) *corev1.EnvVarSource {
	return &corev1.EnvVarSource{ResourceFieldRef: &corev1.ResourceFieldSelector{Resource: name}}
}

func field(path string) *corev1.EnvVarSource {
	return &corev1.EnvVarSource{FieldRef: &corev1.ObjectFieldSelector{FieldPath: path}}
}

// TileMemory is the memory that a pod needs for one tile of the spec: what the
// program takes, the film, and the scene, which is some twenty times as large
// while it is read as its file is.
func TileMemory(spec render.Spec, scene int) resource.Quantity {
	const mib = 1 << 20
	largest := spec.Plan.Largest()
	pixels := film.PixelSize(spec.Channels) * largest.X * largest.Y
	need := 256*mib + pixels + pixels/4 + 20*scene
	steps := max((need+128*mib-1)/(128*mib), 4) // in steps of 128 MiB, at least 512 MiB
	return *resource.NewQuantity(int64(steps)*128*mib, resource.BinarySI)
}

// MergeMemory is the memory that the merge may use.
func MergeMemory(o Options) resource.Quantity {
	return waiting(o).Limits[corev1.ResourceMemory]
}

// waiting is the size of a pod that mostly waits: nothing to speak of is set
// aside for it, and when its work comes it may use as much as a tile, or what a
// merge needs if that is more.
func waiting(o Options) corev1.ResourceRequirements {
	atLeast := func(q resource.Quantity, least string) resource.Quantity {
		if l := resource.MustParse(least); q.Cmp(l) < 0 {
			return l
		}
		return q
	}
	return corev1.ResourceRequirements{
		Requests: corev1.ResourceList{
			corev1.ResourceCPU: resource.MustParse("10m"), corev1.ResourceMemory: resource.MustParse("64Mi"),
		},
		Limits: corev1.ResourceList{
			corev1.ResourceCPU: atLeast(o.CPU, "1"), corev1.ResourceMemory: atLeast(o.Memory, "256Mi"),
		},
	}
}

func claimVolume(o Options, readOnly bool) corev1.Volume {
	return corev1.Volume{Name: "volume", VolumeSource: corev1.VolumeSource{
		PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: o.ClaimName(), ReadOnly: readOnly},
	}}
}
