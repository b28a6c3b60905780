package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"mosaic/pkg/cluster"
)

// A renderVerb is what a verb does about one render that is there.
type renderVerb interface {
	add(flags *pflag.FlagSet)
	check(set *pflag.FlagSet) error // what is wrong, before the cluster is asked
	run(cmd *cobra.Command, c *cluster.Cluster, name string) error
}

// ofRender makes cmd the verb that does d about the render whose NAME it is given.
func ofRender(kube *genericclioptions.ConfigFlags, d renderVerb, cmd *cobra.Command) *cobra.Command {
	cmd.Args = oneName
	cmd.Flags().SortFlags = false
	d.add(cmd.Flags())
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := d.check(cmd.Flags()); err != nil {
			return err
		}
		c, err := connect(kube)
		if err != nil {
			return err
		}
		return d.run(cmd, c, nameOf(args[0]))
	}
	return cmd
}

// oneName wants the name of a render.
func oneName(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usagef("want the NAME of one render, and got %d\ntype: %s NAME; the names are listed by: %s get", len(args), cmd.CommandPath(), cmd.Root().CommandPath())
	}
	return nil
}

// atMostOneName wants the name of a render, or nothing.
func atMostOneName(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usagef("want at most one NAME, and got %d: %q\ntype: %s, which lists them all", len(args), args, cmd.CommandPath())
	}
	return nil
}

// printNames writes render/NAME of a Render, or of each of a list.
func printNames(obj runtime.Object, w io.Writer) error {
	if list, ok := obj.(*unstructured.UnstructuredList); ok {
		for i := range list.Items {
			if err := printNames(&list.Items[i], w); err != nil {
				return err
			}
		}
		return nil
	}
	name, err := meta.NewAccessor().Name(obj)
	if err == nil {
		_, err = fmt.Fprintf(w, "render/%s\n", name)
	}
	return err
}

// nameOf is the name of a render as it is typed, or as get -o name prints it.
func nameOf(arg string) string {
	for _, kind := range []string{"render/", "renders/"} {
		if name, ok := strings.CutPrefix(arg, kind); ok {
			return name
		}
	}
	return arg
}
