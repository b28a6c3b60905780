package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
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
	"mosaic/pkg/kubeapi"
	"mosaic/pkg/status"
	"mosaic/pkg/transfer"
)

// maxPods is how many transfer pods may end before one is of use.
const maxPods = 5

// startTime is how long a transfer pod may take to start.
const startTime = 5 * time.Minute

// binary is the program in the image.
const binary = "/mosaic-pod"

// A transferPod is a pod that mounts the claim so that files can be moved by exec.
type transferPod struct {
	c        *Cluster
	options  job.Options
	readOnly bool
	folder   bool // it mounts where a scene's files lie, and not the claim
	name     string
	say      func(format string, a ...any) // told what keeps the pod from running; nil: nobody is
	made     int                           // pods, one after the other
	starting sync.Mutex                    // held by whoever waits for the pod, and replaces it
}

// startTransfer makes the pod; exec waits until it runs, and replaces it if it has ended.
func (c *Cluster) startTransfer(ctx context.Context, o job.Options, readOnly bool) (*transferPod, error) {
	p := &transferPod{c: c, options: o, readOnly: readOnly}
	return p, p.create(ctx)
}

func (p *transferPod) create(ctx context.Context) error {
	if p.made++; p.made > maxPods {
		return fmt.Errorf("pod/%s: each of %d pods ended before it was of use", p.name, maxPods)
	}
	p.name = job.TransferName(p.options.Name) + "-" + rand.String(5)
	pod := job.TransferPod(p.options, p.name, p.readOnly)
	if p.folder {
		pod = job.FolderPod(p.options, p.name)
	}
	if _, err := p.c.Client.CoreV1().Pods(p.c.Namespace).Create(ctx, pod, metav1.CreateOptions{}); err != nil {
		return fmt.Errorf("pod/%s: %w", p.name, err)
	}
	return nil
}

// dismiss deletes the pod, even when ctx has ended.
func (p *transferPod) dismiss(ctx context.Context) error {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), kubeapi.AnswerTimeout)
	defer stop()
	err := p.c.Client.CoreV1().Pods(p.c.Namespace).Delete(ctx, p.name, metav1.DeleteOptions{})
	if apierrors.IsNotFound(err) {
		return nil
	}
	return err
}

// ready waits until the pod runs. What keeps it from that is said aloud, once
// it is no passing thing. It returns the pod's name.
func (p *transferPod) ready(ctx context.Context) (string, error) {
	p.starting.Lock()
	defer p.starting.Unlock()
	last, said, began := "it is not scheduled yet", "", time.Now()
	err := wait.PollUntilContextTimeout(ctx, 100*time.Millisecond, startTime, true, func(ctx context.Context) (bool, error) {
		pod, err := p.c.Client.CoreV1().Pods(p.c.Namespace).Get(ctx, p.name, metav1.GetOptions{})
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
		switch cause, ok := status.PodCause(pod, nil, time.Now()); {
		case ok && cause.Do != "":
			last = cause.OfPod() + "\n" + cause.Do
		case ok:
			last = cause.OfPod()
		case pod.Spec.NodeName != "":
			last = "its container is not made yet on " + pod.Spec.NodeName
		}
		if p.say != nil && last != said && time.Since(began) > 5*time.Second {
			said = last
			p.say("pod/%s does not start: %s", p.name, last)
		}
		return false, nil
	})
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return "", fmt.Errorf("pod/%s does not start: %s", p.name, last)
	}
	if err != nil {
		return "", fmt.Errorf("pod/%s: %w", p.name, err)
	}
	return p.name, nil
}

// exec is a transfer.Exec: over WebSocket or, where that is not to be had, SPDY.
func (p *transferPod) exec(ctx context.Context, args []string, stdin io.Reader, stdout io.Writer) error {
	name, err := p.ready(ctx)
	if err != nil {
		return &transfer.Permanent{Err: err}
	}
	url := p.c.Client.CoreV1().RESTClient().Post().Namespace(p.c.Namespace).
		Resource("pods").Name(name).SubResource("exec").
		VersionedParams(&corev1.PodExecOptions{
			Container: job.Transfer,
			Command:   append([]string{binary, "transfer"}, args...),
			Stdin:     true, Stdout: true, Stderr: true,
		}, scheme.ParameterCodec).URL()
	ws, err := remotecommand.NewWebSocketExecutor(p.c.Config, "GET", url.String())
	if err != nil {
		return err
	}
	spdy, err := remotecommand.NewSPDYExecutor(p.c.Config, "POST", url)
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

var _ transfer.Exec = (*transferPod)(nil).exec
