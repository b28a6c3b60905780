package settings

import (
	"fmt"
	"math"

	"mosaic/pkg/progress"
)

// A Tracer is the settings of the path tracer: with the scene and the size of
// the image they decide each pixel.
type Tracer struct {
	Samples  int     // a pixel; with Noise, at most
	Noise    float64 // relative error at which a pixel takes no more samples; 0 takes all
	MaxDepth int     // segments of a path, at most
	Seed     uint64
}

// Table is the settings' rows.
func (t *Tracer) Table() Table {
	return Table{
		{
			Name: "samples", Flag: "samples", Noun: "the number of samples",
			Help:  "samples a pixel: four times as many halve the noise",
			Value: &t.Samples, Min: 1, Max: 1 << 20, Default: 64,
		},
		{
			Name: "noise", Flag: "noise", Noun: "the noise",
			Help:  "stop a pixel when its error is below the share `E` of its brightness, as 0.02; samples is then the most",
			Value: &t.Noise, Min: 0.0001, Max: 1, Zero: "all samples",
		},
		{
			Name: "maxDepth", Flag: "max-depth", Noun: "the maximum depth",
			Help:  "segments of a light path, at most: 1 shows lamps alone, 2 direct light",
			Value: &t.MaxDepth, Min: 1, Max: 1 << 10, Default: 8,
		},
		{
			Name: "seed", Flag: "seed", Noun: "the seed",
			Help:  "seed of the random numbers: another gives other noise",
			Value: &t.Seed, Min: 0, Max: math.MaxUint64,
		},
	}
}

// String tells people how a pixel is rendered.
func (t Tracer) String() string {
	return fmt.Sprintf("%s, depth %d, seed %d", t.Sampling(), t.MaxDepth, t.Seed)
}

// Sampling tells people how many samples a pixel takes.
func (t Tracer) Sampling() string {
	samples := progress.Number(t.Samples, "sample")
	if t.Noise != 0 {
		return fmt.Sprintf("at most %s, to a noise of %v", samples, t.Noise)
	}
	return samples
}
