// Package command renders with another program: POV-Ray, Blender, or any
// command that leaves a picture of a rectangle in a file.
//
// What is known of a program is data: a Definition, a small strict YAML file.
// It says which scenes the program takes, the command line with variables for
// the rectangle, what the program leaves, and how its output tells progress and
// failure. The Settings of a spec carry the whole definition, so that a pod needs
// nothing but the spec to run it.
//
// A tile is one run of the program in an empty folder of its own. Arguments are
// lists from end to end; no shell reads them. What the program leaves is checked
// before a pixel of it is taken.
package command

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"mosaic/pkg/settings"
)

// APIVersion and Kind are what a definition's file begins with.
const (
	APIVersion = "mosaic/v1alpha1"
	Kind       = "Engine"
)

// A Definition says how a program renders a tile.
type Definition struct {
	APIVersion string `yaml:"apiVersion" json:"-"`
	Kind       string `yaml:"kind" json:"-"`

	Name       string   `yaml:"name" json:"name"`
	Help       string   `yaml:"help" json:"-"`                          // one line for people
	Notes      string   `yaml:"notes" json:"-"`                         // what to know before it is used
	Extensions []string `yaml:"extensions" json:"-"`                    // of scenes that it takes, in lower case, with their dots
	References []string `yaml:"references" json:"-"`                    // regular expressions that find the names of other files in a scene that is a text
	Version    []string `yaml:"version" json:"version"`                 // command that tells the program's version
	Command    []string `yaml:"command" json:"command"`                 // the program and its arguments, with variables
	WorkFolder string   `yaml:"workFolder" json:"workFolder,omitempty"` // where it starts; "" is $(tmp)

	Environment map[string]string `yaml:"environment" json:"environment,omitempty"` // with variables
	Files       map[string]string `yaml:"files" json:"files,omitempty"`             // laid into $(tmp) before it starts, as they are

	Output   Output    `yaml:"output" json:"output"`
	Settings []Setting `yaml:"settings" json:"settings,omitempty"`
	Messages Messages  `yaml:"messages" json:"messages"`

	FinalExitCodes []int `yaml:"finalExitCodes" json:"finalExitCodes,omitempty"` // after which another try is in vain

	Width    int `yaml:"width" json:"-"` // of a picture of which nobody says a size; 0 is Mosaic's own
	Height   int `yaml:"height" json:"-"`
	TileSize int `yaml:"tileSize" json:"-"`
	Multiple int `yaml:"multiple" json:"multiple,omitempty"` // tiles begin at multiples of it, in pixels; 0 is 1
	Overscan int `yaml:"overscan" json:"overscan,omitempty"` // pixels rendered around a tile and cut away again

	Memory string `yaml:"memory" json:"-"` // of the program, as Kubernetes writes it; "" is defaultMemory

	WritableRoot bool `yaml:"writableRoot" json:"writableRoot,omitempty"` // it writes outside of $(tmp) and its home
}

// An Output is what the program leaves.
type Output struct {
	File   string `yaml:"file" json:"file"`     // name within $(tmp); $(out) is its path
	Pixels string `yaml:"pixels" json:"pixels"` // which ones are in it: see the constants
}

// Which pixels the file has that a program leaves.
const (
	PixelsTile     = "tile"     // those of the tile alone
	PixelsFull     = "full"     // the whole picture, of which the tile is cut
	PixelsWindow   = "window"   // those of an OpenEXR's data window, which has the tile in it
	PixelsOverscan = "overscan" // the tile and what is rendered around it
)

func pixelKinds() []string { return []string{PixelsTile, PixelsFull, PixelsWindow, PixelsOverscan} }

// Messages are regular expressions (github.com/google/re2/wiki/Syntax) for the
// lines that the program prints.
type Messages struct {
	Progress []string `yaml:"progress" json:"progress,omitempty"` // one group is percent; two are done and total
	Memory   []string `yaml:"memory" json:"memory,omitempty"`     // one group is a size as 120M or 1.5 GiB; a bare number is mebibytes
	Errors   []string `yaml:"errors" json:"errors,omitempty"`     // lines that say why it failed
	Fatal    []string `yaml:"fatal" json:"fatal,omitempty"`       // such lines after which another try is in vain, for every tile
}

// Builtin fields that a definition's file may leave out.
const (
	defaultTileSize = 256
	defaultMemory   = "512Mi"
)

