package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"mosaic/pkg/command"
	"mosaic/pkg/model"
	"mosaic/pkg/render"
	"mosaic/pkg/scene"
	"mosaic/pkg/settings"
	"mosaic/pkg/trace"
	"mosaic/pkg/worker"
)

// tracer is the path tracer of package trace.
func tracer() kind {
	return kind{
		name:     trace.Engine,
		settings: func(data json.RawMessage) (fmt.Stringer, error) { return tracerSettings(data) },
		flags: func(data json.RawMessage) string {
			s, _ := tracerSettings(data) // of a spec that has been checked
			return s.Table().Flags()
		},
		digest: (*scene.Bundle).Digest,
		open: func(spec render.Spec, b *scene.Bundle, _ command.Options) (worker.Engine, error) {
			s, err := b.Scene()
			if err != nil {
				return nil, err
			}
			debug.FreeOSMemory() // the files, before the trees take its place
			return New(spec, s)
		},
	}
}

// Tracer is the path tracer with these settings, for a spec.
func Tracer(s settings.Tracer) render.Engine {
	return render.Engine{Name: trace.Engine, Settings: s.Table().JSON()}
}

// TracerOf is the settings of a spec's engine, which must be the path tracer.
func TracerOf(e render.Engine) (settings.Tracer, error) {
	if e.Name != trace.Engine {
		return settings.Tracer{}, fmt.Errorf("the engine %s is not the path tracer, %s", e.Name, trace.Engine)
	}
	return tracerSettings(e.Settings)
}

func tracerSettings(data json.RawMessage) (s settings.Tracer, err error) {
	err = s.Table().Parse(data)
	return s, err
}

// New is the path tracer for whoever has read the spec's scene already.
func New(spec render.Spec, s *model.Scene) (worker.Engine, error) {
	set, err := TracerOf(spec.Engine)
	if err != nil {
		return nil, err
	}
	layers := render.LayersIn(spec.Channels)
	if !slices.Equal(layers.SortedChannels(), spec.Channels) {
		return nil, fmt.Errorf("the spec asks for the channels %s, and the engine %s gives %s",
			strings.Join(spec.Channels, ","), trace.Engine, strings.Join(layers.SortedChannels(), ","))
	}
	return traced{
		tracer: trace.New(s),
		options: trace.Options{
			Width: spec.Plan.Width, Height: spec.Plan.Height,
			Samples: set.Samples, Noise: set.Noise, MaxDepth: set.MaxDepth, Seed: set.Seed,
			Layers: layers,
		},
	}, nil
}

// traced renders a scene with the path tracer.
type traced struct {
	tracer  *trace.Tracer
	options trace.Options
}

// Rows implements worker.Engine.
func (t traced) Rows(ctx context.Context, to worker.Target) error {
	o := t.options
	o.Workers, o.Have, o.OnRow = to.Workers, to.Have, to.Done
	return t.tracer.Fill(ctx, to.Film, o)
}
