package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"

	"mosaic/pkg/job"
	"mosaic/pkg/render"
	"mosaic/pkg/status"
)

// probePatience is how long a probe may take to be scheduled, to start and to end.
const probePatience = 2 * time.Minute

// examineImage tries the image and the claim with a pod, if it may.
func (c *Cluster) examineImage(ctx context.Context, x Exam) []Finding {
	const about = "image"
	o := x.Options
	switch {
	case o.Image == "":
		return []Finding{{Error, about, "none is named", "--image REFERENCE, or set $MOSAIC_IMAGE (make image builds one)"}}
	case !x.Probe:
		return []Finding{{Unknown, about, o.Image + ": not tried", "--probe makes a pod that tries image and claim, and removes it"}}
	}
	pod, why, err := c.probe(ctx, x)
	switch {
	case err != nil && why == "":
		return []Finding{{Error, about, fmt.Sprintf("the probe: %v", err), ""}}
	case err != nil:
		return []Finding{{Error, about, "the probe does not start: " + why, remedy(why, o)}}
	}
	return judge(pod, x)
}

// probe runs the pod to its end, and removes it. The text says what it was
// waiting for last.
func (c *Cluster) probe(ctx context.Context, x Exam) (pod *corev1.Pod, why string, err error) {
	pods := c.client.CoreV1().Pods(c.namespace)
	name := x.Options.Name + "-probe"
	if _, err := pods.Create(ctx, job.ProbePod(x.Options, name), metav1.CreateOptions{}); err != nil {
		return nil, "", err
	}
	defer func() {
		ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer stop()
		_ = pods.Delete(ctx, name, metav1.DeleteOptions{}) // it ends by itself
	}()
	stuck := errors.New("it is stuck")
	err = wait.PollUntilContextTimeout(ctx, 200*time.Millisecond, probePatience, true, func(ctx context.Context) (bool, error) {
		if pod, err = pods.Get(ctx, name, metav1.GetOptions{}); err != nil {
			return false, err
		}
		why = waitingFor(pod)
		if hopeless(pod) {
			return false, stuck
		}
		return pod.Status.Phase == corev1.PodSucceeded || pod.Status.Phase == corev1.PodFailed, nil
	})
	if err != nil && why == "" && wait.Interrupted(err) && ctx.Err() == nil {
		why = fmt.Sprintf("it has not ended after %v; its volume may not mount: see kubectl get events -n %s", probePatience, c.namespace)
	}
	return pod, why, err
}

// hopeless reports that no waiting helps the pod's container.
func hopeless(p *corev1.Pod) bool {
	for i := range p.Status.ContainerStatuses {
		w := p.Status.ContainerStatuses[i].State.Waiting
		if w == nil {
			continue
		}
		switch w.Reason {
		case "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "CreateContainerConfigError", "CreateContainerError":
			return true
		}
	}
	return false
}

// remedy is what to do about a probe that does not start.
func remedy(why string, o job.Options) string {
	switch {
	case strings.Contains(why, "Image"):
		return fmt.Sprintf("is --image %s where the nodes can pull it?", o.Image)
	case strings.Contains(why, "Unschedulable"), strings.Contains(why, "nodes are available"):
		return "see the line nodes; choose nodes by --node-selector and --toleration"
	}
	return ""
}

// judge reads what the probe said of itself.
func judge(pod *corev1.Pod, x Exam) []Finding {
	said := ""
	var code int32
	if s := job.ProbeStatus(pod); s != nil && s.State.Terminated != nil {
		said, code = strings.TrimSpace(s.State.Terminated.Message), s.State.Terminated.ExitCode
	}
	var p render.Probe
	if err := json.Unmarshal([]byte(said), &p); err != nil || p.Engine == "" {
		if code == render.ExitSpec {
			return []Finding{{Error, "image", x.Options.Image + " is of an older release, which has no probe", "use the image of this plugin's release"}}
		}
		return []Finding{{Error, "image", fmt.Sprintf("%s does not run mosaic-pod: %s", x.Options.Image, status.Ending(pod)), "use the image of this plugin's release (make image builds one)"}}
	}
	found := []Finding{{OK, "image", fmt.Sprintf("%s, version %s, was pulled and runs on %s", x.Options.Image, p.Version, pod.Spec.NodeName), ""}}
	if p.Engine != x.Engine {
		found = []Finding{{Error, "image", fmt.Sprintf("%s has the engine %s, and this plugin %s", x.Options.Image, p.Engine, x.Engine), "use the image of this plugin's release"}}
	}
	switch {
	case x.Options.Claim == "":
	case p.Fault != "":
		found = append(found, Finding{Error, "volume", "cannot be written: " + p.Fault, fmt.Sprintf("the folder must belong to group %d, or be open to all", job.User)})
	default:
		found = append(found, Finding{OK, "volume", fmt.Sprintf("mounts on %s; a file was written and removed in %d ms", pod.Spec.NodeName, p.Millis), ""})
	}
	return found
}
