package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"mosaic/pkg/engine"
)

// Set when the program is linked.
var (
	version = "dev"
	image   = "" // that pods run, unless the user says another
)

func newVersion(*genericclioptions.ConfigFlags) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Long: `Print the version of the plugin, of Go, and of the engine: pictures of the same
engine have the same bytes.`,
		Example: `  kubectl mosaic version`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			revision := ""
			if info, ok := debug.ReadBuildInfo(); ok {
				for _, s := range info.Settings {
					if s.Key == "vcs.revision" {
						revision = " (" + s.Value[:min(12, len(s.Value))] + ")"
					}
				}
			}
			fmt.Fprintf(cmd.OutOrStdout(), "kubectl-mosaic %s%s %s/%s %s, engine %s\n",
				version, revision, runtime.GOOS, runtime.GOARCH, runtime.Version(), engine.Names())
			return nil
		},
	}
}
