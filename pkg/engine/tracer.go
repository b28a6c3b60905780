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
			return s.table().Flags()
		},
		digest: (*scene.Bundle).Digest,
		open: func(spec render.Spec, b *scene.Bundle, _ command.Options) (worker.Engine, error) {
			if spec.Frames != "" {
				return newAnimated(spec, b)
			}
			s, err := b.Scene()
			if err != nil {
				return nil, err
			}
			debug.FreeOSMemory() // the files, before the trees take its place
			return New(spec, s)
		},
	}
}

// Tracer is the path tracer with these settings, for a spec; the motion is of
// one with frames.
func Tracer(s settings.Tracer, m settings.Motion) render.Engine {
	all := tracing{s, m}
	return render.Engine{Name: trace.Engine, Settings: all.table().JSON()}
}

// tracing is all settings of the path tracer.
type tracing struct {
	settings.Tracer
	settings.Motion
}

func (t *tracing) table() settings.Table { return slices.Concat(t.Tracer.Table(), t.Motion.Table()) }

func (t tracing) String() string {
	if t.Motion == (settings.Motion{}) {
		return t.Tracer.String()
	}
	return t.Tracer.String() + ", " + t.Motion.String()
}

// TracerOf is the settings of a spec's engine, which must be the path tracer.
func TracerOf(e render.Engine) (settings.Tracer, error) {
	if e.Name != trace.Engine {
		return settings.Tracer{}, fmt.Errorf("the engine %s is not the path tracer, %s", e.Name, trace.Engine)
	}
	s, err := tracerSettings(e.Settings)
	return s.Tracer, err
}

func tracerSettings(data json.RawMessage) (s tracing, err error) {
	err = s.table().Parse(data)
	return s, err
}

// New is the path tracer for whoever has read the spec's scene already.
func New(spec render.Spec, s *model.Scene) (worker.Engine, error) {
	o, err := traceOptions(spec)
	if err != nil {
		return nil, err
	}
	return traced{trace.New(s), o}, nil
}

// traceOptions is the options of the path tracer for a spec.
func traceOptions(spec render.Spec) (trace.Options, error) {
	set, err := TracerOf(spec.Engine)
	if err != nil {
		return trace.Options{}, err
	}
	layers := render.LayersIn(spec.Channels)
	if !slices.Equal(layers.SortedChannels(), spec.Channels) {
		return trace.Options{}, fmt.Errorf("the spec asks for the channels %s, and the engine %s gives %s",
			strings.Join(spec.Channels, ","), trace.Engine, strings.Join(layers.SortedChannels(), ","))
	}
	return trace.Options{
		Width: spec.Plan.Width, Height: spec.Plan.Height,
		Samples: set.Samples, Noise: set.Noise, MaxDepth: set.MaxDepth, Seed: set.Seed,
		Layers: layers,
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
