package job

import (
	"slices"

	corev1 "k8s.io/api/core/v1"

	"mosaic/pkg/render"
)

// User is a number that no image gives a name: any but root would do. Files on
// the volume belong to it, and to the group of the same number.
const User = 65532

// A part is what the pods of one component do. All else they have in common:
// see podSpec.
type part struct {
	component string   // also the name of the container
	args      []string // of mosaic-pod
	env       []corev1.EnvVar
	resources corev1.ResourceRequirements
	mounts    []mount
	image     string // of a program that mosaic-pod runs beside itself; "" is Mosaic's own
	writable  bool   // the root of that image, to the program
}

// A mount is a volume, and where the container sees it.
type mount struct {
	corev1.VolumeSource
	name, path string
	subPath    string // folder of the volume; "" is all of it
	readOnly   bool
}

// podSpec is the pod of a part. It passes Pod Security "restricted", holds no
// token, and needs no network.
func podSpec(o Options, p part) corev1.PodSpec {
	s := corev1.PodSpec{
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
		Containers:        []corev1.Container{container(o, p)},
	}
	mounts := p.mounts
	if p.image != "" {
		s.InitContainers = []corev1.Container{installer(o)}
		mounts = append(slices.Clone(mounts), programMount(true), scratchMount())
	}
	for _, m := range mounts {
		if !slices.ContainsFunc(s.Volumes, func(v corev1.Volume) bool { return v.Name == m.name }) {
			s.Volumes = append(s.Volumes, corev1.Volume{Name: m.name, VolumeSource: m.VolumeSource})
		}
	}
	return s
}

// Installer is the init container that brings mosaic-pod to a container of
// another image.
const Installer = "installer"

func installer(o Options) corev1.Container {
	return container(o, part{
		component: Installer, args: []string{"install", render.ProgramDir},
		resources: waiting(o), mounts: []mount{programMount(false)},
	})
}

// programMount is where the program lies that the installer brings.
func programMount(readOnly bool) mount {
	return mount{
		VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}},
		name:         "program", path: render.ProgramDir, readOnly: readOnly,
	}
}

// scratchMount is where a program may write: its home, and its temporary files.
func scratchMount() mount {
	return mount{VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}, name: "scratch", path: render.ScratchDir}
}

func container(o Options, p part) corev1.Container {
	c := corev1.Container{
		Name:            p.component,
		Image:           o.Image,
		ImagePullPolicy: o.PullPolicy,
		Args:            p.args,
		Env:             append(goEnv(), p.env...),
		Resources:       p.resources,
		SecurityContext: &corev1.SecurityContext{
			AllowPrivilegeEscalation: new(false),
			ReadOnlyRootFilesystem:   new(true),
			Capabilities:             &corev1.Capabilities{Drop: []corev1.Capability{"ALL"}},
		},
		TerminationMessagePolicy: corev1.TerminationMessageFallbackToLogsOnError,
	}
	if p.image != "" {
		c.Image, c.Command = p.image, []string{render.ProgramDir + "/mosaic-pod"}
		// The user of the pod has no home in an image that knows nothing of it.
		c.Env = append(c.Env, corev1.EnvVar{Name: "HOME", Value: render.ScratchDir}, corev1.EnvVar{Name: "TMPDIR", Value: render.ScratchDir})
		c.SecurityContext.ReadOnlyRootFilesystem = new(!p.writable)
		p.mounts = append(slices.Clone(p.mounts), programMount(true), scratchMount())
	}
	for _, m := range p.mounts {
		c.VolumeMounts = append(c.VolumeMounts, corev1.VolumeMount{Name: m.name, MountPath: m.path, SubPath: m.subPath, ReadOnly: m.readOnly})
	}
	return c
}

// Container is the container of a pod that has the name; nil if there is none.
// Mosaic's own is called after its component.
func Container(pod *corev1.PodSpec, name string) *corev1.Container {
	for i := range pod.Containers {
		if pod.Containers[i].Name == name {
			return &pod.Containers[i]
		}
	}
	return nil
}

// ContainerStatus is what is known of the container of that name; nil if that
// is nothing yet.
func ContainerStatus(pod *corev1.Pod, name string) *corev1.ContainerStatus {
	for i := range pod.Status.ContainerStatuses {
		if pod.Status.ContainerStatuses[i].Name == name {
			return &pod.Status.ContainerStatuses[i]
		}
	}
	return nil
}

// goEnv makes Go keep to the pod's limits.
func goEnv() []corev1.EnvVar {
	return []corev1.EnvVar{
		{Name: "GOMAXPROCS", ValueFrom: limit("limits.cpu")},
		{Name: "GOMEMLIMIT", ValueFrom: limit("limits.memory")},
	}
}

func limit(name string) *corev1.EnvVarSource {
	return &corev1.EnvVarSource{ResourceFieldRef: &corev1.ResourceFieldSelector{Resource: name}}
}

func field(path string) *corev1.EnvVarSource {
	return &corev1.EnvVarSource{FieldRef: &corev1.ObjectFieldSelector{FieldPath: path}}
}

// claimMount is the shared volume.
func claimMount(o Options, readOnly bool) mount {
	return mount{
		VolumeSource: corev1.VolumeSource{
			PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: o.ClaimName(), ReadOnly: readOnly},
		},
		name: "volume", path: render.VolumeDir, readOnly: readOnly,
	}
}

// folderMounts is where a scene's files lie that are in the cluster already, for
// pods to read; none if they are not.
func folderMounts(o Options) []mount {
	switch {
	case o.SceneImage != "":
		return []mount{{
			VolumeSource: corev1.VolumeSource{Image: &corev1.ImageVolumeSource{Reference: o.SceneImage, PullPolicy: o.PullPolicy}},
			name:         "scene", path: render.FolderDir, readOnly: true,
		}}
	case o.ScenePath != "":
		m := claimMount(o, false) // the volume is written to elsewhere in the pod
		m.path, m.readOnly = render.FolderDir, true
		if o.ScenePath != "." {
			m.subPath = o.ScenePath
		}
		return []mount{m}
	}
	return nil
}

// specMount is the ConfigMap.
func specMount(o Options) mount {
	return mount{
		VolumeSource: corev1.VolumeSource{
			ConfigMap: &corev1.ConfigMapVolumeSource{LocalObjectReference: corev1.LocalObjectReference{Name: SpecName(o.Name)}},
		},
		name: "spec", path: render.SpecDir, readOnly: true,
	}
}
