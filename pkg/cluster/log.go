package cluster

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"mosaic/pkg/kubeapi"
	"mosaic/pkg/status"
)

// A LogPart is which part of a pod's log is wanted.
type LogPart struct {
	Tail   int64         // the last lines; less than 0 is all
	Since  time.Duration // those that are no older; 0 is all
	Follow bool          // and those that come, until the pod ends
}

// ErrNoLog is why a pod's log cannot be had: the pod is gone, or has not begun.
var ErrNoLog = errors.New("there is no log")

// longestLine is where a line of a log is broken, in bytes.
const longestLine = 1 << 20

// reopenAfter is the pause before a stream that broke is opened again.
const reopenAfter = time.Second

// Log hands over a pod's log, line by line, with the time of each. A stream that
// breaks is opened again where it broke.
func (c *Cluster) Log(ctx context.Context, p status.Pod, part LogPart, line func(at time.Time, text string)) error {
	o := &corev1.PodLogOptions{Container: p.Component, Follow: part.Follow, Timestamps: true}
	if part.Tail >= 0 {
		o.TailLines = &part.Tail
	}
	if part.Since > 0 {
		o.SinceSeconds = new(max(int64(part.Since.Seconds()), 1))
	}
	var last time.Time // of the lines handed over
	for broken := 0; ; broken++ {
		before := last
		err := c.stream(ctx, p, o, func(text string) {
			stamp, rest, _ := strings.Cut(text, " ")
			at, err := time.Parse(time.RFC3339Nano, stamp)
			if err != nil {
				at, rest = time.Time{}, text // the kubelet's own words, without a time
			}
			if !at.IsZero() && !at.After(before) {
				return // told before the stream broke
			}
			if at.After(last) {
				last = at
			}
			line(at, rest)
		})
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil && (!part.Follow || c.ended(ctx, p)):
			return nil
		case errors.Is(err, ErrNoLog), apierrors.IsForbidden(err):
			return err
		case err != nil && !part.Follow && broken >= 3:
			return fmt.Errorf("the log of pod/%s: %w", p.Name, err)
		}
		if last.After(before) {
			broken = 0
		}
		o.TailLines, o.SinceSeconds = nil, nil
		if !last.IsZero() {
			o.SinceTime = new(metav1.NewTime(last)) // to the second: what is told twice is left out above
		} else if part.Tail >= 0 {
			o.TailLines = &part.Tail
		}
		if err := kubeapi.Sleep(ctx, reopenAfter); err != nil {
			return err
		}
	}
}

// stream reads a pod's log once.
func (c *Cluster) stream(ctx context.Context, p status.Pod, o *corev1.PodLogOptions, line func(string)) error {
	body, err := c.Client.CoreV1().Pods(p.Namespace).GetLogs(p.Name, o).Stream(ctx)
	switch {
	case apierrors.IsNotFound(err):
		return fmt.Errorf("%w: pod/%s is gone", ErrNoLog, p.Name)
	case apierrors.IsBadRequest(err):
		return fmt.Errorf("%w: pod/%s has not begun", ErrNoLog, p.Name)
	case err != nil:
		return err
	}
	defer body.Close()
	lines := bufio.NewReaderSize(body, 64<<10)
	for {
		text, err := readLine(lines)
		if text != "" {
			line(strings.TrimSuffix(text, "\n"))
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// readLine reads a line with its newline, or a part of one that is too long.
func readLine(r *bufio.Reader) (string, error) {
	var b strings.Builder
	for b.Len() < longestLine {
		part, err := r.ReadSlice('\n')
		b.Write(part)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return b.String(), err
		}
	}
	return b.String(), nil
}

// ended reports whether nothing will be added to a pod's log any more.
func (c *Cluster) ended(ctx context.Context, p status.Pod) bool {
	pod, err := c.Client.CoreV1().Pods(p.Namespace).Get(ctx, p.Name, metav1.GetOptions{})
	if err != nil {
		return apierrors.IsNotFound(err)
	}
	return pod.Status.Phase == corev1.PodSucceeded || pod.Status.Phase == corev1.PodFailed
}
