package observe

import (
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"mosaic/pkg/job"
	"mosaic/pkg/status"
)

// TestTrimmedPodsNameTheFlag wants of pods as they are kept that the cause of an
// image which cannot be pulled names the flag that gave the image.
func TestTrimmedPodsNameTheFlag(t *testing.T) {
	waiting := func(name, image, message string) corev1.ContainerStatus {
		return corev1.ContainerStatus{Name: name, Image: image, State: corev1.ContainerState{
			Waiting: &corev1.ContainerStateWaiting{Reason: "ImagePullBackOff", Message: message},
		}}
	}
	for flag, pod := range map[string]corev1.Pod{
		"--image": {Status: corev1.PodStatus{
			ContainerStatuses: []corev1.ContainerStatus{waiting(job.Tiles, "blender:9", `Back-off pulling image "blender:9"`)},
		}},
		"--scene-image": {
			Spec: corev1.PodSpec{Volumes: []corev1.Volume{
				{Name: "volume"},
				{Name: "scene", VolumeSource: corev1.VolumeSource{Image: &corev1.ImageVolumeSource{Reference: "film:3"}}},
			}},
			Status: corev1.PodStatus{ContainerStatuses: []corev1.ContainerStatus{waiting(job.Tiles, "blender:4", `Back-off pulling image "film:3"`)}},
		},
		"--film-image": {Status: corev1.PodStatus{
			InitContainerStatuses: []corev1.ContainerStatus{{Name: job.Installer}},
			ContainerStatuses:     []corev1.ContainerStatus{waiting(job.Merge, "ffmpeg:9", `Back-off pulling image "ffmpeg:9"`)},
		}},
	} {
		pod.ObjectMeta = metav1.ObjectMeta{Name: "x", Namespace: "n"}
		pod.Status.Phase = corev1.PodPending
		newTrimmer().trim(&pod)
		c, ok := status.PodCause(&pod, nil, time.Now())
		if !ok || !strings.Contains(c.Do, "is "+flag+" right") {
			t.Errorf("%s: %+v", flag, c)
		}
		if len(pod.Spec.Volumes) > 1 {
			t.Errorf("%s: %d volumes are kept", flag, len(pod.Spec.Volumes))
		}
	}
}
