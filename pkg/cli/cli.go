// Package cli is the command line: verbs, flags, messages and exit codes.
//
// A verb parses its flags to values and checks them all before anything is
// made. Only this package speaks to the user: results go to stdout, talk goes
// to stderr.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-logr/logr"
	"github.com/spf13/cobra"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/klog/v2"
)

// Exit codes.
const (
	exitDone        = 0
	exitError       = 1
	exitUsage       = 2
	exitTimeout     = 4
	exitFailed      = 5
	exitInterrupted = 130
)

// Run is the program: it runs the verb that args name and returns the exit code.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	klog.SetLogger(logr.Discard()) // what client-go mutters is not for the user
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := misplaced(root, args)
	if err == nil {
		err = root.ExecuteContext(ctx)
	}
	switch code := exitCode(err); {
	case err == nil:
		return code
	case errors.Is(err, context.Canceled): // said by no layer below: nothing is left to say
		fmt.Fprintln(stderr, "interrupted")
		return code
	default:
		fmt.Fprintln(stderr, "error:", strings.TrimRight(err.Error(), "\n"))
		return code
	}
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "kubectl-mosaic",
		Short: "Render one big picture as a Kubernetes Indexed Job, a tile per index",
		Long: `Mosaic renders one big picture as one Kubernetes Indexed Job, a tile per
completion index. Nothing is installed in the cluster. With --local it renders
on this machine, through the same code, to the same bytes.

Exit codes: 0 done, 1 error, 2 usage or a wrong scene, 4 timed out waiting,
5 the render failed, 130 interrupted.`,
		Example: `  # Render the room of eight spheres on this machine, to room.png
  kubectl mosaic render builtin:room --local

  # The same bytes from a cluster
  kubectl mosaic render builtin:room --claim tiles`,
		Annotations:   map[string]string{cobra.CommandDisplayNameAnnotation: "kubectl mosaic"},
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownVerb(cmd, args[0])
			}
			return cmd.Help()
		},
	}
	root.SetFlagErrorFunc(flagError)
	kube := genericclioptions.NewConfigFlags(true)
	kube.AddFlags(root.PersistentFlags())
	hideRare(root.PersistentFlags())
	commands := addVerbs(root, kube)
	root.SetUsageFunc(func(cmd *cobra.Command) error { return usage(cmd, commands) })
	root.InitDefaultHelpCmd()
	completeFlags(root, kube)
	return root
}

// A codedError decides the exit code.
type codedError struct {
	code int
	error
}

func (e codedError) Unwrap() error { return e.error }

func usagef(format string, a ...any) error {
	return codedError{exitUsage, fmt.Errorf(format, a...)}
}

func exitCode(err error) int {
	var coded codedError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.As(err, &coded):
		return coded.code
	}
	return exitError
}
