package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"mosaic/pkg/cluster"
	"mosaic/pkg/job"
	"mosaic/pkg/live"
	"mosaic/pkg/movie"
	"mosaic/pkg/render"
	"mosaic/pkg/tile"
)

// retryFlags is what the user typed after "retry NAME".
type retryFlags struct {
	tiles        string
	frames       string
	size         sizeFlags
	parallelism  int
	retries      int
	filmImage    string
	deadline     time.Duration
	nodeSelector []string
	tolerations  []string

	to      string
	dryRun  string
	output  string
	detach  bool
	timeout time.Duration
	watch   watchFlags
}

func newRetry(kube *genericclioptions.ConfigFlags) *cobra.Command {
	return newRenderVerb(kube, &retryFlags{}, &cobra.Command{
		Use:   "retry NAME [--tiles 3,17-20] [--memory 8Gi]",
		Short: "Render again what failed or is missing, and no more",
		Long: `Render again what failed or is missing, and no more, in a new Job, and merge.
What is missing is known from the volume: the old Jobs may be gone. Tiles that
are there are never rendered again.`,
		Example: `  # All that is missing, with more memory than before
  kubectl mosaic retry room --memory 8Gi

  # Some of it, to see whether it works now
  kubectl mosaic retry room --tiles 3,17-20`,
	})
}

func (f *retryFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.tiles, "tiles", "", "some of the missing tiles, as 3,17-20 (unset: all of them)")
	flags.StringVar(&f.frames, "frames", "", "the missing tiles of these frames, as 3,17-20 (unset: of all)")
	f.size.add(flags)
	flags.IntVar(&f.parallelism, "parallelism", 0, "tiles rendered at the same time (unset: as before)")
	flags.IntVar(&f.retries, "retries", 0, "tries of a tile after its first one has failed (unset: as before)")
	flags.DurationVar(&f.deadline, "deadline", 0, "time for all these tiles together (unset: as before)")
	flags.StringArrayVar(&f.nodeSelector, "node-selector", nil, "label of the nodes to use (unset: as before); may be repeated")
	flags.StringArrayVar(&f.tolerations, "toleration", nil, "taint to tolerate (unset: as before); may be repeated")
	flags.StringVar(&f.filmImage, "film-image", "", "`REFERENCE` of an image that has ffmpeg, in which the film is made (unset: as before)")
	section(flags, "Waiting and output", func(flags *pflag.FlagSet) {
		toVar(flags, &f.to, asRendered)
		enumVar(flags, &f.dryRun, "dry-run", "", "none", "try without doing: none, client (look at the volume, print the Jobs) or server (have them checked too)", "none", "client", "server")
		enumVar(flags, &f.output, "output", "o", "", "format of the objects of --dry-run: yaml, json or name", "yaml", "json", "name")
		flags.BoolVar(&f.detach, "detach", false, "return when the Jobs are made")
		flags.DurationVar(&f.timeout, "timeout", 0, "wait no longer than this; the render goes on (unset: as long as it takes)")
	})
	section(flags, "While it goes", f.watch.add)
}

func (f retryFlags) check(set *pflag.FlagSet) error {
	errs := []error{checkEnums(set), f.watch.options().Validate()}
	if f.dryRun == "none" && f.output != "" {
		errs = append(errs, fmt.Errorf("-o %s prints the objects of a dry run: add --dry-run=client", f.output))
	}
	if f.frames != "" && f.tiles != "" {
		errs = append(errs, errors.New("--frames and --tiles both say which tiles: give one of the two"))
	}
	if f.timeout < 0 {
		errs = append(errs, fmt.Errorf("--timeout %v: give a time as 30m", f.timeout))
	}
	if err := errors.Join(errs...); err != nil {
		return codedError{exitUsage, err}
	}
	return nil
}

// over is the options with what was given in the place of what was before.
func (f retryFlags) over(o job.Options, set *pflag.FlagSet) (job.Options, error) {
	o, err := f.size.over(o)
	if set.Changed("parallelism") {
		o.Parallelism = f.parallelism
	}
	if set.Changed("retries") {
		o.Retries = f.retries
	}
	if set.Changed("deadline") {
		o.Deadline = f.deadline
	}
	var perr error
	if set.Changed("node-selector") {
		o.NodeSelector, perr = parsePairs("--node-selector", f.nodeSelector)
		err = errors.Join(err, perr)
	}
	if set.Changed("toleration") {
		o.Tolerations, perr = parseTolerations(f.tolerations)
		err = errors.Join(err, perr)
	}
	if err != nil {
		return o, codedError{exitUsage, err}
	}
	return o, nil
}

