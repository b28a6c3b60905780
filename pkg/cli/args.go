package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"mosaic/pkg/film"
	"mosaic/pkg/suggest"
)

// noArgs wants no argument.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no argument, and got %q", cmd.CommandPath(), args)
	}
	return nil
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

// nameOf is the name of a render as it is typed, or as get -o name prints it.
func nameOf(arg string) string {
	for _, kind := range []string{"render/", "renders/"} {
		if name, ok := strings.CutPrefix(arg, kind); ok {
			return name
		}
	}
	return arg
}

// oneScene wants one argument, and suggests flags for the others. Behind -- a
// command may stand, which needs no scene.
func oneScene(cmd *cobra.Command, args []string) error {
	if n := cmd.ArgsLenAtDash(); n >= 0 {
		if args = args[:n]; n == 0 {
			return nil
		}
	}
	switch len(args) {
	case 1:
		return nil
	case 0:
		return usagef("want one SCENE, and got none\ntype: %s builtin:room, or the path of a scene file", cmd.CommandPath())
	}
	var hints []string
	for _, a := range args {
		if h := suggestFlag(a); h != "" {
			hints = append(hints, fmt.Sprintf("did you mean %s for %q?", h, a))
		}
	}
	if len(hints) == 0 {
		hints = []string{"render each with a command of its own; a name with spaces needs quotes"}
	}
	return usagef("want one SCENE, and got %d: %s\n%s", len(args), strings.Join(args, " "), strings.Join(hints, "\n"))
}

// suggestFlag is the flag whose value a stray word looks like, "" if none.
func suggestFlag(word string) string {
	if _, err := film.FormatOf(word); err == nil {
		return "--to " + word
	}
	switch {
	case word != "" && suggest.Size(word) == strings.ToLower(word):
		return "--size " + word
	case word == "client" || word == "server":
		return "--dry-run=" + word
	case word == "yaml" || word == "json":
		return "-o " + word
	case word == "local":
		return "--local"
	}
	return ""
}
