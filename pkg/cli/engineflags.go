package cli

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mosaic/pkg/command"
	"mosaic/pkg/film"
	"mosaic/pkg/model"
	"mosaic/pkg/scene"
	"mosaic/pkg/settings"
	"mosaic/pkg/suggest"
)

// tracerName is what --engine calls the built-in path tracer.
const tracerName = "tracer"

// A subject is what to render: SCENE, and what stands behind --.
type subject struct {
	scene     string // "" if there is none
	arguments []string
}

// subjectOf splits what the user typed behind the verb.
func subjectOf(cmd *cobra.Command, args []string) subject {
	before, after := args, []string(nil)
	if n := cmd.ArgsLenAtDash(); n >= 0 {
		before, after = args[:n], args[n:]
	}
	s := subject{arguments: after}
	if len(before) > 0 {
		s.scene = before[0]
	}
	return s
}

// engineFlags are which engine renders, and how it is set.
type engineFlags struct {
	name, file       string
	set, include     []string
	inPlace          inPlaceFlags
	minTime, maxTime time.Duration
}

// addName is the flags that name the engine.
func (f *engineFlags) addName(flags *pflag.FlagSet) {
	flags.StringVar(&f.name, "engine", "", "`NAME` of the engine: "+tracerName+", "+strings.Join(engineNames(), ", ")+" (unset: by the scene's extension)")
	flags.StringVar(&f.file, "engine-file", "", "`FILE` that says how another program renders, instead of --engine")
}

func (f *engineFlags) add(flags *pflag.FlagSet) {
	f.addName(flags)
	flags.StringArrayVar(&f.set, "set", nil, "a setting of the engine as `NAME=VALUE`; kubectl mosaic engines NAME lists them; may be repeated")
	flags.StringArrayVar(&f.include, "include", nil, "`PATH` of a file or folder that the scene needs beside it; may be repeated")
	f.inPlace.add(flags)
	flags.DurationVar(&f.minTime, "min-tile-time", 0, "a program that is done with a tile sooner has failed (unset: any time is believed)")
	flags.DurationVar(&f.maxTime, "max-tile-time", 0, "a program that takes longer for a tile is ended, and has failed (unset: as long as it takes)")
}

// engineNames is the engines beside the path tracer.
func engineNames() []string {
	var names []string
	for _, d := range command.Builtins() {
		names = append(names, d.Name)
	}
	return names
}

// definition is that of the engine that renders the subject; nil is the path tracer.
func (f engineFlags) definition(s subject) (*command.Definition, error) {
	if f.file != "" && f.name != "" {
		return nil, errors.New("--engine and --engine-file both name the engine: give one of the two")
	}
	if f.file != "" {
		d, err := command.Read(f.file)
		if err != nil {
			return &d, fmt.Errorf("--engine-file: %w", err)
		}
		return &d, nil
	}
	if f.name != "" && f.name != tracerName {
		d, err := command.Find(f.name)
		if err != nil {
			return nil, fmt.Errorf("--engine %q: give %s", f.name, suggest.Choice(f.name, allEngines()))
		}
		return &d, nil
	}
	d, known := command.ForExtension(strings.ToLower(filepath.Ext(s.scene)))
	if !known && len(s.arguments) > 0 {
		d, _ = command.Find("command")
		known = true
	}
	if f.name == tracerName || !known || strings.HasPrefix(s.scene, "builtin:") && len(s.arguments) == 0 {
		return nil, nil
	}
	return &d, nil
}

