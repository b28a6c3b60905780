package cli

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/pflag"

	"mosaic/pkg/suggest"
)

// An enum is the value of a flag that takes one of a few words. Its check, the
// hint for a mistyped word and the completion are made from them.
type enum struct {
	value   *string
	allowed []string
}

// enumVar adds a flag that takes one of the allowed words; unset it is the
// default, which may be "".
func enumVar(flags *pflag.FlagSet, value *string, name, shorthand, unset, usage string, allowed ...string) {
	*value = unset
	flags.VarP(enum{value, allowed}, name, shorthand, usage)
}

func (e enum) String() string { return *e.value }
func (e enum) Type() string   { return "string" }

// Set takes any word: checkEnums finds the wrong ones, so that they are told
// together with all else that is wrong.
func (e enum) Set(s string) error {
	*e.value = s
	return nil
}

// checkEnums reports each flag that was given a word which it does not take.
func checkEnums(set *pflag.FlagSet) error {
	var errs []error
	set.Visit(func(f *pflag.Flag) {
		if e, ok := f.Value.(enum); ok && !slices.Contains(e.allowed, *e.value) {
			name := "--" + f.Name
			if f.Shorthand != "" {
				name = "-" + f.Shorthand
			}
			errs = append(errs, fmt.Errorf("%s %q: give %s", name, *e.value, suggest.Choice(*e.value, e.allowed)))
		}
	})
	return errors.Join(errs...)
}
