package cluster

import (
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"mosaic/pkg/job"
	"mosaic/pkg/kubeapi"
	"mosaic/pkg/progress"
	"mosaic/pkg/status"
)

// How the logs of running tiles are read for how far they are.
const (
	sharesEvery = 5 * time.Second
	sharesAfter = 10 * time.Second // in which a tile is hardly worth the question
	sharesMost  = 32               // tiles, those that began first
	sharesTail  = 200              // lines, of which a chatty program writes most
	sharesTime  = 5 * time.Second  // for all of them: a node that is gone does not answer
)

// ReadShares sets what share is done of the tiles that are being rendered, and
// what that says of the time left, by the logs of their pods. What cannot be read
// stays unknown; an error says that no log may be read.
func (c *Cluster) ReadShares(ctx context.Context, r *status.Render) error {
	found, err := c.shares(ctx, *r)
	r.SetShares(found, time.Now())
	return err
}

// shares is the shares of tiles, by their pods.
func (c *Cluster) shares(ctx context.Context, r status.Render) (map[string]float64, error) {
	var long []status.Tile
	for _, t := range r.Tiles {
		if !t.Started.IsZero() && time.Since(t.Started) >= sharesAfter {
			long = append(long, t)
		}
	}
	slices.SortStableFunc(long, func(a, b status.Tile) int { return a.Started.Compare(b.Started) })
	found := map[string]float64{}
	var mu sync.Mutex
	ctx, stop := context.WithTimeout(ctx, sharesTime)
	defer stop()
	g, ctx := errgroup.WithContext(ctx)
	for _, t := range long[:min(len(long), sharesMost)] {
		g.Go(func() error {
			p := status.Pod{Namespace: r.Namespace, Name: t.Pod, Component: job.Tiles}
			err := c.Log(ctx, p, LogPart{Tail: sharesTail}, func(_ time.Time, text string) {
				if _, share, ok := progress.ParseTileLine(text); ok {
					mu.Lock()
					found[t.Pod] = share
					mu.Unlock()
				}
			})
			if apierrors.IsForbidden(err) {
				return err
			}
			return nil
		})
	}
	err := g.Wait()
	return found, err
}

// A shareReader reads shares again and again while a render is watched.
type shareReader struct {
	mu     sync.Mutex
	render status.Render      // as it was seen last
	found  map[string]float64 // by pod
}

// readShares begins to read, until ctx ends.
func (c *Cluster) readShares(ctx context.Context) *shareReader {
	s := &shareReader{}
	go func() {
		for kubeapi.Sleep(ctx, sharesEvery) == nil {
			s.mu.Lock()
			r := s.render
			s.mu.Unlock()
			found, err := c.shares(ctx, r)
			if err != nil {
				return // these logs are not for this user
			}
			s.mu.Lock()
			s.found = found
			s.mu.Unlock()
		}
	}()
	return s
}

// fill sets what is known of the render's shares.
func (s *shareReader) fill(r *status.Render) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.render = *r
	s.render.Tiles = slices.Clone(r.Tiles)
	r.SetShares(s.found, time.Now())
}
