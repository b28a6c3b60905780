// Package engine turns a spec and its scene into something that renders tiles.
//
// There is one engine so far, the path tracer of pkg/trace. What it renders is
// decided by the spec alone: which process runs it, with how many workers,
// changes nothing about the pixels.
package engine

import (
	"context"
	"fmt"
	"image"
	"runtime/debug"

	"mosaic/pkg/film"
	"mosaic/pkg/model"
	"mosaic/pkg/render"
	"mosaic/pkg/scene"
	"mosaic/pkg/trace"
)

// An Engine renders rectangles of one image.
type Engine struct {
	spec   render.Spec
	tracer *trace.Tracer
}

// Open checks that the scene is the one the spec names and that this program
// renders what the spec asks for. An error is the same for every tile.
func Open(spec render.Spec, content []byte) (*Engine, error) {
	if err := known(spec); err != nil {
		return nil, err
	}
	if d := render.Digest(content); d != spec.Scene {
		return nil, fmt.Errorf("the scene's SHA-256 is %s, and the spec was made for %s: render again from the scene file", d, spec.Scene)
	}
	s, err := scene.Parse("scene", content)
	if err != nil {
		return nil, err
	}
	debug.FreeOSMemory() // the content, before the trees take its place
	return New(spec, s)
}

// New is Open for whoever has read the spec's scene already.
func New(spec render.Spec, s *model.Scene) (*Engine, error) {
	if err := known(spec); err != nil {
		return nil, err
	}
	return &Engine{spec: spec, tracer: trace.New(s)}, nil
}

func known(spec render.Spec) error {
	if spec.Engine != trace.Engine {
		return fmt.Errorf("the spec asks for the engine %s and this program has %s: use an image of the same release as the plugin", spec.Engine, trace.Engine)
	}
	return nil
}

// Render renders the rectangle r of the image on the given number of workers,
// 0 meaning one for each processor.
func (e *Engine) Render(ctx context.Context, r image.Rectangle, workers int) (*film.Film, error) {
	return e.tracer.Render(ctx, r, trace.Options{
		Width: e.spec.Width, Height: e.spec.Height,
		Samples: e.spec.Samples, Noise: e.spec.Noise, MaxDepth: e.spec.MaxDepth, Seed: e.spec.Seed,
		Layers:  e.spec.Layers,
		Workers: workers,
	})
}
