package engine

import (
	"encoding/json"
	"fmt"

	"mosaic/pkg/command"
	"mosaic/pkg/render"
	"mosaic/pkg/scene"
	"mosaic/pkg/worker"
)

// program is any other program, as package command runs it.
func program() kind {
	return kind{
		name:     command.Engine,
		settings: func(data json.RawMessage) (fmt.Stringer, error) { return command.ParseSettings(data) },
		flags: func(data json.RawMessage) string {
			s, _ := command.ParseSettings(data) // of a spec that has been checked
			return s.Flags()
		},
		digest: func(b *scene.Bundle) string { return render.Digest(b.Manifest()) },
		open: func(spec render.Spec, b *scene.Bundle, o command.Options) (worker.Engine, error) {
			s, err := command.ParseSettings(spec.Engine.Settings)
			if err != nil {
				return nil, err
			}
			lay := b.Extract
			if o.InPlace {
				lay = b.Verify
			}
			if err := lay(o.Folder); err != nil {
				return nil, err
			}
			return command.New(s, spec, o), nil
		},
	}
}

// Command is another program with these settings, for a spec.
func Command(s command.Settings) render.Engine {
	return render.Engine{Name: command.Engine, Settings: s.JSON()}
}

// IsCommand reports whether the engine is another program.
func IsCommand(e render.Engine) bool { return e.Name == command.Engine }
