package cli

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"mosaic/pkg/cluster"
)

// A renderVerb is what a verb does about one render that is there.
type renderVerb interface {
	add(flags *pflag.FlagSet)
	check(set *pflag.FlagSet) error // what is wrong, before the cluster is asked
	run(cmd *cobra.Command, c *cluster.Cluster, name string) error
}

// newRenderVerb makes cmd the verb that does v about the render whose NAME it is given.
func newRenderVerb(kube *genericclioptions.ConfigFlags, v renderVerb, cmd *cobra.Command) *cobra.Command {
	cmd.Args = oneName
	cmd.Flags().SortFlags = false
	v.add(cmd.Flags())
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := v.check(cmd.Flags()); err != nil {
			return err
		}
		c, err := connect(kube)
		if err != nil {
			return err
		}
		return v.run(cmd, c, nameOf(args[0]))
	}
	return cmd
}