// open reads the subject as its engine does. With an error it still returns what
// the other flags can be checked against.
func (f engineFlags) open(s subject) (sceneFile, error) {
	d, err := f.definition(s)
	if f.inPlace.given() {
		if err := f.inPlace.check(s, d == nil && err == nil, f.include); err != nil {
			return sceneFile{name: "scene", image: scene.DefaultImage()}, err
		}
	}
	if d == nil {
		var errs []error
		if err != nil {
			errs = append(errs, err)
		}
		for flag, given := range map[string]bool{"set": len(f.set) > 0, "include": len(f.include) > 0, "min-tile-time": f.minTime != 0, "max-tile-time": f.maxTime != 0} {
			if given && err == nil {
				errs = append(errs, fmt.Errorf("--%s is of other engines than the path tracer: leave it out, or say --engine", flag))
			}
		}
		if len(s.arguments) > 0 {
			errs = append(errs, fmt.Errorf("the path tracer takes nothing behind --, and got %q", s.arguments))
		}
		if s.scene == "" && err == nil {
			errs = append(errs, errors.New("there is no SCENE"))
			return sceneFile{name: "scene", image: scene.DefaultImage()}, errors.Join(errs...)
		}
		slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
		file, err := openScene(s.scene)
		return file, errors.Join(append(errs, err)...)
	}
	file := sceneFile{arg: s.scene, name: "render", image: imageOf(*d)}
	switch {
	case s.scene != "":
		base := filepath.Base(s.scene)
		if file.name = strings.TrimSuffix(base, filepath.Ext(base)); file.name == "" {
			file.name = "scene"
		}
	case f.inPlace.path != "":
		file.arg = f.inPlace.path
		if base := path.Base(path.Clean(file.arg)); base != "." {
			file.name = base
		}
	case f.inPlace.image != "":
		file.arg = f.inPlace.image
	case len(f.include) > 0:
		base := filepath.Base(f.include[0])
		file.arg, file.name = f.include[0], strings.TrimSuffix(base, filepath.Ext(base))
	}
	program := &command.Settings{Engine: *d, Arguments: s.arguments}
	file.program = program
	if err != nil {
		return file, err
	}
	var badSet error
	program.Set, badSet = parseSettings(f.set)
	var badFiles error
	if f.inPlace.given() {
		file.inPlace, file.files, program.Scene = true, f.inPlace.bundle(), f.inPlace.scene(s)
	} else if file.files, badFiles = f.gather(s, d.ReferencesIn()); file.files != nil && s.scene != "" {
		program.Scene = file.files.Files[0].Name
	}
	if badSet == nil {
		badSet = d.CheckSettings(program.Set)
	}
	if badSet != nil {
		badSet = fmt.Errorf("--set: %w", badSet)
	}
	return file, errors.Join(badSet, badFiles)
}

// imageOf is the image that an engine renders if nobody says more.
func imageOf(d command.Definition) model.Image {
	image := scene.DefaultImage()
	if d.Width > 0 && d.Height > 0 {
		image.Width, image.Height = d.Width, d.Height
	}
	image.TileSize = d.TileSize
	return image
}

// gather is the files that the program reads.
func (f engineFlags) gather(s subject, references []*regexp.Regexp) (*scene.Bundle, error) {
	if s.scene == "" && len(f.include) == 0 {
		return scene.Gathered(), nil
	}
	if s.scene != "" {
		info, err := os.Stat(s.scene)
		switch {
		case errors.Is(err, os.ErrNotExist):
			return nil, fmt.Errorf("scene %q: no such file: %s", s.scene, suggestScene(s.scene))
		case err != nil:
			return nil, fmt.Errorf("scene: %w", err)
		case info.IsDir():
			return nil, fmt.Errorf("scene %s is a folder: give the path of a file in it, and the folder as --include", s.scene)
		}
	}
	return scene.Gather(s.scene, f.include, references)
}

// parseSettings reads NAME=VALUE pairs.
func parseSettings(pairs []string) (map[string]string, error) {
	set := map[string]string{}
	for _, p := range pairs {
		name, value, ok := strings.Cut(p, "=")
		if !ok || name == "" {
			return nil, fmt.Errorf("%q: give NAME=VALUE, as samples=256", p)
		}
		set[name] = value
	}
	return set, nil
}

// settle is the settings of another program for a picture of a format, with the
// flags that it shares with the path tracer. Flags that are not its own are errors.
func (f renderFlags) settle(s command.Settings, format film.Format, plan settings.Frame, set *pflag.FlagSet) (command.Settings, error) {
	var errs []error
	for _, row := range f.tracer.Table() {
		if row.Flag != "seed" && row.Flag != "" && set.Changed(row.Flag) {
			errs = append(errs, fmt.Errorf("--%s is of the path tracer: give %s its settings as --set NAME=VALUE; see kubectl mosaic engines %s", row.Flag, s.Engine.Name, s.Engine.Name))
		}
	}
	if set.Changed("layers") {
		errs = append(errs, fmt.Errorf("--layers is of the path tracer: all channels that %s gives are kept", s.Engine.Name))
	}
	s.Seed = f.tracer.Seed
	for _, setting := range s.Engine.Settings {
		if _, given := s.Set[setting.Name]; !given && setting.DefaultLinear != "" && format.Linear {
			s.Set[setting.Name] = setting.DefaultLinear
		}
	}
	if m := s.Engine.Multiple; m > 1 && plan.TileSize%m != 0 && plan.TileSize < max(plan.Width, plan.Height) {
		errs = append(errs, fmt.Errorf("--tile-size %d: tiles of %s begin at multiples of %d pixels: give %d", plan.TileSize, s.Engine.Name, m, (plan.TileSize+m-1)/m*m))
	}
	return s, errors.Join(append(errs, s.Validate())...)
}
