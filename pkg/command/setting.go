package command

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"mosaic/pkg/suggest"
)

// A Setting is what a user may say of an engine with --set NAME=VALUE.
type Setting struct {
	Name          string   `yaml:"name" json:"name"`                     // name of the setting
	Help          string   `yaml:"help" json:"-"`                        // what it decides, in one line
	Type          string   `yaml:"type" json:"type"`                     // kind of its values; a switch is on or off
	Min           *float64 `yaml:"min" json:"min,omitempty"`             // least value of a number
	Max           *float64 `yaml:"max" json:"max,omitempty"`             // largest value of a number
	Choices       []string `yaml:"choices" json:"choices,omitempty"`     // all values of a choice
	Default       string   `yaml:"default" json:"default,omitempty"`     // value if nobody gives one (unset, the program decides)
	DefaultLinear string   `yaml:"defaultLinear" json:"-"`               // value if nobody gives one, where the picture's format holds light, as .exr (unset, default)
	Arguments     []string `yaml:"arguments" json:"arguments,omitempty"` // arguments that stand at $(settings) when it has a value, or is on; $(value) is it
}

// settingTypes is the kinds of values.
func settingTypes() []string { return []string{"integer", "number", "choice", "switch", "text"} }

// faults is what is wrong with the setting itself.
func (s Setting) faults() (f faults) {
	if !settingName.MatchString(s.Name) {
		f.add(path{"name"}, "name is %q: use letters and digits", s.Name)
	}
	if !slices.Contains(settingTypes(), s.Type) {
		f.add(path{"type"}, "the type of %s is %q: give %s", s.Name, s.Type, strings.Join(settingTypes(), ", "))
	}
	if s.Type == "choice" && len(s.Choices) == 0 {
		f.add(path{"choices"}, "%s has no choices", s.Name)
	}
	if s.Type != "choice" && len(s.Choices) > 0 {
		f.add(path{"choices"}, "%s has choices and is of the type %s: give it the type choice", s.Name, s.Type)
	}
	if s.Type != "integer" && s.Type != "number" && (s.Min != nil || s.Max != nil) {
		f.add(path{"min"}, "%s has a limit and is of the type %s: give it the type integer or number", s.Name, s.Type)
	}
	for _, limit := range []*float64{s.Min, s.Max} {
		if limit != nil && (math.IsNaN(*limit) || math.IsInf(*limit, 0)) {
			f.add(path{"min"}, "%s has the limit %g: leave it out", s.Name, *limit)
		}
	}
	if s.Min != nil && s.Max != nil && *s.Min > *s.Max {
		f.add(path{"min"}, "%s lies between %g and %g: no value does", s.Name, *s.Min, *s.Max)
	}
	for i, a := range s.Arguments {
		if _, err := expand(a, s.valueOnly("")); err != nil {
			f.add(path{"arguments", i}, "arguments[%d] of %s: %v", i, s.Name, err)
		}
	}
	if len(f) > 0 {
		return f
	}
	if s.Default != "" {
		if err := s.check(s.Default); err != nil {
			f.add(path{"default"}, "the default: %v", err)
		}
	}
	if s.DefaultLinear != "" {
		if err := s.check(s.DefaultLinear); err != nil {
			f.add(path{"defaultLinear"}, "the default for linear light: %v", err)
		}
	}
	return f
}

func (s Setting) valueOnly(value string) func(string) (string, error) {
	return func(name string) (string, error) {
		if name != "value" {
			return "", fmt.Errorf("there is no variable $(%s) here: $(value) is the setting's value", name)
		}
		return value, nil
	}
}

var (
	whole   = regexp.MustCompile(`^-?[0-9]{1,18}$`)
	decimal = regexp.MustCompile(`^-?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$`)
)

// check says what is wrong with a value.
func (s Setting) check(value string) error {
	fail := func(want string) error { return fmt.Errorf("%s=%s: give %s", s.Name, value, want) }
	switch s.Type {
	case "integer", "number":
		// It is passed on as it was typed: no more than all programs understand.
		form := decimal
		if s.Type == "integer" {
			form = whole
		}
		x, err := strconv.ParseFloat(value, 64)
		if err != nil || !form.MatchString(value) || s.Min != nil && x < *s.Min || s.Max != nil && x > *s.Max {
			return fail(s.Limits())
		}
	case "choice":
		if !slices.Contains(s.Choices, value) {
			return fail(suggest.Choice(value, s.Choices))
		}
	case "switch":
		if value != "on" && value != "off" {
			return fail(s.Limits())
		}
	}
	if strings.ContainsRune(value, 0) {
		return fail("a text without zero bytes")
	}
	return nil
}

// Limits says which values are good: "a whole number from 1 to 11".
func (s Setting) Limits() string {
	text := map[string]string{
		"integer": "a whole number", "number": "a number", "switch": "on or off", "text": "a text",
		"choice": strings.Join(s.Choices, ", "),
	}[s.Type]
	number := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
	switch {
	case s.Min != nil && s.Max != nil:
		text += " from " + number(*s.Min) + " to " + number(*s.Max)
	case s.Min != nil:
		text += " from " + number(*s.Min)
	case s.Max != nil:
		text += " up to " + number(*s.Max)
	}
	return text
}

// CheckSettings reports all values that the engine does not take.
func (d Definition) CheckSettings(set map[string]string) error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(set)) {
		s, ok := d.setting(name)
		if !ok {
			errs = append(errs, fmt.Errorf("the engine %s has no setting %q: %s", d.Name, name, d.settingHint(name)))
			continue
		}
		if err := s.check(set[name]); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func (d Definition) settingHint(name string) string {
	var names []string
	for _, s := range d.Settings {
		names = append(names, s.Name)
	}
	if near, ok := suggest.Nearest(name, names); ok {
		return "did you mean " + near + "?"
	}
	if len(names) == 0 {
		return "it has none"
	}
	return "it has " + strings.Join(names, ", ")
}

func (d Definition) setting(name string) (Setting, bool) {
	i := slices.IndexFunc(d.Settings, func(s Setting) bool { return s.Name == name })
	if i < 0 {
		return Setting{}, false
	}
	return d.Settings[i], true
}

// arguments is what the settings add to the command line.
func (d Definition) arguments(set map[string]string) []string {
	var all []string
	for _, s := range d.Settings {
		if !s.on(set) {
			continue
		}
		value := s.value(set)
		for _, a := range s.Arguments {
			a, _ = expand(a, s.valueOnly(value)) // Validate has checked it
			all = append(all, a)
		}
	}
	return all
}

// on reports whether the setting has a value, or is a switch that is on.
func (s Setting) on(set map[string]string) bool {
	value := s.value(set)
	return value != "" && (s.Type != "switch" || value == "on")
}

func (s Setting) value(set map[string]string) string {
	if v, ok := set[s.Name]; ok {
		return v
	}
	return s.Default
}