// Parse reads a definition's file, called name in errors. It reports every fault.
func Parse(name string, data []byte) (Definition, error) {
	var d Definition
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&d); err != nil {
		if errors.Is(err, io.EOF) {
			err = errors.New("the file is empty")
		}
		return d, fmt.Errorf("%s: %s", name, yamlFault(err))
	}
	if err := dec.Decode(new(any)); !errors.Is(err, io.EOF) {
		return d, fmt.Errorf("%s: there is more than one document in it", name)
	}
	var errs []error
	if d.APIVersion != APIVersion || d.Kind != Kind {
		errs = append(errs, fmt.Errorf("it is no engine: begin it with apiVersion: %s and kind: %s", APIVersion, Kind))
	}
	if d.Output.Pixels == "" {
		d.Output.Pixels = PixelsTile
	}
	if d.Memory == "" {
		d.Memory = defaultMemory
	}
	if d.TileSize == 0 {
		d.TileSize = defaultTileSize
	}
	for i, e := range d.Extensions {
		if !strings.HasPrefix(e, ".") || e != strings.ToLower(e) {
			errs = append(errs, fmt.Errorf("extensions[%d] is %q: write it in lower case with its dot, as .pov", i, e))
		}
	}
	errs = append(errs, d.Validate())
	if err := errors.Join(errs...); err != nil {
		lines := strings.Split(err.Error(), "\n")
		for i := range lines {
			lines[i] = name + ": " + lines[i]
		}
		return d, errors.New(strings.Join(lines, "\n"))
	}
	return d, nil
}

// ReferencesIn is the regular expressions that find names of files in its scenes.
func (d Definition) ReferencesIn() []*regexp.Regexp {
	var all []*regexp.Regexp
	for _, text := range d.References {
		all = append(all, regexp.MustCompile(text)) // Validate has compiled it
	}
	return all
}

// yamlFault is the error of a YAML decoder in one line a fault.
func yamlFault(err error) string {
	var typed *yaml.TypeError
	if !errors.As(err, &typed) {
		return strings.TrimPrefix(err.Error(), "yaml: ")
	}
	text := strings.Join(typed.Errors, "; ")
	return strings.ReplaceAll(text, "not found in type command.", "is not one of an engine's, in ")
}

var (
	engineName  = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)
	settingName = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9]{0,31}$`)
	fileName    = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*$`)
)

// Validate reports every fault of the definition itself.
func (d Definition) Validate() error {
	var errs []error
	fail := func(format string, a ...any) { errs = append(errs, fmt.Errorf(format, a...)) }
	if !engineName.MatchString(d.Name) {
		fail("name is %q: use lower case letters, digits and '-'", d.Name)
	}
	if len(d.Command) == 0 {
		fail("command is missing: give the program and its arguments as a list")
	}
	if d.Output.File == "" {
		fail("output.file is missing: give the name of the picture that the program leaves, as tile.png")
	}
	for what, n := range map[string]struct{ is, most int }{
		"width": {d.Width, settings.MaxSide}, "height": {d.Height, settings.MaxSide},
		"multiple": {d.Multiple, settings.MaxTile}, "overscan": {d.Overscan, settings.MaxTile}, "tileSize": {d.TileSize, settings.MaxTile},
	} {
		if n.is < 0 || n.is > n.most {
			fail("%s is %d: it must lie between 0 and %d", what, n.is, n.most)
		}
	}
	if m := d.Multiple; m > 1 && d.TileSize%m != 0 {
		fail("tileSize is %d: it must be a multiple of %d, as multiple says", d.TileSize, m)
	}
	for name := range d.Files {
		if !fileName.MatchString(name) {
			fail("files has %q: give plain names of files", name)
		}
	}
	seen := map[string]bool{}
	for i, s := range d.Settings {
		if err := s.validate(); err != nil {
			fail("settings[%d]: %w", i, err)
		}
		if seen[s.Name] {
			fail("settings[%d]: there are two called %q", i, s.Name)
		}
		seen[s.Name] = true
	}
	for what, list := range map[string][]string{
		"progress": d.Messages.Progress, "memory": d.Messages.Memory, "errors": d.Messages.Errors, "fatal": d.Messages.Fatal,
		"references": d.References,
	} {
		for i, text := range list {
			groups := map[string][]int{"progress": {1, 2}, "memory": {1}, "references": {1}}[what]
			if re, err := regexp.Compile(text); err != nil {
				fail("messages.%s[%d]: %w", what, i, err)
			} else if groups != nil && !slices.Contains(groups, re.NumSubexp()) {
				fail("messages.%s[%d] has %d groups in parentheses: see kubectl mosaic engines", what, i, re.NumSubexp())
			}
		}
	}
	for i, text := range d.Command {
		if err := d.checkTemplate(text); err != nil {
			fail("command[%d]: %w", i, err)
		}
	}
	for name, text := range d.Environment {
		if err := d.checkTemplate(text); err != nil {
			fail("environment.%s: %w", name, err)
		}
	}
	for what, text := range map[string]string{"output.file": d.Output.File, "output.pixels": d.Output.Pixels, "workFolder": d.WorkFolder} {
		if err := d.checkTemplate(text); err != nil {
			fail("%s: %w", what, err)
		}
	}
	if !strings.Contains(d.Output.Pixels, "$(") && d.Output.Pixels != "" && !slices.Contains(pixelKinds(), d.Output.Pixels) {
		fail("output.pixels is %q: give %s", d.Output.Pixels, strings.Join(pixelKinds(), ", "))
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(errs...)
}
