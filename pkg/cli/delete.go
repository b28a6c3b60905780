package cli

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"mosaic/pkg/cluster"
	"mosaic/pkg/job"
)

// deleteFlags is what the user typed after "delete NAME...".
type deleteFlags struct {
	changeFlags
	all, keepVolume, wait, purge bool
	claim                        string
	image                        string
}

func newDelete(kube *genericclioptions.ConfigFlags) *cobra.Command {
	var f deleteFlags
	cmd := &cobra.Command{
		Use:     "delete NAME... [--keep-volume | --purge]",
		Aliases: []string{"rm"},
		Short:   "Delete renders, with all that they left in the cluster",
		Long: `Delete renders, whether they go on or are done: Jobs, pods and ConfigMap, and
the claim that --storage made, with the tiles and the picture on it.

A claim of your own, that --claim named, stays, and so do the files on it; with
--purge the render's folder there is removed too. When the render is deleted
already, add --claim to say where the folder is.`,
		Example: `  kubectl mosaic delete room
  kubectl mosaic delete --all --keep-volume

  # The tiles and the picture on a claim of your own too
  kubectl mosaic delete room --purge`,
		Args: func(cmd *cobra.Command, args []string) error {
			if (len(args) == 0) != f.all {
				return usagef("want the names of renders, or --all: see %s get", cmd.Root().CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(cmd.Flags()); err != nil {
				return err
			}
			return f.run(cmd, kube, args)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.BoolVar(&f.all, "all", false, "delete all renders of the namespace")
	flags.BoolVar(&f.keepVolume, "keep-volume", false, "leave the claim that --storage made: the same render command takes it up again")
	flags.BoolVar(&f.purge, "purge", false, "remove the render's folder from a claim of your own")
	flags.StringVar(&f.claim, "claim", "", "with --purge, of a render that is deleted: the claim where its folder is")
	flags.StringVar(&f.image, "image", "", "with --claim: image of the pod that does it (unset: $MOSAIC_IMAGE, or the one built in)")
	flags.BoolVar(&f.wait, "wait", true, "return when all of it is gone")
	f.add(flags)
	return cmd
}

func (f deleteFlags) check(set *pflag.FlagSet) error {
	switch {
	case f.keepVolume && f.purge:
		return usagef("--keep-volume leaves the files and --purge removes them: give one of the two")
	case f.claim != "" && !f.purge:
		return usagef("--claim %s: a claim of your own is never deleted; to remove a render's folder from it add --purge", f.claim)
	case f.claim != "" && f.all:
		return usagef("--claim is for renders that are deleted already: name them instead of --all")
	}
	return f.changeFlags.check(set)
}

func (f deleteFlags) run(cmd *cobra.Command, kube *genericclioptions.ConfigFlags, names []string) error {
	ctx := cmd.Context()
	c, err := connect(kube)
	if err != nil {
		return err
	}
	if f.all {
		if names, err = c.Known(ctx); err != nil {
			return err
		}
		if len(names) == 0 {
			fmt.Fprintf(cmd.ErrOrStderr(), "no renders in the namespace %s\n", namespace(kube))
		}
	}
	names = slices.Clone(names)
	for i := range names {
		names[i] = nameOf(names[i])
	}
	slices.Sort(names)
	var errs []error
	for _, name := range slices.Compact(names) {
		if err := f.one(cmd, c, namespace(kube), name); err != nil {
			errs = append(errs, err)
		}
		if ctx.Err() != nil {
			break
		}
	}
	return errors.Join(errs...)
}

func (f deleteFlags) one(cmd *cobra.Command, c *cluster.Cluster, ns, name string) error {
	p := reporter(cmd.ErrOrStderr())
	stays, err := c.Remove(cmd.Context(), name, cluster.Removal{
		KeepClaim: f.keepVolume, Purge: f.purge, Wait: f.wait, DryRun: f.mode(),
	}, p)
	var gone *cluster.NoRenderError
	if errors.As(err, &gone) && f.claim != "" {
		if f.mode() == cluster.DryRunNone {
			err = c.Purge(cmd.Context(), f.purger(ns, name), p)
		} else {
			err = nil
		}
	}
	if err != nil {
		return err
	}
	f.say(cmd.OutOrStdout(), name, "deleted")
	if stays != "" && f.output == "" && f.mode() == cluster.DryRunNone {
		fmt.Fprintln(cmd.ErrOrStderr(), stays)
	}
	return nil
}

// purger is what a transfer pod needs to know of a render that is forgotten.
func (f deleteFlags) purger(ns, name string) job.Options {
	return job.Options{
		Name: name, Namespace: ns, Claim: f.claim, Image: imageRef(f.image),
		CPU: resource.MustParse("1"), Memory: resource.MustParse("256Mi"),
	}
}
