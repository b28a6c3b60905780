package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"mosaic/pkg/cluster"
	"mosaic/pkg/film"
	"mosaic/pkg/live"
	"mosaic/pkg/movie"
)

// attachFlags is what the user typed after "attach NAME".
type attachFlags struct {
	to      string
	timeout time.Duration
	watch   watchFlags
}

func newAttach(kube *genericclioptions.ConfigFlags) *cobra.Command {
	return newRenderVerb(kube, &attachFlags{}, &cobra.Command{
		Use:   "attach NAME [--to FILE]",
		Short: "Watch a render that goes on, and fetch its picture when it is done",
		Long: `Watch a render that goes on, and bring its picture to this machine when it is
done. Its name is enough: it may have been started elsewhere, or by somebody
else. Any number of users may watch, and any may leave: the render goes on.`,
		Example: `  kubectl mosaic attach room
  kubectl mosaic attach room --to room.exr

  # For a program: one JSON object a line, on standard error
  kubectl mosaic attach room --progress=json`,
	})
}

func (f *attachFlags) add(flags *pflag.FlagSet) {
	toVar(flags, &f.to, asRendered)
	flags.DurationVar(&f.timeout, "timeout", 0, "wait no longer than this; the render goes on (unset: as long as it takes)")
	section(flags, "While it goes", f.watch.add)
}

func (f attachFlags) check(*pflag.FlagSet) error {
	errs := []error{f.watch.options().Validate()}
	if f.timeout < 0 {
		errs = append(errs, fmt.Errorf("--timeout %v: give a time as 30m", f.timeout))
	}
	if f.to != "" && !movie.Is(f.to) {
		_, err := film.FormatOf(f.to)
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return codedError{exitUsage, err}
	}
	return nil
}

func (f attachFlags) run(cmd *cobra.Command, c *cluster.Cluster, name string) error {
	found, err := c.Find(cmd.Context(), name)
	if err != nil {
		return err
	}
	to, err := destinationOf(found, f.to, nil)
	if err != nil {
		return err
	}
	o := live.Options{Name: name}
	if found.Spec != nil {
		o.Columns = found.Spec.Plan.Columns()
	}
	ctx, p := f.watch.watch(cmd, o, true)
	defer p.Close()
	if f.timeout > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, f.timeout)
		defer stop()
	}
	err = c.Attach(ctx, found, to.brought(), p)
	made := ""
	if err == nil {
		made, err = to.finish(ctx, p)
	}
	p.Close()
	if err != nil {
		space := found.Options.Namespace
		return unfinished{name, space, "kubectl mosaic retry " + name + " -n " + space, f.timeout}.explain(ctx, err)
	}
	fmt.Fprintln(cmd.OutOrStdout(), made)
	return nil
}
