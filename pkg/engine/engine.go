// Package engine is the table of engines: what turns a scene into pixels, by
// the name that a spec has.
//
// Nothing else asks for an engine by its name. What is rendered is decided by
// the spec alone: which process runs the engine, with how many workers, changes
// nothing about the pixels.
package engine

import (
	"encoding/json"
	"fmt"
	"strings"

	"mosaic/pkg/command"
	"mosaic/pkg/render"
	"mosaic/pkg/scene"
	"mosaic/pkg/settings"
	"mosaic/pkg/worker"
)

// A kind is one engine.
type kind struct {
	name string // with the version of its arithmetic

	// settings reads an engine's settings, and reports all that is wrong with them.
	settings func(json.RawMessage) (fmt.Stringer, error)
	// flags is what to type after "render SCENE" for settings that are good.
	flags func(json.RawMessage) string
	// digest is what a spec calls the files of a bundle.
	digest func(b *scene.Bundle) string
	// open prepares the scene that the spec names.
	open func(spec render.Spec, b *scene.Bundle, o command.Options) (worker.Engine, error)
}

// kinds is every engine that this program has.
func kinds() []kind { return []kind{tracer(), program()} }

// Names is the engines that this program has, as specs name them.
func Names() string {
	var all []string
	for _, k := range kinds() {
		all = append(all, k.name)
	}
	return strings.Join(all, ", ")
}

func find(e render.Engine) (kind, error) {
	for _, k := range kinds() {
		if k.name == e.Name {
			return k, nil
		}
	}
	return kind{}, fmt.Errorf("the spec asks for the engine %s and this program has %s: use an image of the same release as the plugin", e.Name, Names())
}

// Check says whether this program has the engine, and what is wrong with its
// settings.
func Check(e render.Engine) error {
	k, err := find(e)
	if err == nil {
		_, err = k.settings(e.Settings)
	}
	return err
}

// Describe tells people how an engine is set: "50 samples, depth 8, seed 0".
// Of an engine that this program does not have, nothing is told.
func Describe(e render.Engine) string {
	k, err := find(e)
	if err != nil {
		return ""
	}
	s, err := k.settings(e.Settings)
	if err != nil {
		return ""
	}
	return s.String()
}

// Flags is what to type after "render SCENE" to get the spec, which has been
// checked.
func Flags(spec render.Spec) string {
	size := settings.Frame{Width: spec.Plan.Width, Height: spec.Plan.Height, TileSize: spec.Plan.Size}
	flags := []string{fmt.Sprintf("--size %dx%d", size.Width, size.Height), size.Table().Flags()}
	if layers := render.LayersIn(spec.Channels); layers != 0 {
		flags = append(flags, "--layers "+layers.String())
	}
	if spec.Frames != "" {
		flags = append(flags, "--frames "+spec.Frames)
	}
	if k, err := find(spec.Engine); err == nil { // last, for they may end with -- and a command
		flags = append(flags, k.flags(spec.Engine.Settings))
	}
	return strings.Join(flags, " ")
}

// Open checks that the bundle is the scene that the spec names and that this
// program renders what the spec asks for. The options are of engines that run
// other programs. An error that is no *scene.ReadError is the same for every tile.
func Open(spec render.Spec, b *scene.Bundle, o command.Options) (worker.Engine, error) {
	k, err := find(spec.Engine)
	if err != nil {
		return nil, err
	}
	if d := k.digest(b); d != spec.Scene {
		return nil, fmt.Errorf("the scene's SHA-256 is %s, and the spec was made for %s: render again from the scene file", d, spec.Scene)
	}
	return k.open(spec, b, o)
}
