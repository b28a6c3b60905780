package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"mosaic/pkg/cluster"
	"mosaic/pkg/observe"
	"mosaic/pkg/status"
)

// Limits of reading logs.
const (
	openLogs     = 20   // streams of pods that have ended, at the same time
	linesAhead   = 1000 // of a pod whose turn has not come
	logsInterval = time.Second
	logsGrace    = 5 * time.Second // after the end of a render, for the last lines
	maxReported  = 5               // logs that could not be had, told one by one
)

// A logWriter prints the logs of many pods.
type logWriter struct {
	ch     choice
	stderr io.Writer

	mu      sync.Mutex
	w       io.Writer
	lines   int // printed
	missing int // logs that could not be had
}

func (l *logWriter) print(p status.Pod, at time.Time, text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines++
	fmt.Fprintln(l.w, l.ch.line(p, at, text))
}

// miss tells of a log that could not be had; the others are printed all the same.
func (l *logWriter) miss(p status.Pod, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.missing++
	switch {
	case l.missing <= maxReported:
		fmt.Fprintf(l.stderr, "%s: %v\n", p, err)
	case l.missing == maxReported+1:
		fmt.Fprintln(l.stderr, "and so for more pods")
	}
}

// A logReader reads the log of a pod ahead of its turn.
type logReader struct {
	pod   status.Pod
	lines chan logLine
	err   error // after lines is closed
}

type logLine struct {
	at   time.Time
	text string
}

// inOrder prints one log after the other. The next ones are read meanwhile, a
// few lines of each, so that neither the wait for each nor their size counts.
func (l *logWriter) inOrder(ctx context.Context, c *cluster.Cluster, pods []status.Pod) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	open := make(chan *logReader, openLogs)
	go func() {
		defer close(open)
		for _, p := range pods {
			t := &logReader{pod: p, lines: make(chan logLine, linesAhead)}
			select {
			case open <- t:
			case <-ctx.Done():
				return
			}
			go t.read(ctx, c, l.ch.part)
		}
	}()
	buffered := bufio.NewWriter(l.w)
	l.w = buffered
	for t := range open {
		for line := range t.lines {
			l.print(t.pod, line.at, line.text)
		}
		if err := buffered.Flush(); err != nil {
			return err
		}
		if t.err != nil && ctx.Err() == nil {
			l.miss(t.pod, t.err)
		}
	}
	return ctx.Err()
}

func (t *logReader) read(ctx context.Context, c *cluster.Cluster, part cluster.LogPart) {
	defer close(t.lines)
	t.err = c.Log(ctx, t.pod, part, func(at time.Time, text string) {
		select {
		case t.lines <- logLine{at, text}:
		case <-ctx.Done():
		}
	})
}

// followLogs prints what there is and what comes, of pods that are there and of
// those that start, until nothing more will come.
func followLogs(ctx context.Context, c *cluster.Cluster, name string, ch choice, out *logWriter) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	o, err := observe.Observe(ctx, c.Conn, name)
	if err != nil {
		return err
	}
	s := streams{opened: map[string]context.CancelFunc{}, ended: make(chan struct{}, openLogs)}
	defer s.all.Wait()
	defer stop()
	for over := (time.Time{}); ; {
		all, pods := o.Renders(), ch.pods(o.Pods())
		for _, p := range begun(pods) {
			s.open(ctx, c, p, out)
		}
		if len(all) == 0 || all[0].State.Over() || ch.settled(all[0]) {
			if over.IsZero() {
				over = time.Now()
			}
			if s.running.Load() == 0 || time.Since(over) > logsGrace {
				s.finish(pods)
				if out.lines == 0 && len(all) > 0 {
					return ch.absent(all[0], o.Pods(), out)
				}
				return ctx.Err()
			}
		}
		if err := o.Next(ctx, logsInterval); err != nil {
			return err
		}
	}
}

// streams is the logs that are followed.
type streams struct {
	opened  map[string]context.CancelFunc // by pod
	ended   chan struct{}                 // a place for each log that is read of a pod that has ended
	running atomic.Int32
	all     sync.WaitGroup
}

// open follows a pod's log, once.
func (s *streams) open(ctx context.Context, c *cluster.Cluster, p status.Pod, out *logWriter) {
	if s.opened[p.Name] != nil {
		return
	}
	ctx, stop := context.WithCancel(ctx)
	s.opened[p.Name] = stop
	s.running.Add(1)
	s.all.Go(func() {
		defer s.running.Add(-1)
		out.follow(ctx, c, p, out.ch.part, s.ended)
	})
}

// finish waits for the logs of pods that have ended, and stops the others, which
// wait for what will not come.
func (s *streams) finish(pods []status.Pod) {
	for _, p := range pods {
		if stop := s.opened[p.Name]; stop != nil && !p.Ended {
			stop()
		}
	}
	s.all.Wait()
}

// settled reports whether all tiles that were chosen one by one are done or failed.
func (ch choice) settled(r status.Render) bool {
	for _, i := range ch.tiles {
		if p := r.Tiles[i].Phase; p != status.Done && p != status.TileFailed {
			return false
		}
	}
	return ch.tiles != nil
}

// follow prints the log of a pod as it comes. Of pods that have ended only so
// many are read at the same time.
func (l *logWriter) follow(ctx context.Context, c *cluster.Cluster, p status.Pod, part cluster.LogPart, ended chan struct{}) {
	if p.Ended {
		part.Follow = false
		select {
		case ended <- struct{}{}:
			defer func() { <-ended }()
		case <-ctx.Done():
			return
		}
	}
	err := c.Log(ctx, p, part, func(at time.Time, text string) { l.print(p, at, text) })
	if err != nil && !errors.Is(err, context.Canceled) {
		l.miss(p, err)
	}
}
