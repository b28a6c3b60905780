package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"mosaic/pkg/cluster"
	"mosaic/pkg/job"
	"mosaic/pkg/status"
	"mosaic/pkg/tile"
)

// logsFlags is what the user typed after "logs NAME".
type logsFlags struct {
	tiles      string
	failed     bool
	merge      bool
	follow     bool
	tail       int64
	since      time.Duration
	timestamps bool
}

func newLogs(kube *genericclioptions.ConfigFlags) *cobra.Command {
	return newRenderVerb(kube, &logsFlags{}, &cobra.Command{
		Use:   "logs NAME [--tile LIST | --failed | --merge] [-f]",
		Short: "Print the logs of tiles and of the merge",
		Long: `Print the logs of a render's pods, each line behind the tile it is of: by tile
and then by time or, with --follow, as they come. There may be any number of
pods. What has ended is printed as long as its pod is there.`,
		Example: `  # Of the pods that failed, the last lines
  kubectl mosaic logs room --failed --tail 20

  # Of some tiles, for as long as they are rendered
  kubectl mosaic logs room --tile 12,40-44 -f`,
	})
}

func (f *logsFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.tiles, "tile", "", "logs of these tiles, as 12,40-44 (unset: of all, and of the merge)")
	flags.BoolVar(&f.failed, "failed", false, "logs of pods that failed")
	flags.BoolVar(&f.merge, "merge", false, "log of the merge")
	flags.BoolVarP(&f.follow, "follow", "f", false, "go on with what comes, until the render is over")
	flags.Int64Var(&f.tail, "tail", -1, "number of last lines of each pod (-1: all)")
	flags.DurationVar(&f.since, "since", 0, "lines that are no older, as 5m (unset: all)")
	flags.BoolVar(&f.timestamps, "timestamps", false, "put the time before each line")
}

func (f logsFlags) check(*pflag.FlagSet) error {
	var errs []error
	if f.merge && (f.tiles != "" || f.failed) {
		errs = append(errs, errors.New("--merge is another pod than those of --tile and --failed: give one of them"))
	}
	if f.since < 0 {
		errs = append(errs, fmt.Errorf("--since %v: give a time as 5m", f.since))
	}
	if f.tail < -1 {
		errs = append(errs, fmt.Errorf("--tail %d: give a number of lines, or -1 for all", f.tail))
	}
	if f.tiles != "" {
		if _, err := tile.ParseList(f.tiles, maxTile); err != nil {
			errs = append(errs, fmt.Errorf("--tile: %w", err))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return codedError{exitUsage, err}
	}
	return nil
}

// maxTile is above every tile there can be.
const maxTile = 1 << 20

// A choice is which pods' logs to print, and how. The zero choice is all of them.
type choice struct {
	tiles      []int // sorted; nil is all
	failed     bool
	merge      bool
	timestamps bool
	part       cluster.LogPart
}

func (f logsFlags) choice(total int) (choice, error) {
	ch := choice{failed: f.failed, merge: f.merge, timestamps: f.timestamps, part: cluster.LogPart{Tail: f.tail, Since: f.since}}
	if f.tiles == "" {
		return ch, nil
	}
	var err error
	if ch.tiles, err = tile.ParseList(f.tiles, total); err != nil {
		return ch, usagef("--tile: %w", err)
	}
	return ch, nil
}

// has reports whether a tile is chosen.
func (ch choice) has(i int) bool {
	if ch.merge {
		return false
	}
	_, found := slices.BinarySearch(ch.tiles, i)
	return ch.tiles == nil || found
}

// pods is those whose logs to print.
func (ch choice) pods(all []status.Pod) []status.Pod {
	return slices.DeleteFunc(slices.Clone(all), func(p status.Pod) bool {
		switch {
		case ch.failed && !p.Failed:
			return true
		case p.Component == job.Merge:
			return !ch.merge && ch.tiles != nil
		}
		return !ch.has(p.Tile)
	})
}

// line is a line of a log as it is printed.
func (ch choice) line(p status.Pod, at time.Time, text string) string {
	if ch.timestamps && !at.IsZero() {
		text = at.UTC().Format("2006-01-02T15:04:05.000Z") + " " + text
	}
	return p.String() + " | " + text
}

func (f logsFlags) run(cmd *cobra.Command, c *cluster.Cluster, name string) error {
	ctx, stop := context.WithCancel(cmd.Context())
	defer stop()
	r, pods, err := c.Pods(ctx, name)
	if err != nil {
		return err
	}
	ch, err := f.choice(len(r.Tiles))
	if err != nil {
		return err
	}
	ch.part.Follow = f.follow
	out := &logWriter{ch: ch, w: cmd.OutOrStdout(), stderr: cmd.ErrOrStderr()}
	if f.follow {
		return followLogs(ctx, c, name, ch, out)
	}
	chosen := ch.pods(pods)
	if err := out.inOrder(ctx, c, begun(chosen)); err != nil {
		return err
	}
	return ch.absent(r, pods, out)
}

// begun is the pods that can have a log.
func begun(pods []status.Pod) []status.Pod {
	return slices.DeleteFunc(pods, func(p status.Pod) bool { return p.Started.IsZero() && !p.Ended })
}

// absent tells of the tiles that were chosen and have no log, or no longer.
func (ch choice) absent(r status.Render, pods []status.Pod, out *logWriter) error {
	seen := make([]bool, len(r.Tiles))
	for _, p := range pods {
		if p.Tile >= 0 && p.Tile < len(seen) {
			seen[p.Tile] = true
		}
	}
	var gone, waiting []int
	for i, t := range r.Tiles {
		switch {
		case !ch.has(i), seen[i] && !t.Started.IsZero():
		case ch.failed && t.Phase != status.TileFailed:
		case !seen[i] && (t.Phase == status.Done || t.Phase == status.TileFailed):
			gone = append(gone, i)
		case t.Phase == status.Waiting:
			waiting = append(waiting, i)
		}
	}
	var said []string
	if len(gone) > 0 {
		said = append(said, fmt.Sprintf("no log any more of tiles %s: their pods are gone", tile.FormatList(gone, 0)))
	}
	if len(waiting) > 0 && (ch.tiles != nil || out.lines == 0) {
		said = append(said, fmt.Sprintf("no log yet of tiles %s: they have not started; see kubectl mosaic describe %s", tile.FormatList(waiting, 0), r.Name))
	}
	switch {
	case out.lines == 0 && len(said) > 0:
		return errors.New("there is no log to print\n" + strings.Join(said, "\n"))
	case out.lines == 0:
		said = append(said, "there is no such log of the render "+r.Name)
	}
	for _, s := range said {
		fmt.Fprintln(out.stderr, s)
	}
	return nil
}
