// Package render holds the spec, the one contract between the command line
// and the pods: everything that decides the pixels of a render, and where its
// tiles lie.
//
// A Spec is made once from the scene and the flags, travels as JSON in a
// ConfigMap, and is read by each pod. Its hash names it: a tile that carries
// another hash is not of this render.
package render

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"mosaic/pkg/settings"
	"mosaic/pkg/tile"
)

// MaxSide is how many pixels an image may have in each direction.
const MaxSide = settings.MaxSide

// Version of the Spec's own form.
const Version = 2

// A Spec is everything that decides the pixels, and where the tiles lie.
type Spec struct {
	Version  int       `json:"version"`
	Engine   Engine    `json:"engine"`
	Scene    string    `json:"scene"` // hexadecimal SHA-256 of what Load of package scene gave
	Plan     tile.Plan `json:"plan"`
	Frames   string    `json:"frames,omitempty"`   // numbers of the plan's frames, as ParseFrames reads them; "" is a still
	Channels []string  `json:"channels,omitempty"` // of a tile beside R, G and B, sorted; AnyChannel alone is those that the engine gives
}

// An Engine is which one renders, and how. The settings are the engine's own:
// package engine checks them, and nobody else reads them.
type Engine struct {
	Name     string          `json:"name"` // and the version of its arithmetic: "trace/5"
	Settings json.RawMessage `json:"settings"`
}

// Digest is the hexadecimal SHA-256 of a file's content.
func Digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// Parse reads a spec and validates all but the engine's settings. Unknown
// fields are errors.
func Parse(data []byte) (Spec, error) {
	var v struct{ Version int }
	if err := json.Unmarshal(data, &v); err != nil {
		return Spec{}, fmt.Errorf("spec: %w", err)
	}
	if v.Version != Version {
		return Spec{}, versionError(v.Version)
	}
	var s Spec
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return Spec{}, fmt.Errorf("spec: %w", err)
	}
	return s, s.Validate()
}

func versionError(v int) error {
	return fmt.Errorf("spec of version %d: this program reads version %d: use the plugin and the image of one release", v, Version)
}

// JSON is the spec's one spelling: indented, with a final newline.
func (s Spec) JSON() []byte {
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic(err) // numbers, strings, and settings that are JSON
	}
	return append(data, '\n')
}

// Hash is the hexadecimal SHA-256 of the spec's JSON.
func (s Spec) Hash() string { return Digest(s.JSON()) }

// Dir is the folder of the run called name, on the volume.
func (s Spec) Dir(name string) string { return name + "-" + s.Hash()[:8] }

// Validate reports every fault of the spec, but for the engine's settings.
func (s Spec) Validate() error {
	var errs []error
	if s.Version != Version {
		errs = append(errs, versionError(s.Version))
	}
	if s.Engine.Name == "" {
		errs = append(errs, errors.New("the spec names no engine"))
	}
	if len(s.Scene) != 2*sha256.Size {
		errs = append(errs, fmt.Errorf("the scene's digest %q is no SHA-256", s.Scene))
	}
	if s.Frames != "" {
		if numbers, err := ParseFrames(s.Frames); err != nil {
			errs = append(errs, err)
		} else if len(numbers) != s.Plan.Frames {
			errs = append(errs, fmt.Errorf("the frames %s are %d, and the plan has %d", s.Frames, len(numbers), s.Plan.Frames))
		}
	} else if s.Plan.Frames > 1 {
		errs = append(errs, fmt.Errorf("the plan has %d frames, and no numbers for them", s.Plan.Frames))
	}
	return errors.Join(append(errs, CheckChannels(s.Channels), s.Plan.Validate())...)
}
