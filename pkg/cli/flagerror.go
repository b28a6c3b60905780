package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mosaic/pkg/suggest"
)

// flagError words what pflag found wrong, with what to type instead.
func flagError(cmd *cobra.Command, err error) error {
	var (
		unknown *pflag.NotExistError
		invalid *pflag.InvalidValueError
		missing *pflag.ValueRequiredError
	)
	switch {
	case errors.As(err, &unknown):
		name, typed := unknown.GetSpecifiedName(), "--"+unknown.GetSpecifiedName()
		if unknown.GetSpecifiedShortnames() != "" {
			typed = "-" + name
		}
		return usagef("unknown flag: %s\n%s", typed, insteadOf(cmd, name, typed))
	case errors.As(err, &invalid):
		f := invalid.GetFlag()
		return usagef("--%s %q: give %s", f.Name, invalid.GetValue(), valueOf(f, invalid.GetValue()))
	case errors.As(err, &missing):
		return needsValue(missing.GetFlag())
	}
	return usagef("%w\nsee: %s --help", err, cmd.CommandPath())
}

func needsValue(f *pflag.Flag) error {
	_, text := pflag.UnquoteUsage(f)
	return usagef("--%s needs a value: %s", f.Name, text)
}

// valueOf is what values a flag takes, by its type.
func valueOf(f *pflag.Flag, got string) string {
	switch f.Value.Type() {
	case "int", "int32", "int64":
		return "a whole number, as 64"
	case "uint64":
		return "a whole number from 0 on, as 7"
	case "float64":
		return "a number, as 1.5"
	case "duration":
		if strings.Trim(got, "0123456789") == "" {
			return fmt.Sprintf("the time's unit too, as %ss or %sm", got, got)
		}
		return "a time, as 90s, 30m or 2h"
	case "bool":
		return fmt.Sprintf("true or false, or --%s alone", f.Name)
	}
	_, text := pflag.UnquoteUsage(f)
	return text
}

// insteadOf is what to type instead of a flag that the command does not have.
func insteadOf(cmd *cobra.Command, name, typed string) string {
	flags := cmd.Flags()
	flags.AddFlagSet(cmd.InheritedFlags())
	if hint := flagHint(name, flags); hint != "" {
		return hint
	}
	var names []string
	flags.VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	if near, ok := suggest.Nearest(name, names); ok && len(name) > 1 {
		return "did you mean --" + near + "?"
	}
	var others []string
	for _, c := range cmd.Root().Commands() {
		if lookup(c.Flags(), typed) != nil {
			others = append(others, c.CommandPath())
		}
	}
	if len(others) > 0 {
		return fmt.Sprintf("%s is of %s\nsee: %s --help", typed, strings.Join(others, " and "), cmd.CommandPath())
	}
	return "see: " + cmd.CommandPath() + " --help"
}
