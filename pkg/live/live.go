// Package live shows how a render goes while it goes: as a moving picture of
// its tiles on a terminal, as plain lines, or as JSON for machines.
//
// Executors tell a Reporter; they do not know who shows it. Each printer keeps
// the newest snapshot and speaks at its own pace, so that neither the number of
// tiles nor how often something happens decides what is written. What a frame
// looks like is a pure function of a snapshot and a size; the terminal itself
// is Bubble Tea's business. Everything goes to the writer of Options, which is
// standard error: standard output is for results.
package live

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/charmbracelet/colorprofile"

	"mosaic/pkg/progress"
	"mosaic/pkg/status"
)

// A Reporter shows what it is told until it is closed. Close gives the terminal
// back as it was; the lines that were kept stay.
type Reporter interface {
	progress.Reporter
	status.Viewer
	Close()
}

// A Mode is a way to show progress, as --progress names it.
type Mode string

// The modes.
const (
	Auto  Mode = "auto"  // a moving view on a terminal, plain lines elsewhere
	Lines Mode = "plain" // one line for each thing of note
	JSON  Mode = "json"  // one object a line
	None  Mode = "none"  // nothing but errors
)

// A Colour says when to write colours, as --color names it.
type Colour string

// When to write colours.
const (
	WhenSeen Colour = "auto" // on a terminal, unless NO_COLOR is set
	Always   Colour = "always"
	Never    Colour = "never"
)

// Options say how to show a render. Of a zero field the comment says what it means.
type Options struct {
	Mode    Mode   // "" is Auto
	Colour  Colour // "" is WhenSeen
	Out     io.Writer
	In      *os.File // keys; nil is none
	Environ []string // as os.Environ has it; it tells what the terminal can

	Name    string        // of the render
	Columns int           // tiles side by side; 0 is not known
	Stall   time.Duration // a render that stands still for so long is said aloud; 0 is never

	Picture *Picture // shown in place of the grid; nil is none
	Leave   func()   // what the key q does: the render goes on; nil is no such key
	Stop    func()   // what Ctrl-C does, which is no signal while keys are read
}

// Validate says what to give instead of a mode or a colour that does not exist.
func (o Options) Validate() error {
	switch o.Mode {
	case "", Auto, Lines, JSON, None:
	default:
		return fmt.Errorf("--progress=%s: give auto, plain, json or none", o.Mode)
	}
	switch o.Colour {
	case "", WhenSeen, Always, Never:
	default:
		return fmt.Errorf("--color=%s: give auto, always or never", o.Colour)
	}
	if o.Stall < 0 {
		return fmt.Errorf("--stall %v: give a time as 2m, or 0 to hear of no stall", o.Stall)
	}
	return nil
}

// New makes the reporter that the options ask for.
func New(o Options) Reporter {
	var r Reporter
	switch f, ok := o.Out.(*os.File); {
	case o.Mode == None:
		return silent{}
	case o.Mode == JSON:
		r = &jsonLines{w: o.Out, name: o.Name, now: time.Now}
	case o.Mode != Lines && ok && movable(f, o.Environ):
		r = newTerminal(o, f)
	default:
		r = &Plain{W: o.Out, theme: o.theme()}
	}
	if o.Stall > 0 {
		r = &stall{Reporter: r, after: o.Stall, now: time.Now}
	}
	return r
}

// profile is what colours to write.
func (o Options) profile() colorprofile.Profile {
	switch o.Colour {
	case Never:
		return colorprofile.ASCII
	case Always:
		return max(colorprofile.Env(o.Environ), colorprofile.ANSI)
	}
	return colorprofile.Detect(o.Out, o.Environ)
}

// theme is the glyphs and colours that the terminal and the user allow.
func (o Options) theme() theme {
	return theme{ascii: !unicode(o.Environ), colour: o.profile() >= colorprofile.ANSI}
}

// silent says nothing.
type silent struct{}

func (silent) Step(string)           {}
func (silent) Count(progress.Counts) {}
func (silent) Note(string, ...any)   {}
func (silent) Done(string, ...any)   {}
func (silent) See(status.Render)     {}
func (silent) Close()                {}
