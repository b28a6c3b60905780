package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"mosaic/pkg/cluster"
)

// resumeFlags is what the user typed after "resume NAME".
type resumeFlags struct {
	changeFlags
	size sizeFlags
}

func newResume(kube *genericclioptions.ConfigFlags) *cobra.Command {
	return newRenderVerb(kube, &resumeFlags{}, &cobra.Command{
		Use:   "resume NAME [--memory 8Gi] [--cpu 2]",
		Short: "Let a paused render go on, perhaps with more memory",
		Long: `Let a paused render go on. What is given is what each tile gets from now on;
where the cluster lets nobody change a paused Job (before Kubernetes 1.36), and
with --image, a new Job renders what is missing.`,
		Example: `  kubectl mosaic resume room --memory 8Gi`,
	})
}

func (f *resumeFlags) add(flags *pflag.FlagSet) {
	f.size.add(flags)
	f.changeFlags.add(flags)
}

func (f resumeFlags) check(set *pflag.FlagSet) error {
	_, _, err := f.size.given()
	if err != nil {
		return err
	}
	return f.changeFlags.check(set)
}

func (f resumeFlags) run(cmd *cobra.Command, c *cluster.Cluster, name string) error {
	ctx := cmd.Context()
	found, err := c.Find(ctx, name)
	if err != nil {
		return err
	}
	if err := ofKueue(found); err != nil {
		return err
	}
	cpu, memory, err := f.size.given()
	if err != nil {
		return err
	}
	if f.size.image == "" || f.size.image == found.Options.Image {
		err = c.Resume(ctx, found, cpu, memory, f.mode())
	} else {
		err = cluster.ErrFixed // no cluster lets a Job's image change
	}
	if errors.Is(err, cluster.ErrFixed) {
		fmt.Fprintln(cmd.ErrOrStderr(), "a paused Job cannot change so: a new one renders what is missing")
		err = f.replace(ctx, cmd, c, found)
	}
	if err != nil {
		return err
	}
	f.say(cmd.OutOrStdout(), name, "resumed")
	return nil
}

// replace makes a new Job in the place of the paused one.
func (f resumeFlags) replace(ctx context.Context, cmd *cobra.Command, c *cluster.Cluster, found *cluster.Found) error {
	o, err := f.size.over(found.Options)
	if err != nil || f.mode() == cluster.DryRunClient {
		return err
	}
	_, err = c.Retry(ctx, cluster.Retry{
		Found: found, Options: o, Paused: true, DryRun: f.mode() == cluster.DryRunServer,
	}, reporter(cmd.ErrOrStderr()))
	return err
}
