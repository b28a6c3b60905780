package cli

import (
	"fmt"

	"github.com/spf13/cobra"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"mosaic/pkg/cluster"
	"mosaic/pkg/progress"
)

// pauseFlags is what the user typed after "pause NAME".
type pauseFlags struct{ changeFlags }

func newPause(kube *genericclioptions.ConfigFlags) *cobra.Command {
	return newRenderVerb(kube, &pauseFlags{}, &cobra.Command{
		Use:   "pause NAME",
		Short: "Stop a render, to be resumed later",
		Long: `Stop a render, to be resumed later, perhaps with more memory. Its pods are
deleted, and take nothing while it is paused. Tiles that are done stay; those
that are being rendered start from zero when it is resumed.`,
		Example: `  kubectl mosaic pause room
  kubectl mosaic resume room --memory 8Gi`,
	})
}

func (f pauseFlags) run(cmd *cobra.Command, c *cluster.Cluster, name string) error {
	ctx := cmd.Context()
	found, err := c.Find(ctx, name)
	if err != nil {
		return err
	}
	if err := ofKueue(found); err != nil {
		return err
	}
	running, changed, err := c.Pause(ctx, found, f.mode())
	if err != nil {
		return err
	}
	if !changed {
		f.say(cmd.OutOrStdout(), name, "is paused already")
		return nil
	}
	f.say(cmd.OutOrStdout(), name, "paused")
	if running > 0 && f.output == "" {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s start from zero when it is resumed: kubectl mosaic resume %s -n %s\n", tilesText(running), name, found.Options.Namespace)
	}
	return nil
}

// ofKueue refuses to suspend what Kueue would let go on at once.
func ofKueue(f *cluster.Found) error {
	if q := f.Options.Queue; q != "" {
		return fmt.Errorf("the render %s is in Kueue's queue %s, and Kueue says when it runs: use kubectl kueue stop workload and resume workload",
			f.Options.Name, q)
	}
	return nil
}

func tilesText(n int) string {
	if n == 1 {
		return "1 tile that is being rendered will"
	}
	return progress.Number(n, "tile") + " that are being rendered will"
}
