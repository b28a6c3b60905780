package cli

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"mosaic/pkg/cluster"
	"mosaic/pkg/tile"
)

// scaleFlags is what the user typed after "scale NAME".
type scaleFlags struct {
	changeFlags
	parallelism int
}

func newScale(kube *genericclioptions.ConfigFlags) *cobra.Command {
	return newRenderVerb(kube, &scaleFlags{}, &cobra.Command{
		Use:   "scale NAME --parallelism N",
		Short: "Change how many tiles are rendered at the same time",
		Long: `Change how many tiles of a render are rendered at the same time. When they are
to be fewer, pods that run now are stopped, and their tiles start from zero
later.`,
		Example: `  kubectl mosaic scale room --parallelism 200`,
	})
}

func (f *scaleFlags) add(flags *pflag.FlagSet) {
	flags.IntVar(&f.parallelism, "parallelism", 0, "tiles rendered at the same time")
	f.changeFlags.add(flags)
}

func (f scaleFlags) check(set *pflag.FlagSet) error {
	switch {
	case f.parallelism == 0:
		return usagef("--parallelism: give how many tiles are to be rendered at the same time, as 64\nto stop for a while: kubectl mosaic pause NAME")
	case f.parallelism < 0 || f.parallelism > tile.MaxTiles:
		return usagef("--parallelism %d: it must lie between 1 and %d", f.parallelism, tile.MaxTiles)
	}
	return f.changeFlags.check(set)
}

func (f scaleFlags) run(cmd *cobra.Command, c *cluster.Cluster, name string) error {
	ctx := cmd.Context()
	found, err := c.Find(ctx, name)
	if err != nil {
		return err
	}
	if err := c.Scale(ctx, found, f.parallelism, f.mode()); err != nil {
		return err
	}
	f.say(cmd.OutOrStdout(), name, "scaled")
	return nil
}
