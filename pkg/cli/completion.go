package cli

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"mosaic/pkg/suggest"
)

// shim is the name of the program that kubectl asks to complete "kubectl mosaic".
const shim = "kubectl_complete-mosaic"

// Args is the arguments of the program that was started as argv. Under the name
// kubectl_complete-mosaic, a link to the plugin, it answers kubectl's completion.
func Args(argv []string) []string {
	if len(argv) == 0 {
		return nil
	}
	name := strings.TrimSuffix(filepath.Base(argv[0]), ".exe")
	if name == shim {
		return append([]string{cobra.ShellCompRequestCmd}, argv[1:]...)
	}
	return argv[1:]
}

func newCompletion(*genericclioptions.ConfigFlags) *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell", "kubectl"}
	return &cobra.Command{
		Use:   "completion bash|zsh|fish|powershell|kubectl",
		Short: "Print the script that completes commands in a shell",
		Long: `Print the script that completes commands in a shell.

kubectl completes "kubectl mosaic" itself if it finds ` + shim + `
on the PATH: make install puts it there, and "completion kubectl" prints it, a
shell script of two lines. kubectl's own completion must be on (see kubectl
completion --help). The scripts of the shells complete "kubectl-mosaic", typed
with a hyphen.`,
		Example: `  # kubectl mosaic <TAB>: a script in a folder on the PATH
  kubectl mosaic completion kubectl > ~/.local/bin/` + shim + `
  chmod +x ~/.local/bin/` + shim + `

  # kubectl-mosaic <TAB>, in this bash
  source <(kubectl mosaic completion bash)`,
		ValidArgs: shells,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("name one shell\ntype: %s bash, zsh, fish, powershell or kubectl", cmd.CommandPath())
			}
			if !slices.Contains(shells, args[0]) {
				return usagef("shell %q: give %s", args[0], suggest.Choice(args[0], shells))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			w, root := cmd.OutOrStdout(), cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(w, true)
			case "zsh":
				return root.GenZshCompletion(w)
			case "fish":
				return root.GenFishCompletion(w, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(w)
			}
			_, err := fmt.Fprint(w, "#!/bin/sh\nexec kubectl mosaic "+cobra.ShellCompRequestCmd+" \"$@\"\n")
			return err
		},
	}
}
