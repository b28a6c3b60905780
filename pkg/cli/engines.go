package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"k8s.io/cli-runtime/pkg/genericclioptions"

	"mosaic/pkg/command"
	"mosaic/pkg/scene"
	"mosaic/pkg/suggest"
)

// variablesTopic is what is typed in place of an engine's name for the table of
// variables.
const variablesTopic = "variables"

// enginesFlags is what the user typed after "engines".
type enginesFlags struct {
	file, output string
}

func newEngines(*genericclioptions.ConfigFlags) *cobra.Command {
	var f enginesFlags
	cmd := &cobra.Command{
		Use:   "engines [NAME]",
		Short: "List what can render; explain one: its command and settings",
		Long: `List the engines: Mosaic's own path tracer, and the programs that Mosaic knows
how to run. With NAME, explain one: the scenes that it takes, the command line
of a tile, the settings for --set, what to know first, and whether its program
is on this machine. "engines variables" lists what a command line may hold as
$(name).

An engine is a YAML file, which -o yaml prints: the start of one for a program
of your own, for render --engine-file.`,
		Example: `  kubectl mosaic engines
  kubectl mosaic engines povray

  # An engine of your own, from one that is much like it
  kubectl mosaic engines povray -o yaml > mine.yaml
  kubectl mosaic engines --engine-file mine.yaml
  kubectl mosaic render scene.pov --engine-file mine.yaml --local`,
		ValidArgs: append(allEngines(), variablesTopic),
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("want one NAME of an engine, and got %d: %s", len(args), strings.Join(args, " "))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.run(cmd.Context(), strings.Join(args, ""), cmd.OutOrStdout())
		},
	}
	cmd.Flags().SortFlags = false
	cmd.Flags().StringVar(&f.file, "engine-file", "", "`FILE` of an engine of your own, to be checked and explained")
	enumVar(cmd.Flags(), &f.output, "output", "o", "", "yaml: print the file of the engine NAME (unset: text for people)", "yaml")
	return cmd
}

// allEngines is the names of the engines.
func allEngines() []string { return append([]string{tracerName}, engineNames()...) }

func (f enginesFlags) run(ctx context.Context, name string, w io.Writer) error {
	switch {
	case f.file != "" && (name != "" || f.output != ""):
		return usagef("--engine-file names the engine: leave out NAME and -o")
	case f.file != "":
		d, err := command.Read(f.file)
		if err != nil {
			return codedError{exitUsage, err}
		}
		return explain(ctx, w, d)
	case f.output == "yaml":
		return printSource(w, name)
	case name == "":
		return listEngines(w)
	case name == variablesTopic:
		return listVariables(w)
	case name == tracerName:
		_, err := fmt.Fprint(w, tracerPage())
		return err
	}
	d, err := command.Find(name)
	if err != nil {
		return usagef("there is no engine %q: give %s", name, suggest.Choice(name, append(allEngines(), variablesTopic)))
	}
	return explain(ctx, w, d)
}

// printSource prints the file of an engine.
func printSource(w io.Writer, name string) error {
	if name == "" {
		return usagef("-o yaml prints one engine: give its NAME, %s", suggest.OneOf(engineNames()))
	}
	text, err := command.Source(name)
	if err != nil {
		return usagef("there is no file of an engine %q: give %s", name, suggest.Choice(name, engineNames()))
	}
	_, err = w.Write(text)
	return err
}

// listEngines lists them, a line for each.
func listEngines(w io.Writer) error {
	rows := [][]string{{"NAME", "SCENES", ""}, {tracerName, strings.Join(scene.Extensions(), " "), "Mosaic's own path tracer"}}
	for _, d := range command.Builtins() {
		rows = append(rows, []string{d.Name, orDash(strings.Join(d.Extensions, " ")), d.Help})
	}
	rows[0][2] = "WHAT IT IS"
	if err := writeColumns(w, "", rows); err != nil {
		return err
	}
	_, err := fmt.Fprint(w, "\nMore about one: kubectl mosaic engines NAME\n")
	return err
}

// listVariables lists what a command line may hold.
func listVariables(w io.Writer) error {
	rows := [][]string{{"VARIABLE", "WHAT STANDS THERE"}}
	for _, v := range command.AllVariables() {
		rows = append(rows, []string{v.Name, v.Help})
	}
	return writeColumns(w, "", rows)
}

// writeColumns writes rows with their columns below each other, but for the last.
func writeColumns(w io.Writer, indent string, rows [][]string) error {
	width := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			width[i] = max(width[i], len(cell))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		b.WriteString(indent)
		for i, cell := range row {
			if i == len(row)-1 {
				b.WriteString(cell)
				break
			}
			fmt.Fprintf(&b, "%-*s  ", width[i], cell)
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// isSceneOfAny reports whether some engine takes a file, by its name.
func isSceneOfAny() func(name string) bool {
	var all []string
	for _, d := range command.Builtins() {
		all = append(all, d.Extensions...)
	}
	return func(name string) bool {
		lower := strings.ToLower(name)
		return scene.IsScene(name) || slices.ContainsFunc(all, func(e string) bool { return strings.HasSuffix(lower, e) })
	}
}
