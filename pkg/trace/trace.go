// Package trace is the built-in path tracer.
//
// New flattens a scene into arrays that suit the rays; Render makes the pixels
// of any rectangle of the image. A pixel is a function of the scene, the size,
// the samples, the depth, the seed and its place: random numbers come from
// hashes of these (sampler.go), so whatever rectangle a pixel is rendered in,
// and by however many goroutines, its bits are the same. They are the same on
// amd64 and arm64 too: see package vec for how the arithmetic is written.
//
// The light that reaches a pixel is estimated as Kajiya's path integral
// ("The Rendering Equation", SIGGRAPH 1986): at each bounce one light is
// sampled and one direction of the surface, both weighted by Veach's power
// heuristic where either could have found the same light (path.go).
package trace

import (
	"context"
	"image"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"mosaic/pkg/film"
	"mosaic/pkg/model"
	"mosaic/pkg/render"
	"mosaic/pkg/vec"
)

// Version of the arithmetic: renders of equal version are equal in each bit.
const Version = 5

// Engine names this engine in a spec, with its version.
const Engine = "trace/5"

// A Tracer renders one scene. It is not changed by rendering: many goroutines
// may use it.
type Tracer struct {
	world
	lights      lights
	camera      model.Camera
	image       model.Image
	sky         vec.RGB      // if it has no map
	environment *environment // if it has one
}

// Options says how to render. The first six decide the pixels.
type Options struct {
	Width, Height int // of the whole image, in pixels
	Samples       int // a pixel, at least 1; with Noise, at most
	MaxDepth      int // segments of a path, at least 1
	Seed          uint64
	Noise         float64 // relative error at which a pixel stops; 0 takes all samples

	Layers render.Layers // of the film, beside the colour

	Workers int              // goroutines; 0 is one for each processor
	Have    func(y int) bool // whether row y is in the film already; nil: none is
	OnRow   func(y int)      // if set, is told of each row that is done, by one goroutine at a time
}

// New prepares a scene that package scene has checked.
func New(s *model.Scene) *Tracer {
	t := &Tracer{world: newWorld(s), camera: s.Camera, image: s.Image, sky: s.Sky.Radiance}
	t.lights = newLights(s, &t.world)
	t.environment = t.lights.environment
	return t
}

// Render is the pixels of the rectangle r of the image. It ends early, with
// the context's error, when the context does.
func (t *Tracer) Render(ctx context.Context, r image.Rectangle, o Options) (*film.Film, error) {
	f := film.New(r, o.Layers.Channels()...)
	if err := t.Fill(ctx, f, o); err != nil {
		return nil, err
	}
	return f, nil
}

// Fill renders the pixels of a film, which has the layers of the options, all
// but the rows that it has already. Those that are done when the context ends
// are good.
func (t *Tracer) Fill(ctx context.Context, f *film.Film, o Options) error {
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	r := f.Rect
	view := newView(t.camera, t.image, o)
	sampler := newSampler(o.Samples, o.Noise > 0, o.Seed)
	var (
		all  sync.WaitGroup
		next atomic.Int64 // row to render
		mu   sync.Mutex
	)
	for range min(workers, r.Dy()) {
		all.Go(func() {
			p := rowRenderer{Tracer: t, Options: o, view: &view, sampler: sampler}
			p.wave.Tracer, p.wave.maxDepth = t, o.MaxDepth
			for {
				y := r.Min.Y + int(next.Add(1)) - 1
				if y >= r.Max.Y {
					return
				}
				if o.Have != nil && o.Have(y) {
					continue
				}
				p.layers = newLayerWriter(f, y, o.Layers)
				if !p.row(ctx, f.Row(y), r.Min.X, y) {
					return
				}
				if o.OnRow != nil {
					mu.Lock()
					o.OnRow(y)
					mu.Unlock()
				}
			}
		})
	}
	all.Wait()
	return ctx.Err()
}

// finite reports whether no component is infinite or NaN.
func finite(c vec.RGB) bool { return c.R-c.R == 0 && c.G-c.G == 0 && c.B-c.B == 0 }

// storable is x in the film's numbers, which have no infinity.
func storable(x float64) float32 { return float32(min(x, math.MaxFloat32)) }
