package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"mosaic/pkg/cluster"
	"mosaic/pkg/film"
	"mosaic/pkg/movie"
	"mosaic/pkg/render"
)

// fetchFlags is what the user typed after "fetch NAME".
type fetchFlags struct {
	to       string
	bitDepth int
	view     viewFlags
	partial  bool
	frames   string
}

func newFetch(kube *genericclioptions.ConfigFlags) *cobra.Command {
	return newRenderVerb(kube, &fetchFlags{}, &cobra.Command{
		Use:   "fetch NAME [--to FILE] [--partial]",
		Short: "Bring a render's picture to this machine, at any time later",
		Long: `Bring the picture of a render to this machine, checked to the last byte. A copy
that was cut off goes on where it was.

With --partial it is made of the tiles that are there so far, with grey stripes
in the place of the others. The render goes on undisturbed. In another format or
view than the render's the picture is made anew from the tiles.`,
		Example: `  kubectl mosaic fetch room
  kubectl mosaic fetch room --partial --to so-far.png
  kubectl mosaic fetch room --to room.exr
  kubectl mosaic fetch room --exposure 1.5 --view agx`,
	})
}

func (f *fetchFlags) add(flags *pflag.FlagSet) {
	toVar(flags, &f.to, asRendered)
	flags.IntVar(&f.bitDepth, "bit-depth", 0, "bits a channel: "+film.DepthHelp()+" (unset: the render's)")
	f.view.add(flags, "the render's")
	flags.StringVar(&f.frames, "frames", "", "numbers of the frames to bring that are made, as 1-24 (unset: all of them)")
	flags.BoolVar(&f.partial, "partial", false, "make the picture of the tiles that are there so far")
}

func (f fetchFlags) check(set *pflag.FlagSet) error {
	view, err := f.view.over(film.View{}, f.to, set)
	err = errors.Join(checkEnums(set), err, view.Validate())
	if f.to != "" && !movie.Is(f.to) {
		_, _, badFormat := film.ImageOptions{BitDepth: f.bitDepth}.Check(f.to, 0, 0) // its size is not known yet
		err = errors.Join(err, badFormat)
	}
	if err != nil {
		return codedError{exitUsage, err}
	}
	return nil
}

func (f fetchFlags) run(cmd *cobra.Command, c *cluster.Cluster, name string) error {
	ctx := cmd.Context()
	found, err := c.Find(ctx, name)
	if err != nil {
		return err
	}
	var wanted []int
	if f.frames != "" {
		if wanted, err = render.ParseFrames(f.frames); err != nil {
			return usagef("--%v", err)
		}
	}
	to, err := destinationOf(found, f.to, wanted)
	if err != nil {
		return err
	}
	if err := f.only(to, cmd.Flags()); err != nil {
		return err
	}
	view, err := f.view.over(found.Options.View, to.path, cmd.Flags())
	if err != nil {
		return err
	}
	p := reporter(cmd.ErrOrStderr())
	absent, err := c.Fetch(ctx, cluster.Fetch{Found: found, To: to.brought(), BitDepth: f.bitDepth, View: &view, Partial: f.partial, Frames: wanted}, p)
	if err != nil {
		return err
	}
	if absent != "" {
		fmt.Fprintf(cmd.ErrOrStderr(), "striped, for they are not there yet: tiles %s\n", absent)
	}
	made, err := to.finish(ctx, p)
	if err != nil {
		return err
	}
	fmt.Fprintln(cmd.OutOrStdout(), made)
	return nil
}

// only reports what is asked of frames that stills alone have.
func (f fetchFlags) only(to destination, set *pflag.FlagSet) error {
	if len(to.frames) == 0 {
		return nil
	}
	for _, name := range []string{"partial", "bit-depth", "exposure", "white-balance", "view"} {
		if set.Changed(name) {
			return usagef("--%s is of stills: frames are fetched as the render made them; --frames brings those that are made", name)
		}
	}
	return nil
}
