package engine

import (
	"context"
	"sync"

	"mosaic/pkg/model"
	"mosaic/pkg/render"
	"mosaic/pkg/scene"
	"mosaic/pkg/settings"
	"mosaic/pkg/trace"
	"mosaic/pkg/worker"
)

// animated renders the frames of a scene with the path tracer. Each frame is
// the scene at a moment of its own.
type animated struct {
	spec    render.Spec
	motion  settings.Motion
	bundle  *scene.Bundle
	options trace.Options

	mu    sync.Mutex
	ready map[int]func() (*trace.Tracer, error) // of the frames asked for last
}

// framesKept is how many frames stay ready: tiles of two are rendered side by
// side where one ends and the next begins.
const framesKept = 2

func newAnimated(spec render.Spec, b *scene.Bundle) (worker.Engine, error) {
	o, err := traceOptions(spec)
	if err != nil {
		return nil, err
	}
	set, err := tracerSettings(spec.Engine.Settings)
	if err != nil {
		return nil, err
	}
	return &animated{
		spec: spec, motion: set.Motion, bundle: b, options: o,
		ready: map[int]func() (*trace.Tracer, error){},
	}, nil
}

// Moment is when the ith frame of a spec's plan looks at its scene.
func Moment(spec render.Spec, m settings.Motion, i int) model.Moment {
	at := model.Moment{
		Animate: true, Clip: m.Clip, Seconds: float64(spec.FrameNumber(i)-1) / m.Rate(),
	}
	if m.Turns != 0 {
		at.Turntable, at.Turn = true, m.Turns*float64(i)/float64(spec.Plan.Frames)
	}
	return at
}

// Rows implements worker.Engine.
func (a *animated) Rows(ctx context.Context, to worker.Target) error {
	t, err := a.frame(to.Frame)()
	if err != nil {
		return err
	}
	return traced{t, a.options}.Rows(ctx, to)
}

// frame prepares a frame, once for all that ask for it.
func (a *animated) frame(i int) func() (*trace.Tracer, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if f, ok := a.ready[i]; ok {
		return f
	}
	for len(a.ready) >= framesKept {
		oldest := i
		for k := range a.ready {
			oldest = min(oldest, k)
		}
		if oldest == i { // an earlier one is asked for again: any will do
			for oldest = range a.ready {
				break
			}
		}
		delete(a.ready, oldest)
	}
	f := sync.OnceValues(func() (*trace.Tracer, error) {
		s, err := a.bundle.SceneAt(Moment(a.spec, a.motion, i))
		if err != nil {
			return nil, err
		}
		return trace.New(s), nil
	})
	a.ready[i] = f
	return f
}
