package trace

import (
	"math"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// TestWavesFollowAsRadianceDoes: the light of a path has the same bits whether
// it is followed with others or alone.
func TestWavesFollowAsRadianceDoes(t *testing.T) {
	if !hasKernel() {
		t.Skip("no kernel: waves are followed one path after the other")
	}
	dark := room(t)
	dark.SphereLights = nil
	lit := room(t) // by several balls, within one of which the eye is
	lit.SphereLights = append(lit.SphereLights,
		model.SphereLight{Center: vec.Vec3{X: 1, Y: -1, Z: -2}, Radius: 0.2, Emission: vec.RGB{R: 9, G: 3, B: 1}},
		model.SphereLight{Radius: 0.1, Emission: vec.Grey(0.1)})
	planes := room(t)
	planes.Planes = append(planes.Planes, model.Plane{Point: vec.Vec3{Y: -1.2}, Normal: vec.Vec3{Y: 1}, Material: 1})
	planes.Discs = append(planes.Discs, model.Disc{Center: vec.Vec3{Z: -3}, Normal: vec.Vec3{Z: 1}, Radius: 0.3, Material: 2})
	many := room(t) // more balls than are tried one after the other
	for i := range 40 {
		x := float64(i%8)*0.4 - 1.4
		many.Spheres = append(many.Spheres, model.Sphere{Center: vec.Vec3{X: x, Y: float64(i/8)*0.3 - 1, Z: -2.5}, Radius: 0.1, Material: i % 4})
	}
	for name, s := range map[string]*model.Scene{
		"room": room(t), "dark": dark, "lit": lit, "planes": planes, "many": many,
		"cornell": builtin(t, "cornell"), "chart": builtin(t, "chart"), "medley": medley(1), "grim": grim(),
	} {
		o := Options{Width: 24, Height: 24, Samples: 11, MaxDepth: 9, Seed: 7}
		tracer, view, sampler := New(s), newView(s.Camera, s.Image, o), newSampler(o.Samples, false, o.Seed)
		w := &wave{Tracer: tracer, maxDepth: o.MaxDepth}
		var want []vec.RGB
		check := func() {
			w.follow()
			for i, c := range want {
				if got := w.found[i]; pattern(got) != pattern(c) {
					t.Fatalf("%s: path %d of %d finds %v, alone it finds %v", name, i, len(want), got, c)
				}
			}
			w.added, want = 0, want[:0]
		}
		for p := range o.Width * o.Height {
			x, y := p%o.Width, p/o.Width
			stream := sampler.pixel(x, y)
			for sample := range o.Samples {
				stream.start(sample)
				from, dir := view.ray(x, y, &stream)
				w.add(from, dir, &stream)
				want = append(want, tracer.radiance(from, dir, &stream, o.MaxDepth))
				if w.added >= 1+p%waveSize { // waves of any size
					check()
				}
			}
		}
		check()
	}
}

func pattern(c vec.RGB) [3]uint64 {
	return [3]uint64{math.Float64bits(c.R), math.Float64bits(c.G), math.Float64bits(c.B)}
}
