package command

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"mosaic/pkg/settings"
)

// A path is where a value stands in a definition: names of fields and numbers
// of list entries.
type path []any

// A fault is one thing that is wrong with a definition.
type fault struct {
	at   path
	text string
	line int // in the file, from 1; 0 is not known
}

type faults []fault

func (f *faults) add(at path, format string, a ...any) {
	*f = append(*f, fault{at: at, text: fmt.Sprintf(format, a...)})
}

// joinFaults is all of them in an error, a line for each, in the order of their
// lines; nil if there are none. Every line begins with the file's name, if it has one.
func joinFaults(all faults, name string) error {
	slices.SortStableFunc(all, func(a, b fault) int { return cmp.Compare(a.line, b.line) })
	var lines []string
	for _, f := range all {
		prefix := ""
		if name != "" {
			prefix = name + ": "
		}
		if f.line > 0 {
			prefix += fmt.Sprintf("line %d: ", f.line)
		}
		lines = append(lines, prefix+f.text)
	}
	if len(lines) == 0 {
		return nil
	}
	return errors.New(strings.Join(lines, "\n"))
}

var (
	engineName  = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)
	settingName = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9]{0,31}$`)
	fileName    = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*$`)
	variable    = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
)

// Validate reports every fault of the definition itself.
func (d Definition) Validate() error { return joinFaults(d.faults(), "") }

func (d Definition) faults() faults {
	var f faults
	if !engineName.MatchString(d.Name) {
		f.add(path{"name"}, "name is %q: use lower case letters, digits and '-'", d.Name)
	}
	switch {
	case len(d.Command) == 0:
		f.add(path{"command"}, "command is missing: give the program and its arguments as a list")
	case d.Command[0] == "" || d.Command[0] == allSettings:
		f.add(path{"command", 0}, "command[0] is %q: a command begins with its program", d.Command[0])
	}
	if p := d.Prepare; len(p.Command) == 0 && (p.Setting != "" || len(p.Arguments) > 0) {
		f.add(path{"prepare"}, "prepare.command is missing: give the program and its arguments as a list")
	} else if len(p.Command) > 0 && (p.Command[0] == "" || p.Command[0] == allSettings || p.Command[0] == allArguments) {
		f.add(path{"prepare", "command", 0}, "prepare.command[0] is %q: a command begins with its program", p.Command[0])
	}
	if name := d.Prepare.Setting; name != "" {
		if _, ok := d.setting(name); !ok {
			f.add(path{"prepare", "setting"}, "prepare.setting is %q: %s", name, d.settingHint(name))
		}
	}
	if d.Output.File == "" {
		f.add(path{"output"}, "output.file is missing: give the name of the picture that the program leaves, as tile.png")
	}
	for _, n := range []struct {
		name     string
		is, most int
	}{
		{"width", d.Width, settings.MaxSide}, {"height", d.Height, settings.MaxSide}, {"tileSize", d.TileSize, settings.MaxTile},
		{"multiple", d.Multiple, settings.MaxTile}, {"overscan", d.Overscan, settings.MaxTile},
	} {
		if n.is < 0 || n.is > n.most {
			f.add(path{n.name}, "%s is %d: it must lie between 0 and %d", n.name, n.is, n.most)
		}
	}
	if m := d.Multiple; m > 1 && d.TileSize%m != 0 {
		f.add(path{"tileSize"}, "tileSize is %d: it must be a multiple of %d, as multiple says", d.TileSize, m)
	}
	for i, code := range d.FinalExitCodes {
		if code < 1 || code > 255 {
			f.add(path{"finalExitCodes", i}, "finalExitCodes[%d] is %d: exit codes of failures lie between 1 and 255", i, code)
		}
	}
	for i, program := range d.Programs {
		if program == "" {
			f.add(path{"programs", i}, "programs[%d] is empty: give the name of a program", i)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.Files)) {
		if !fileName.MatchString(name) {
			f.add(path{"files", name}, "files has %q: give plain names of files", name)
		}
		if name == d.Output.File {
			f.add(path{"files", name}, "files has %q, which is the picture that the program leaves", name)
		}
	}
	f = append(f, d.settingFaults()...)
	f = append(f, d.Messages.faults()...)
	return append(f, d.templateFaults()...)
}

func (d Definition) settingFaults() (f faults) {
	seen := map[string]bool{}
	for i, s := range d.Settings {
		for _, fault := range s.faults() {
			f.add(append(path{"settings", i}, fault.at...), "settings[%d]: %s", i, fault.text)
		}
		if seen[s.Name] {
			f.add(path{"settings", i}, "settings[%d]: there are two called %q", i, s.Name)
		}
		seen[s.Name] = true
	}
	return f
}

// A bar is a pattern whose two groups are the full and the empty part of a bar.
const barFull, barEmpty = "full", "empty"

func (m Messages) faults() (f faults) {
	for _, kind := range []struct {
		name   string
		list   []string
		groups []int
	}{
		{"progress", m.Progress, []int{1, 2}}, {"memory", m.Memory, []int{1}}, {"errors", m.Errors, nil}, {"warnings", m.Warnings, []int{0, 1}}, {"fatal", m.Fatal, nil},
	} {
		for i, text := range kind.list {
			at := path{"messages", kind.name, i}
			re, err := regexp.Compile(text)
			if err != nil {
				f.add(at, "messages.%s[%d]: %v", kind.name, i, err)
				continue
			}
			if n := re.NumSubexp(); kind.groups != nil && !slices.Contains(kind.groups, n) {
				f.add(at, "messages.%s[%d] has %d groups in parentheses: it needs %s; begin one that counts for nothing with (?:", kind.name, i, n,
					map[string]string{"progress": "one that is percent, or two, of what is done and the total", "memory": "one, the size", "warnings": "one, what is told, or none"}[kind.name])
			}
			if (re.SubexpIndex(barFull) >= 0) != (re.SubexpIndex(barEmpty) >= 0) {
				f.add(at, "messages.%s[%d] has one of the groups %s and %s: a bar has both", kind.name, i, barFull, barEmpty)
			}
		}
	}
	return f
}

// templateFaults is what is wrong with the variables.
func (d Definition) templateFaults() (f faults) {
	check := func(at path, what, text string) {
		if err := d.checkTemplate(text); err != nil {
			f.add(at, "%s: %v", what, err)
		}
	}
	for i, text := range d.Command {
		if text != allArguments && text != allSettings {
			check(path{"command", i}, fmt.Sprintf("command[%d]", i), text)
		}
	}
	for i, text := range d.Prepare.Command {
		if text != allArguments && text != allSettings {
			check(path{"prepare", "command", i}, fmt.Sprintf("prepare.command[%d]", i), text)
		}
	}
	for i, text := range d.Prepare.Arguments {
		check(path{"prepare", "arguments", i}, fmt.Sprintf("prepare.arguments[%d]", i), text)
	}
	for _, name := range slices.Sorted(maps.Keys(d.Environment)) {
		at := path{"environment", name}
		if !variable.MatchString(name) {
			f.add(at, "environment has %q: use letters, digits and '_'", name)
		}
		check(at, "environment."+name, d.Environment[name])
	}
	check(path{"output", "file"}, "output.file", d.Output.File)
	check(path{"output", "pixels"}, "output.pixels", d.Output.Pixels)
	check(path{"workFolder"}, "workFolder", d.WorkFolder)
	if p := d.Output.Pixels; p != "" && !strings.Contains(p, "$(") && !slices.Contains(pixelKinds(), p) {
		f.add(path{"output", "pixels"}, "output.pixels is %q: give %s", p, strings.Join(pixelKinds(), ", "))
	}
	return f
}
