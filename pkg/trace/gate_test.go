package trace

import (
	"math"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// TestGatesHideNothing: rays hit the same with gates and without, near and far,
// of meshes of any size that lie within each other's boxes.
func TestGatesHideNothing(t *testing.T) {
	plate := model.Mesh{ // which fills its box
		Vertices:  [][3]float32{{-1, 0, -1}, {1, 0, -1}, {1, 0, 1}, {-1, 0, 1}},
		Triangles: [][3]uint32{{0, 1, 2}, {0, 2, 3}},
	}
	d := dice(11)
	for _, far := range []float64{1e-6, 1, 300, 1e9} {
		s := &model.Scene{Materials: make([]model.Material, 1), Meshes: []model.Mesh{dented(24), plate}}
		for mesh := range 12 {
			place := vec.Translate(d.point(-1, 1).Scale(far))
			if mesh%2 == 0 {
				place = place.Mul(vec.Rotate(d.roll(-1, 1), d.roll(-1, 1), d.roll(-1, 1), 1))
			}
			size := far * math.Pow(10, d.roll(-4, 0))
			place = place.Mul(vec.Scale(at(size, size*d.roll(0.01, 1), -size)))
			s.Instances = append(s.Instances, model.Instance{Mesh: mesh % 2, Transform: place})
		}
		gated := newWorld(s)
		open := newWorld(s)
		open.gateFar = math.Inf(1) // no ray is set up: see enters
		hits, shut := 0, 0
		for i := range 20_000 {
			from := d.point(-1, 1).Scale(far * math.Pow(10, d.roll(-1, 1)))
			k := i % len(s.Instances)
			to := d.point(-0.8, 0.8)
			if k%2 == 1 { // next to an edge
				to = vec.Vec3{X: 1 - 1e-5, Z: to.Z}
			}
			dir := s.Instances[k].Transform.Point(to).Sub(from).Unit()
			if i%3 == 0 {
				dir = []vec.Vec3{{X: 1}, {Y: -1}, {Z: 1}, at(1, 0, -1).Unit()}[i/3%4]
			}
			got, want := gated.hits(from, dir), open.hits(from, dir)
			if got.dist != want.dist || got.prim != want.prim || got.triangle != want.triangle {
				t.Fatalf("size %v, from %v towards %v: hit %+v, without gates %+v", far, from, dir, got, want)
			}
			dist := far * math.Pow(10, d.roll(-3, 1))
			if got, want := gated.occluded(from, dir, dist), open.occluded(from, dir, dist); got != want {
				t.Fatalf("size %v, from %v towards %v: occluded before %v is %v, without gates %v", far, from, dir, dist, got, want)
			}
			if want.prim != none {
				hits++
			}
			var g gateRay
			for k := range gated.instances {
				if !g.enters(&gated, &gated.instances[k], from, dir, math.MaxFloat32) {
					shut++
				}
			}
		}
		if hits < 8000 || shut < 50_000 {
			t.Errorf("size %v: %d rays hit, %d gates are shut", far, hits, shut)
		}
	}
}
