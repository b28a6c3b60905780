package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// helpWidth is the columns that a help screen takes, at most.
const helpWidth = 80

// verbWidth is the columns that a verb takes in the list of verbs.
const verbWidth = 10

// sectionKey is the annotation of a flag that names its section of the help.
const sectionKey = "mosaic/section"

// section adds flags under a title of their own.
func section(flags *pflag.FlagSet, title string, add func(*pflag.FlagSet)) {
	part := pflag.NewFlagSet(title, pflag.ContinueOnError)
	part.SortFlags = false
	add(part)
	part.VisitAll(func(f *pflag.Flag) {
		if f.Annotations == nil {
			f.Annotations = map[string][]string{}
		}
		f.Annotations[sectionKey] = []string{title}
	})
	flags.AddFlagSet(part)
}

// usage writes what follows the description on a help screen; verbs is the
// commands of the first one, in its order.
func usage(cmd *cobra.Command, verbs []*cobra.Command) error {
	var b strings.Builder
	line := cmd.UseLine()
	if cmd.HasAvailableSubCommands() && !cmd.HasParent() {
		line = cmd.CommandPath() + " VERB [arguments] [flags]"
	}
	fmt.Fprintf(&b, "Usage:\n  %s\n", line)
	if cmd.HasExample() {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", cmd.Example)
	}
	if !cmd.HasParent() {
		writeVerbs(&b, cmd.Groups(), verbs)
	}
	writeFlags(&b, cmd)
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\nMore about a verb: %s VERB --help\n", cmd.CommandPath())
	}
	_, err := fmt.Fprint(cmd.OutOrStderr(), b.String())
	return err
}

// writeVerbs lists the verbs by group.
func writeVerbs(b *strings.Builder, groups []*cobra.Group, verbs []*cobra.Command) {
	for _, g := range groups {
		fmt.Fprintf(b, "\n%s:\n", g.Title)
		for _, c := range verbs {
			if c.GroupID == g.ID {
				fmt.Fprintf(b, "  %-*s  %s\n", verbWidth, c.Name(), c.Short)
			}
		}
	}
}

// writeFlags lists a verb's own flags by section, in the order they were added,
// and then those of the connection to the cluster.
func writeFlags(b *strings.Builder, cmd *cobra.Command) {
	var titles []string
	sections := map[string]*pflag.FlagSet{}
	cmd.LocalFlags().SortFlags = false
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" || cmd.Root().PersistentFlags().Lookup(f.Name) != nil {
			return
		}
		title := "Flags"
		if s := f.Annotations[sectionKey]; len(s) > 0 {
			title = s[0]
		}
		if sections[title] == nil {
			titles = append(titles, title)
			sections[title] = pflag.NewFlagSet(title, pflag.ContinueOnError)
			sections[title].SortFlags = false
		}
		sections[title].AddFlag(f)
	})
	for _, title := range titles {
		fmt.Fprintf(b, "\n%s:\n%s", title, sections[title].FlagUsagesWrapped(helpWidth))
	}
	fmt.Fprintf(b, "\nWhich cluster (these and kubectl's other ones):\n%s", cmd.Root().PersistentFlags().FlagUsagesWrapped(helpWidth))
}
