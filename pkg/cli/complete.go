package cli

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"mosaic/pkg/cluster"
	"mosaic/pkg/film"
	"mosaic/pkg/kubeapi"
	"mosaic/pkg/render"
	"mosaic/pkg/scene"
)

// completionTimeout is how long a cluster may take to complete a word.
const completionTimeout = 2 * time.Second

// A completer is what cobra asks for the words that may stand at a place.
type completer = cobra.CompletionFunc

// completeRenders offers the names of the renders of the namespace.
func completeRenders(kube *genericclioptions.ConfigFlags) completer {
	ask := completeNames(kube, (*cluster.Cluster).Known)
	return func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
		names, directive := ask(cmd, args, word)
		return slices.DeleteFunc(names, func(n string) bool { return slices.Contains(args, n) }), directive
	}
}

// completeKind offers the names of one kind of object.
func completeKind(kube *genericclioptions.ConfigFlags, kind kubeapi.Kind) completer {
	return completeNames(kube, func(c *cluster.Cluster, ctx context.Context) ([]string, error) { return c.NamesOf(ctx, kind) })
}

// completeNames offers the names that a cluster tells. One that does not answer
// offers nothing, and says nothing.
func completeNames(kube *genericclioptions.ConfigFlags, ask func(*cluster.Cluster, context.Context) ([]string, error)) completer {
	return func(cmd *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
		c, err := connect(kube)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		ctx, stop := context.WithTimeout(cmd.Context(), completionTimeout)
		defer stop()
		names, _ := ask(c, ctx)
		return starting(names, word), cobra.ShellCompDirectiveNoFileComp
	}
}

// completeScene offers the scenes that are built in, and files.
func completeScene(_ *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var names []string
	for _, name := range scene.Builtins() {
		names = append(names, "builtin:"+name)
	}
	names = append(starting(names, word), files(word, isSceneOfAny())...)
	if len(names) == 1 && strings.HasSuffix(names[0], "/") {
		return names, cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp // the file follows
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// files is the folders, and the files whose names are wanted, whose path starts
// with word.
func files(word string, wanted func(name string) bool) []string {
	folder, start := filepath.Split(word)
	entries, err := os.ReadDir(filepath.Clean(folder + "."))
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		name := e.Name()
		switch {
		case !strings.HasPrefix(name, start), strings.HasPrefix(name, ".") && start == "":
		case e.IsDir():
			names = append(names, folder+name+"/")
		case wanted(name):
			names = append(names, folder+name)
		}
	}
	return names
}

// completeContext offers the contexts of the kubeconfig.
func completeContext(kube *genericclioptions.ConfigFlags) completer {
	return func(_ *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
		config, err := kube.ToRawKubeConfigLoader().RawConfig()
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var names []string
		for name := range config.Contexts {
			names = append(names, name)
		}
		slices.Sort(names)
		return starting(names, word), cobra.ShellCompDirectiveNoFileComp
	}
}

func starting(names []string, word string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !strings.HasPrefix(n, word) })
}

// words offers words that are known beforehand.
func words(all ...string) completer {
	return cobra.FixedCompletions(all, cobra.ShellCompDirectiveNoFileComp)
}

// completeFlags says for every verb what completes the values of its flags.
func completeFlags(root *cobra.Command, kube *genericclioptions.ConfigFlags) {
	values := map[string]completer{
		"engine":         words(allEngines()...),
		"bit-depth":      words(film.Depths()...),
		"layers":         words(append(render.LayerNames(), strings.Join(render.LayerNames(), ","))...),
		"color":          words("auto", "always", "never"),
		"progress":       words("auto", "plain", "json", "none"),
		"output":         words("json", "yaml", "name", "wide", "jsonpath="), // of get: the others are enums
		"claim":          completeKind(kube, kubeapi.Claims),
		"storage-class":  completeKind(kube, kubeapi.StorageClasses),
		"priority-class": completeKind(kube, kubeapi.PriorityClasses),
		"queue":          completeKind(kube, kubeapi.Queues),
		"namespace":      completeKind(kube, kubeapi.Namespaces),
		"context":        completeContext(kube),
		"scene-path":     cobra.NoFileCompletions, // not of this machine
		"scene-image":    cobra.NoFileCompletions,
	}
	register := func(cmd *cobra.Command, flags *pflag.FlagSet) {
		flags.VisitAll(func(f *pflag.Flag) {
			if _, done := cmd.GetFlagCompletionFunc(f.Name); done {
				return
			}
			candidates := values[f.Name]
			if e, ok := f.Value.(enum); ok {
				candidates = words(e.allowed...)
			} else if candidates == nil && f.Value.Type() != "string" && f.Value.Type() != "bool" {
				candidates = cobra.NoFileCompletions // a number is no file
			}
			if candidates != nil {
				_ = cmd.RegisterFlagCompletionFunc(f.Name, candidates) // fails only if the flag is not there
			}
		})
	}
	register(root, root.PersistentFlags())
	for _, cmd := range root.Commands() {
		register(cmd, cmd.Flags())
	}
}
