package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/rand"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/tools/remotecommand"
	"k8s.io/streaming/pkg/httpstream"

	"mosaic/pkg/job"
	"mosaic/pkg/status"
	"mosaic/pkg/transfer"
)

// maxPods is how many transfer pods may end before one is of use.
const maxPods = 5

// podPatience is how long a transfer pod may take to start.
const podPatience = 5 * time.Minute

// binary is the program in the image.
const binary = "/mosaic-pod"

// A porter is a pod that mounts the claim so that files can be moved by exec.
type porter struct {
	c        *Cluster
	options  job.Options
	readOnly bool
	name     string
	say      func(format string, a ...any) // told what keeps the pod from running; nil: nobody is
	made     int                           // pods, one after the other
}

// porter makes the pod; exec waits until it runs, and replaces it if it has ended.
func (c *Cluster) porter(ctx context.Context, o job.Options, readOnly bool) (*porter, error) {
	p := &porter{c: c, options: o, readOnly: readOnly}
	return p, p.create(ctx)
}

func (p *porter) create(ctx context.Context) error {
	if p.made++; p.made > maxPods {
		return fmt.Errorf("pod/%s: each of %d pods ended before it was of use", p.name, maxPods)
	}
	p.name = job.TransferName(p.options.Name) + "-" + rand.String(5)
	pod := job.TransferPod(p.options, p.name, p.readOnly)
	if _, err := p.c.client.CoreV1().Pods(p.c.namespace).Create(ctx, pod, metav1.CreateOptions{}); err != nil {
		return fmt.Errorf("pod/%s: %w", p.name, err)
	}
	return nil
}

// dismiss deletes the pod, even when ctx has ended.
func (p *porter) dismiss(ctx context.Context) error {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer stop()
	err := p.c.client.CoreV1().Pods(p.c.namespace).Delete(ctx, p.name, metav1.DeleteOptions{})
	if apierrors.IsNotFound(err) {
		return nil
	}
	return err
}

// ready waits until the pod runs. What keeps it from that is said aloud, once
// it is no passing thing.
func (p *porter) ready(ctx context.Context) error {
	last, said, began := "it is not scheduled yet", "", time.Now()
	err := wait.PollUntilContextTimeout(ctx, 100*time.Millisecond, podPatience, true, func(ctx context.Context) (bool, error) {
		pod, err := p.c.client.CoreV1().Pods(p.c.namespace).Get(ctx, p.name, metav1.GetOptions{})
		switch {
		case apierrors.IsNotFound(err):
			return false, p.create(ctx)
		case err != nil:
			return false, err
		case pod.Status.Phase == corev1.PodRunning:
			return true, nil
		case pod.Status.Phase == corev1.PodSucceeded, pod.Status.Phase == corev1.PodFailed:
			last = "it has ended: " + status.Ending(pod)
			return false, errors.Join(p.dismiss(ctx), p.create(ctx))
		}
		if why := waitingFor(pod); why != "" {
			last = why
		}
		if p.say != nil && last != said && time.Since(began) > 5*time.Second {
			said = last
			p.say("pod/%s does not start: %s", p.name, last)
		}
		return false, nil
	})
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return fmt.Errorf("pod/%s does not start: %s", p.name, last)
	}
	if err != nil {
		return fmt.Errorf("pod/%s: %w", p.name, err)
	}
	return nil
}

// waitingFor says what keeps a pod from running, "" if that is not known.
func waitingFor(p *corev1.Pod) string {
	for _, s := range p.Status.ContainerStatuses {
		if w := s.State.Waiting; w != nil && w.Reason != "ContainerCreating" {
			return w.Reason + ": " + w.Message
		}
	}
	for _, c := range p.Status.Conditions {
		if c.Type == corev1.PodScheduled && c.Status != corev1.ConditionTrue {
			return c.Reason + ": " + c.Message
		}
	}
	return ""
}

// exec is a transfer.Exec: over WebSocket or, where that is not to be had, SPDY.
func (p *porter) exec(ctx context.Context, args []string, stdin io.Reader, stdout io.Writer) error {
	if err := p.ready(ctx); err != nil {
		return &transfer.Permanent{Err: err}
	}
	url := p.c.client.CoreV1().RESTClient().Post().Namespace(p.c.namespace).
		Resource("pods").Name(p.name).SubResource("exec").
		VersionedParams(&corev1.PodExecOptions{
			Container: job.Transfer,
			Command:   append([]string{binary, "transfer"}, args...),
			Stdin:     true, Stdout: true, Stderr: true,
		}, scheme.ParameterCodec).URL()
	ws, err := remotecommand.NewWebSocketExecutor(p.c.config, "GET", url.String())
	if err != nil {
		return err
	}
	spdy, err := remotecommand.NewSPDYExecutor(p.c.config, "POST", url)
	if err != nil {
		return err
	}
	x, err := remotecommand.NewFallbackExecutor(ws, spdy, func(err error) bool {
		return httpstream.IsUpgradeFailure(err) || httpstream.IsHTTPSProxyError(err)
	})
	if err != nil {
		return err
	}
	var stderr bytes.Buffer
	err = x.StreamWithContext(ctx, remotecommand.StreamOptions{Stdin: stdin, Stdout: stdout, Stderr: &stderr})
	if err != nil && stderr.Len() > 0 {
		err = fmt.Errorf("%w: %s", err, bytes.TrimSpace(stderr.Bytes()))
	}
	return err
}

var _ transfer.Exec = (*porter)(nil).exec
