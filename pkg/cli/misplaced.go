package cli

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mosaic/pkg/scene"
	"mosaic/pkg/suggest"
)

// unknownVerb is the error for a word that is no verb, with the likely one.
func unknownVerb(root *cobra.Command, word string) error {
	path := root.CommandPath()
	if isScene(word) {
		return usagef("%s: the verb is missing\ntype: %s render %s", word, path, word)
	}
	commands := map[string]*cobra.Command{}
	var names []string
	for _, c := range root.Commands() {
		if !c.IsAvailableCommand() {
			continue
		}
		if slices.Contains(c.SuggestFor, strings.ToLower(word)) {
			return usagef("unknown command %q\nhere that is: %s %s", word, path, c.Use)
		}
		names, commands[c.Name()] = append(names, c.Name()), c
	}
	if near, ok := suggest.Nearest(word, names); ok {
		return usagef("unknown command %q\ndid you mean: %s %s", word, path, commands[near].Use)
	}
	return usagef("unknown command %q\nthe verbs are %s\nsee: %s --help", word, strings.Join(names, ", "), path)
}

// isScene reports whether a word is what a user calls a scene.
func isScene(word string) bool {
	if strings.HasPrefix(word, "builtin:") || scene.IsScene(word) {
		return true
	}
	info, err := os.Stat(word)
	return err == nil && info.Mode().IsRegular()
}

// misplaced finds the errors that only the words as typed show: an unknown
// verb before flags that only the right one would know, a flag with one hyphen
// too few, and a flag in the place of another's value.
func misplaced(root *cobra.Command, args []string) error {
	if len(args) > 0 && strings.HasPrefix(args[0], "__") {
		return nil // the shell asks for completion
	}
	verb, at := firstWord(root, args)
	if verb == "" {
		return nil
	}
	cmd, _, err := root.Find(args[at:])
	if err != nil || cmd == root {
		return unknownVerb(root, verb)
	}
	if verb == "help" && len(args) > at+1 {
		if topic, _, err := root.Find(args[at+1:]); err != nil || topic == root {
			return unknownVerb(root, args[at+1])
		}
	}
	if at > 0 && !onlyOf(root.PersistentFlags(), args[:at]) {
		moved := append(slices.Clone(args[at:]), args[:at]...)
		return usagef("the verb comes first\ntype: %s %s", root.CommandPath(), strings.Join(moved, " "))
	}
	return hyphens(cmd, args[at+1:])
}

// firstWord is the first of args that is neither a flag nor a flag's value, ""
// if there is none.
func firstWord(root *cobra.Command, args []string) (word string, at int) {
	for i := 0; i < len(args); i++ {
		arg := args[i]
		switch {
		case arg == "--":
			return "", 0
		case !strings.HasPrefix(arg, "-") || arg == "-":
			return arg, i
		case !strings.Contains(arg, "="):
			if f := anyFlag(root, arg); f != nil && f.NoOptDefVal == "" {
				i++ // its value
			}
		}
	}
	return "", 0
}

// anyFlag is the flag that arg is of any verb.
func anyFlag(root *cobra.Command, arg string) *pflag.Flag {
	for _, c := range append([]*cobra.Command{root}, root.Commands()...) {
		for _, flags := range []*pflag.FlagSet{c.Flags(), c.PersistentFlags()} {
			if f := lookup(flags, arg); f != nil {
				return f
			}
		}
	}
	return nil
}

// lookup is the flag that arg, as "--size" or "-n", is in flags.
func lookup(flags *pflag.FlagSet, arg string) *pflag.Flag {
	if name, ok := strings.CutPrefix(arg, "--"); ok {
		name, _, _ = strings.Cut(name, "=")
		return flags.Lookup(name)
	}
	if len(arg) == 2 && arg[0] == '-' {
		return flags.ShorthandLookup(arg[1:])
	}
	return nil
}

// onlyOf reports whether all flags of args are among flags, or -h.
func onlyOf(flags *pflag.FlagSet, args []string) bool {
	for _, arg := range args {
		if len(arg) > 1 && arg[0] == '-' && arg != "-h" && arg != "--help" &&
			lookup(flags, arg) == nil && (arg[1] == '-' || flags.ShorthandLookup(arg[1:2]) == nil) {
			return false
		}
	}
	return true
}

// hyphens finds "-size", which would be read as "-s ize", and "--to --local",
// which would be read as a file called "--local".
func hyphens(cmd *cobra.Command, args []string) error {
	flags := cmd.Flags()
	flags.AddFlagSet(cmd.InheritedFlags())
	for i, arg := range args {
		if arg == "--" {
			return nil
		}
		name, value, hasValue := strings.Cut(strings.TrimPrefix(arg, "-"), "=")
		if len(arg) > 2 && arg[0] == '-' && arg[1] != '-' && flags.Lookup(name) != nil {
			if hasValue {
				name += "=" + value
			}
			return usagef("%s: long flags have two hyphens\ntype: --%s", arg, name)
		}
		f := lookup(flags, arg)
		if f == nil || f.NoOptDefVal != "" || strings.Contains(arg, "=") || i+1 == len(args) || len(args[i+1]) < 2 {
			continue
		}
		if next := lookup(flags, args[i+1]); next != nil {
			return fmt.Errorf("%w, and %s follows", needsValue(f), args[i+1])
		}
	}
	return nil
}
