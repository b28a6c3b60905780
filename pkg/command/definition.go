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

// APIVersion and Kind are what a definition's file begins with.
const (
	APIVersion = "mosaic/v1alpha1"
	Kind       = "Engine"
)

// A Definition says how a program renders a tile. The comments of its fields,
// and of those below, are the descriptions in engine.schema.json.
type Definition struct {
	APIVersion string `yaml:"apiVersion" json:"-"` // version of this form
	Kind       string `yaml:"kind" json:"-"`       // what this file is

	Name       string   `yaml:"name" json:"name"`                       // name of the engine
	Help       string   `yaml:"help" json:"-"`                          // what it is, in one line
	Notes      string   `yaml:"notes" json:"-"`                         // what to know before it is used
	Extensions []string `yaml:"extensions" json:"-"`                    // extensions of scenes that it takes, in lower case, with their dots
	References []string `yaml:"references" json:"-"`                    // regular expressions that find the names of other files in a scene that is a text; one group is the name
	Programs   []string `yaml:"programs" json:"programs,omitempty"`     // programs that must be on the PATH, the renderer last (unset, the first word of command)
	Version    []string `yaml:"version" json:"version,omitempty"`       // command that tells the renderer's version
	Command    []string `yaml:"command" json:"command"`                 // the program and its arguments, with variables; no shell reads them
	WorkFolder string   `yaml:"workFolder" json:"workFolder,omitempty"` // folder where it starts, with variables (unset, $(tmp))

	Environment map[string]string `yaml:"environment" json:"environment,omitempty"` // variables of its environment; their values may hold ours
	Files       map[string]string `yaml:"files" json:"files,omitempty"`             // files that are laid into $(tmp) before it starts, as they are

	Prepare  Prepare   `yaml:"prepare" json:"prepare,omitzero"`    // what is worked out once before the tiles
	Output   Output    `yaml:"output" json:"output"`               // what it leaves
	Settings []Setting `yaml:"settings" json:"settings,omitempty"` // what users may say with --set
	Messages Messages  `yaml:"messages" json:"messages"`           // what its output tells

	FinalExitCodes []int `yaml:"finalExitCodes" json:"finalExitCodes,omitempty"` // exit codes after which another try, of any tile, is in vain

	Width    int `yaml:"width" json:"-"`                     // width of a picture for which nobody says a size, in pixels (unset, Mosaic's own)
	Height   int `yaml:"height" json:"-"`                    // height of such a picture
	TileSize int `yaml:"tileSize" json:"-"`                  // side of a tile for which nobody says a size, in pixels
	Multiple int `yaml:"multiple" json:"multiple,omitempty"` // tiles begin at multiples of it, in pixels
	Overscan int `yaml:"overscan" json:"overscan,omitempty"` // pixels that are rendered around a tile and cut away again

	Memory string `yaml:"memory" json:"-"` // memory of the program in a pod, as 2Gi (unset, 512Mi)

	PlainNames   bool `yaml:"plainNames" json:"plainNames,omitempty"`     // its scene must not be called by spaces, quotes and the like: such a one gets a link
	WritableRoot bool `yaml:"writableRoot" json:"writableRoot,omitempty"` // it writes outside of $(tmp) and its home
}

// A Prepare is a run of the program before the tiles, whose files all of them
// read: a light cache, an irradiance map. Of a film there is one for each frame.
type Prepare struct {
	Setting   string   `yaml:"setting" json:"setting,omitempty"`     // name of a setting: it is done where that has a value, or is on (unset, always)
	Command   []string `yaml:"command" json:"command,omitempty"`     // the program and its arguments, for the whole picture; it leaves its files in $(prepared)
	Arguments []string `yaml:"arguments" json:"arguments,omitempty"` // what the command line of each tile gets, where $(settings) stands
}

// An Output is what the program leaves.
type Output struct {
	File   string `yaml:"file" json:"file"`     // name of the picture within $(tmp), with variables; $(out) is its path
	Pixels string `yaml:"pixels" json:"pixels"` // which pixels it has: the tile's, the whole picture's (full), those of an OpenEXR's data window, or the tile's with overscan
}

// Which pixels the file has that a program leaves.
const (
	PixelsTile     = "tile"     // those of the tile alone
	PixelsFull     = "full"     // the whole picture, of which the tile is cut
	PixelsWindow   = "window"   // those of an OpenEXR's data window, which has the tile in it
	PixelsOverscan = "overscan" // the tile and, if the program needs it, what is rendered around it
)

func pixelKinds() []string { return []string{PixelsTile, PixelsFull, PixelsWindow, PixelsOverscan} }

// Messages are regular expressions (github.com/google/re2/wiki/Syntax) for the
// lines that the program prints.
type Messages struct {
	Progress []string `yaml:"progress" json:"progress,omitempty"` // how much is done: one group is percent; two are done and total; two called full and empty are the parts of a bar
	Memory   []string `yaml:"memory" json:"memory,omitempty"`     // how much memory it takes: one group is a size as 120M or 1.5 GiB; a bare number is mebibytes
	Errors   []string `yaml:"errors" json:"errors,omitempty"`     // lines that say why it failed
	Warnings []string `yaml:"warnings" json:"warnings,omitempty"` // lines, or the one group of them, that the user should know though it goes on: that a texture is missing
	Fatal    []string `yaml:"fatal" json:"fatal,omitempty"`       // such lines after which another try, of any tile, is in vain
}
