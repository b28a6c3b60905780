package doctor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"

	"mosaic/pkg/job"
	"mosaic/pkg/kubeapi"
	"mosaic/pkg/render"
	"mosaic/pkg/status"
)

// probeTime is how long a probe may take to be scheduled, to start and to end.
const probeTime = 2 * time.Minute

// examineImage tries the image and the claim with a pod, if it may.
func (d doctor) examineImage(ctx context.Context, x Exam) []Finding {
	const about = "image"
	o := x.Options
	switch {
	case o.Image == "":
		return []Finding{{Error, about, "none is named", "--image REFERENCE, or set $MOSAIC_IMAGE (make image builds one)"}}
	case x.Program != nil && o.Renderer == "":
		return []Finding{{Error, about, "none is named that has the engine " + x.Program.Name, "--image REFERENCE"}}
	case !x.Probe && o.Renderer != "":
		return []Finding{{Unknown, about, o.Renderer + ", and " + o.Image + ": not tried", "--probe makes a pod that tries them and the claim, and removes it"}}
	case !x.Probe:
		return []Finding{{Unknown, about, o.Image + ": not tried", "--probe makes a pod that tries image and claim, and removes it"}}
	}
	pod, cause, err := d.probe(ctx, x)
	switch {
	case err != nil && cause.Text == "":
		return []Finding{{Error, about, fmt.Sprintf("the probe: %v", err), ""}}
	case err != nil:
		return []Finding{{Error, about, "the probe does not start: " + cause.OfPod(), cause.Do}}
	}
	return judge(pod, x)
}

// probe runs the pod to its end, and removes it. The cause says what it was
// waiting for last.
func (d doctor) probe(ctx context.Context, x Exam) (pod *corev1.Pod, cause status.Cause, err error) {
	pods := d.Client.CoreV1().Pods(d.Namespace)
	name := x.Options.Name + "-probe"
	if _, err := pods.Create(ctx, job.ProbePod(x.Options, name, programOf(x)), metav1.CreateOptions{}); err != nil {
		return nil, status.Cause{}, err
	}
	defer func() {
		ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), kubeapi.AnswerTimeout)
		defer stop()
		_ = pods.Delete(ctx, name, metav1.DeleteOptions{}) // it ends by itself
	}()
	stuck := errors.New("it is stuck")
	err = wait.PollUntilContextTimeout(ctx, 200*time.Millisecond, probeTime, true, func(ctx context.Context) (bool, error) {
		if pod, err = pods.Get(ctx, name, metav1.GetOptions{}); err != nil {
			return false, err
		}
		cause, _ = status.PodCause(pod, nil, time.Now())
		if hopeless(pod) {
			return false, stuck
		}
		return pod.Status.Phase == corev1.PodSucceeded || pod.Status.Phase == corev1.PodFailed, nil
	})
	if err != nil && cause.Text == "" && wait.Interrupted(err) && ctx.Err() == nil {
		cause = status.Cause{Kind: status.Container, Text: fmt.Sprintf("it has not ended after %v; its volume may not mount", probeTime), Do: "kubectl get events -n " + d.Namespace}
	}
	return pod, cause, err
}

// hopeless reports that no waiting helps the pod's container.
func hopeless(p *corev1.Pod) bool {
	for _, s := range slices.Concat(p.Status.InitContainerStatuses, p.Status.ContainerStatuses) {
		w := s.State.Waiting
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

// programOf is what a probe asks for of the renderer.
func programOf(x Exam) render.ProbeProgram {
	if x.Program == nil {
		return render.ProbeProgram{}
	}
	return render.ProbeProgram{Needs: x.Program.Needs(), Version: x.Program.Version}
}

// judgeProgram reads what the probe found of the renderer.
func judgeProgram(p render.Probe, x Exam) Finding {
	const about = "engine"
	image := x.Options.Renderer
	switch {
	case len(p.Missing) > 0:
		return Finding{Error, about, image + " lacks, on its PATH: " + strings.Join(p.Missing, ", "), "--image of another, or an --engine-file that says where it lies"}
	case len(x.Program.Needs()) == 0:
		return Finding{OK, about, image + " was pulled, and runs what stands behind --", ""}
	}
	return Finding{OK, about, strings.TrimSuffix(fmt.Sprintf("%s has %s, %s", image, p.Program, p.ProgramVersion), ", "), ""}
}

// judge reads what the probe said of itself.
func judge(pod *corev1.Pod, x Exam) []Finding {
	code, said, _ := status.Exit(pod)
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
	if x.Program != nil {
		found = append(found, judgeProgram(p, x))
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