func (f retryFlags) run(cmd *cobra.Command, c *cluster.Cluster, name string) error {
	found, err := c.Find(cmd.Context(), name)
	if err != nil {
		return err
	}
	o, err := f.over(found.Options, cmd.Flags())
	if err != nil {
		return err
	}
	if o, err = f.withFilm(o, found); err != nil {
		return err
	}
	var to destination
	if f.dryRun == "none" && !f.detach {
		will := *found
		will.Options = o
		if to, err = destinationOf(&will, f.to, nil); err != nil {
			return err
		}
		if path.Ext(to.path) != path.Ext(o.Output) {
			return usagef("--to %s: the render makes a %s: give such a name, and for another format use kubectl mosaic fetch when it is done", f.to, path.Ext(o.Output))
		}
	}
	if f.frames != "" {
		if f.tiles, err = tilesOf(found, f.frames); err != nil {
			return err
		}
	}
	r := cluster.Retry{Found: found, Options: o, Tiles: f.tiles, DryRun: f.dryRun != "none"}
	if r.DryRun {
		return f.show(cmd, c, r)
	}
	return f.follow(cmd, c, r, to)
}

// withFilm is the options with a film that is made in the image that was given.
func (f retryFlags) withFilm(o job.Options, found *cluster.Found) (job.Options, error) {
	switch {
	case f.filmImage == "":
		return o, nil
	case found.Spec != nil && found.Spec.Frames == "":
		return o, usagef("--film-image: %s is a still", found.Name)
	case f.to != "" && !movie.Is(f.to):
		return o, usagef("--film-image makes a film, and --to %s is none: give --to film.mp4, or leave out --film-image", f.to)
	}
	if ext := path.Ext(o.Output); ext != ".png" {
		return o, usagef("--film-image: a film is made of PNG frames, and those of %s are %s\nto have such a film: render again with --to film.mp4", found.Name, ext)
	}
	o.FilmImage, o.Film = f.filmImage, filmFile(cmp.Or(f.to, o.Film, ".mp4"))
	return o, nil
}

// tilesOf is the tiles of some of a render's frames, as a list.
func tilesOf(found *cluster.Found, frames string) (string, error) {
	wanted, err := render.ParseFrames(frames)
	if err != nil {
		return "", usagef("--%v", err)
	}
	if found.Spec == nil || found.Spec.Frames == "" {
		return "", usagef("--frames: %s is a still, as far as is known: give --tiles", found.Name)
	}
	all, err := render.ParseFrames(found.Spec.Frames)
	if err != nil {
		return "", err
	}
	var tiles []int
	for _, n := range wanted {
		k := slices.Index(all, n)
		if k < 0 {
			return "", usagef("--frames: %d is none of the render's, which are %s", n, found.Spec.Frames)
		}
		first, count := found.Spec.Plan.Of(k)
		for i := first; i < first+count; i++ {
			tiles = append(tiles, i)
		}
	}
	return tile.FormatList(tiles, 0), nil
}

// show prints the Jobs that would be made.
func (f retryFlags) show(cmd *cobra.Command, c *cluster.Cluster, r cluster.Retry) error {
	made, err := c.Retry(cmd.Context(), r, reporter(cmd.ErrOrStderr()))
	if err != nil {
		return err
	}
	mode := "dry run"
	if f.dryRun == "server" {
		mode = "server dry run"
		if made.Jobs, err = c.DryRun(cmd.Context(), made.Jobs); err != nil {
			return err
		}
	}
	return printObjects(cmd.OutOrStdout(), f.output, mode, made.Jobs)
}

// follow makes the Jobs and, unless told otherwise, waits for the picture.
func (f retryFlags) follow(cmd *cobra.Command, c *cluster.Cluster, r cluster.Retry, to destination) error {
	name := r.Options.Name
	columns := 0
	if r.Found.Spec != nil {
		columns = r.Found.Spec.Plan.Columns()
	}
	ctx, p := f.watch.watch(cmd, live.Options{Name: name, Columns: columns}, true)
	defer p.Close()
	if f.timeout > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, f.timeout)
		defer stop()
	}
	made, err := c.Retry(ctx, r, p)
	if err != nil {
		return err
	}
	if f.detach {
		p.Note("the render %s goes on\n%s", name, unfinished{name: name}.hints())
		fmt.Fprintln(cmd.OutOrStdout(), name)
		return nil
	}
	err = c.Finish(ctx, made.Run, to.brought(), p)
	result := ""
	if err == nil {
		result, err = to.finish(ctx, p)
	}
	p.Close()
	switch {
	case err == nil:
		fmt.Fprintln(cmd.OutOrStdout(), result)
		return nil
	case made.SomeLeft(err):
		fmt.Fprintf(cmd.ErrOrStderr(), "these tiles are rendered; still missing are %s\nto render those and merge: kubectl mosaic retry %s\n", made.Missing(), name)
		return nil
	}
	return unfinished{name: name, retry: "kubectl mosaic retry " + name, timeout: f.timeout}.explain(ctx, err)
}
