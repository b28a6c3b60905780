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
	"strconv"

	"mosaic/pkg/tile"
)

// Limits of a spec.
const (
	MaxSide    = 1 << 16 // pixels of the image in each direction
	MinTile    = 1       // side of a tile, in pixels
	MaxTile    = 1 << 13
	MaxTiles   = 100_000 // Kubernetes' limit for an Indexed Job with retries per index
	MaxSamples = 1 << 20 // a pixel
	MaxDepth   = 1 << 10
	MinNoise   = 0.0001
	MaxNoise   = 1
)

// Version of the Spec's own form.
const Version = 1

// A Spec is everything that decides the pixels, and where the tiles lie.
type Spec struct {
	Version  int     `json:"version"`
	Engine   string  `json:"engine"`          // and the version of its arithmetic: "trace/4"
	Scene    string  `json:"scene"`           // hexadecimal SHA-256 of the scene file
	Width    int     `json:"width"`           // of the image, in pixels
	Height   int     `json:"height"`          // of the image, in pixels
	Samples  int     `json:"samples"`         // a pixel; with Noise, at most
	Noise    float64 `json:"noise,omitempty"` // relative error at which a pixel stops; 0 takes all samples
	MaxDepth int     `json:"maxDepth"`        // segments of a path, at most
	Seed     uint64  `json:"seed"`
	Layers   Layers  `json:"layers,omitempty"` // beside the colour
	TileSize int     `json:"tileSize"`         // side of a tile, in pixels
}

// Digest is the hexadecimal SHA-256 of a file's content.
func Digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// Parse reads a spec and validates it. Unknown fields are errors.
func Parse(data []byte) (Spec, error) {
	var s Spec
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return Spec{}, fmt.Errorf("spec: %w", err)
	}
	return s, s.Validate()
}

// JSON is the spec's one spelling: indented, with a final newline.
func (s Spec) JSON() []byte {
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic(err) // a struct of numbers and strings
	}
	return append(data, '\n')
}

// Hash is the hexadecimal SHA-256 of the spec's JSON.
func (s Spec) Hash() string { return Digest(s.JSON()) }

// Dir is the folder of the run called name, on the volume.
func (s Spec) Dir(name string) string { return name + "-" + s.Hash()[:8] }

// Plan is the tiles of the image.
func (s Spec) Plan() tile.Plan {
	return tile.Plan{Width: s.Width, Height: s.Height, Size: s.TileSize}
}

// Flags is what to type after "render SCENE" to get this spec.
func (s Spec) Flags() string {
	flags := fmt.Sprintf("--size %dx%d --samples %d --max-depth %d --seed %d --tile-size %d",
		s.Width, s.Height, s.Samples, s.MaxDepth, s.Seed, s.TileSize)
	if s.Noise != 0 {
		flags += " --noise " + strconv.FormatFloat(s.Noise, 'f', -1, 64)
	}
	if s.Layers != 0 {
		flags += " --layers " + s.Layers.String()
	}
	return flags
}

// Sampling tells people how many samples a pixel takes.
func (s Spec) Sampling() string {
	if s.Noise == 0 {
		return fmt.Sprintf("%d samples", s.Samples)
	}
	return fmt.Sprintf("at most %d samples, to a noise of %v", s.Samples, s.Noise)
}

// Validate reports every fault of the spec.
func (s Spec) Validate() error {
	var errs []error
	check := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	between := func(what string, v, lo, hi int) {
		check(lo <= v && v <= hi, "%s is %d: it must lie between %d and %d", what, v, lo, hi)
	}
	check(len(s.Scene) == 2*sha256.Size, "the scene's digest %q is no SHA-256", s.Scene)
	check(s.Version == Version, "spec of version %d: this program reads version %d", s.Version, Version)
	between("the width", s.Width, 1, MaxSide)
	between("the height", s.Height, 1, MaxSide)
	between("the number of samples", s.Samples, 1, MaxSamples)
	check(s.Noise == 0 || s.Noise >= MinNoise && s.Noise <= MaxNoise,
		"the noise is %v: it must lie between %v and %d, or be 0 for all samples", s.Noise, MinNoise, MaxNoise)
	between("the maximum depth", s.MaxDepth, 1, MaxDepth)
	check(allLayers.Has(s.Layers), "the set of layers %#x is unknown", uint8(s.Layers))
	between("the tile size", s.TileSize, MinTile, MaxTile)
	if len(errs) == 0 {
		n := s.Plan().Len()
		check(n <= MaxTiles, "%d tiles of %d pixels: a Job takes at most %d, so make tiles larger: --tile-size %d",
			n, s.TileSize, MaxTiles, s.fittingTile())
	}
	return errors.Join(errs...)
}

// fittingTile is the smallest comfortable tile size that keeps the plan within MaxTiles.
func (s Spec) fittingTile() int {
	p := s.Plan()
	for p.Len() > MaxTiles {
		p.Size *= 2
	}
	return p.Size
}
