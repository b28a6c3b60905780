package command

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Engine is the name of command engines in a spec, with the version of how
// their settings are written down and their results taken.
const Engine = "command/1"

// Settings is all that a spec says of a command engine: the definition itself,
// and what the user chose. Its JSON is part of the spec's hash.
type Settings struct {
	Engine    Definition        `json:"engine"`
	Scene     string            `json:"scene,omitempty"` // name of the scene among the files; "" if there are only files
	Set       map[string]string `json:"set,omitempty"`
	Arguments []string          `json:"arguments,omitempty"` // behind --
	Seed      uint64            `json:"seed,omitempty"`
}

// JSON is the settings' one spelling.
func (s Settings) JSON() json.RawMessage {
	data, err := json.Marshal(s)
	if err != nil {
		panic(err) // strings and numbers
	}
	return data
}

// ParseSettings reads settings, strictly, and reports every fault.
func ParseSettings(data json.RawMessage) (Settings, error) {
	var s Settings
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return s, fmt.Errorf("settings of the engine %s: %w", Engine, err)
	}
	return s, s.Validate()
}

// Validate reports every fault of the definition and of what the user chose.
func (s Settings) Validate() error {
	if err := s.Engine.Validate(); err != nil {
		return err
	}
	errs := []error{s.Engine.CheckSettings(s.Set)}
	if len(s.Arguments) > 0 && !slices.Contains(s.Engine.Command, allArguments) {
		errs = append(errs, fmt.Errorf("the engine %s takes no arguments behind --", s.Engine.Name))
	}
	if len(s.Arguments) == 0 && s.Engine.Command[0] == allArguments {
		errs = append(errs, fmt.Errorf("the engine %s runs a command of yours: give it behind --, as in: -- python3 '$(scene)/tile.py' '$(x0)' '$(y0)' '$(out)'", s.Engine.Name))
	}
	for _, a := range s.Arguments {
		if a == allArguments || a == allSettings {
			errs = append(errs, fmt.Errorf("behind --: %s is of an engine's command (type $%s for the text itself)", a, a))
			continue
		}
		if err := s.Engine.checkTemplate(a); err != nil {
			errs = append(errs, fmt.Errorf("behind --: %q: %w", a, err))
		}
		if strings.ContainsRune(a, 0) {
			errs = append(errs, fmt.Errorf("behind --: %q has a zero byte", a))
		}
	}
	return errors.Join(errs...)
}

// Program is what renders, for people: the first word of the command line, or
// the last of the programs that the engine names.
func (s Settings) Program() string {
	if n := len(s.Engine.Programs); n > 0 {
		return s.Engine.Programs[n-1]
	}
	if s.Engine.Command[0] == allArguments && len(s.Arguments) > 0 {
		return s.Arguments[0]
	}
	return s.Engine.Command[0]
}

// Threaded reports whether one run uses all the threads that it may: whether
// anything asks for their number.
func (s Settings) Threaded() bool {
	const variable = "$(threads)"
	has := func(text string) bool { return strings.Contains(text, variable) }
	return slices.ContainsFunc(s.Engine.Command, has) || slices.ContainsFunc(s.Arguments, has) ||
		slices.ContainsFunc(slices.Collect(maps.Values(s.Engine.Environment)), has)
}

// String tells people how a tile is rendered: "povray, quality 9".
func (s Settings) String() string {
	words := []string{s.Engine.Name}
	for _, name := range slices.Sorted(maps.Keys(s.Set)) {
		words = append(words, name+" "+s.Set[name])
	}
	if s.Seed != 0 {
		words = append(words, fmt.Sprintf("seed %d", s.Seed))
	}
	return strings.Join(words, ", ")
}

// Flags is what to type behind "render SCENE" to get these settings.
func (s Settings) Flags() string {
	words := []string{"--engine " + s.Engine.Name}
	if d, err := Find(s.Engine.Name); err != nil || !bytes.Equal(Settings{Engine: d}.JSON(), Settings{Engine: s.Engine}.JSON()) {
		words[0] = "--engine-file " + s.Engine.Name + ".yaml" // the user's own, wherever it lies
	}
	for _, name := range slices.Sorted(maps.Keys(s.Set)) {
		words = append(words, "--set "+Quote(name+"="+s.Set[name]))
	}
	if s.Seed != 0 {
		words = append(words, fmt.Sprintf("--seed %d", s.Seed))
	}
	if len(s.Arguments) > 0 {
		words = append(words, "--")
		for _, a := range s.Arguments {
			words = append(words, Quote(a))
		}
	}
	return strings.Join(words, " ")
}

// Quote is a word as a POSIX shell takes it.
func Quote(word string) string {
	plain := func(r rune) bool {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("-_./=:,+@%", r)
	}
	if word != "" && !strings.ContainsFunc(word, func(r rune) bool { return !plain(r) }) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// tileLine is the program and its arguments for a tile.
func (s Settings) tileLine(j job) ([]string, error) {
	var more []string
	if s.prepares() && j.prepared != "" { // a tile that is only tried does without
		for _, text := range s.Engine.Prepare.Arguments {
			text, err := s.expand(text, j)
			if err != nil {
				return nil, err
			}
			more = append(more, text)
		}
	}
	return s.commandLine(s.Engine.Command, j, more)
}

// prepareLine is the program and its arguments for what comes before the tiles.
func (s Settings) prepareLine(j job) ([]string, error) {
	return s.commandLine(s.Engine.Prepare.Command, j, nil)
}

// commandLine fills in a command. More is what stands behind the settings.
func (s Settings) commandLine(command []string, j job, more []string) ([]string, error) {
	var all []string
	for _, text := range command {
		switch text {
		case allSettings:
			all = append(append(all, s.Engine.arguments(s.Set)...), more...)
			continue
		case allArguments:
			for _, a := range s.Arguments {
				a, err := s.expand(a, j)
				if err != nil {
					return nil, err
				}
				all = append(all, a)
			}
			continue
		}
		text, err := s.expand(text, j)
		if err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	return all, nil
}

// expand fills in the values of a job.
func (s Settings) expand(text string, j job) (string, error) {
	return expand(text, func(name string) (string, error) {
		if set, ok := strings.CutPrefix(name, settingPrefix); ok {
			if setting, ok := s.Engine.setting(set); ok {
				return setting.value(s.Set), nil
			}
		}
		for _, v := range Variables() {
			if v.Name == name {
				return v.value(j), nil
			}
		}
		return "", s.Engine.checkVariable(name)
	})
}
