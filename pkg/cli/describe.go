package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"mosaic/pkg/cluster"
	"mosaic/pkg/job"
	"mosaic/pkg/status"
)

// How much describe tells.
const (
	mostFailed = 5 // tiles with their logs
	mostSlow   = 5 // tiles
	lastLines  = 5 // of each log
)

func newDescribe(kube *genericclioptions.ConfigFlags) *cobra.Command {
	return &cobra.Command{
		Use:   "describe NAME",
		Short: "Show all there is to know of a render, on one page",
		Long: `Show all there is to know of a render, on one page: what is rendered and how,
how far it is, why it does not move and what to do about it, a picture of its
tiles, the slowest ones, and those that failed with the last lines of their
logs.`,
		Example: `  kubectl mosaic describe room

  # Every render of the namespace
  kubectl mosaic get -o name | xargs -n 1 kubectl mosaic describe`,
		Args: oneName,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := connect(kube)
			if err != nil {
				return err
			}
			d, err := readDescription(cmd.Context(), c, nameOf(args[0]))
			if err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			_, err = fmt.Fprint(out, d.page(pageOptions(out), columns(out)))
			return err
		},
	}
}

// A description is all there is to say of a render.
type description struct {
	now    time.Time
	name   string
	render *status.Render // nil: its Jobs are gone
	failed []failedTile   // the first of those that failed, with their logs

	found    *cluster.Found // what it was made from
	notFound error          // why that is not known
}

// A failedTile is a tile that failed for good, or fails and is tried again.
type failedTile struct {
	index int
	log   []string
	noLog string // why there is no log
}

func readDescription(ctx context.Context, c *cluster.Cluster, name string) (description, error) {
	d := description{now: time.Now(), name: name}
	r, err := c.Render(ctx, name)
	d.found, d.notFound = c.Find(ctx, name)
	switch {
	case err == nil:
		d.render = &r
		_ = c.ReadShares(ctx, d.render) // whoever may read no logs is told so below
		d.failed, err = readFailures(ctx, c, r)
		return d, err
	case d.notFound == nil && d.found.JobsGone():
		return d, nil
	}
	return d, err
}

// readFailures reads the last lines of the logs of tiles that failed.
func readFailures(ctx context.Context, c *cluster.Cluster, r status.Render) ([]failedTile, error) {
	var all []failedTile
	for _, phase := range []status.Phase{status.TileFailed, status.Retrying} {
		for i := range r.Tiles {
			if t := r.Tiles[i]; t.Phase == phase && len(all) < mostFailed {
				all = append(all, failedTile{index: i})
			}
		}
	}
	g, ctx := errgroup.WithContext(ctx)
	for k := range all {
		g.Go(func() error {
			f := &all[k]
			t := r.Tiles[f.index]
			if t.FailedPod == "" {
				f.noLog = "its pod is gone, and its log with it"
				return nil
			}
			err := c.Log(ctx, status.Pod{Namespace: r.Namespace, Name: t.FailedPod, Component: job.Tiles}, cluster.LogPart{Tail: lastLines}, func(_ time.Time, text string) {
				f.log = append(f.log, text)
			})
			switch {
			case errors.Is(err, cluster.ErrNoLog):
				f.noLog = "its pod is gone, and its log with it"
			case apierrors.IsForbidden(err):
				f.noLog = "you may not read its log: that takes the right to get pods/log"
			case err != nil:
				f.noLog = "its log cannot be read: " + err.Error()
			}
			return ctx.Err()
		})
	}
	return all, g.Wait()
}
