package trace

import (
	"math"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// grim is a world that is hard on a tree: many spheres, triangles along the
// axes, on top of each other, thin as needles and without area.
func grim() *model.Scene {
	d := dice(77)
	s := &model.Scene{Materials: make([]model.Material, 1)}
	for range 200 {
		s.Spheres = append(s.Spheres, model.Sphere{Center: d.point(-3, 3), Radius: d.roll(0.01, 0.3)})
	}
	for range 10 {
		s.Spheres = append(s.Spheres, model.Sphere{Center: at(1, 1, 1), Radius: 0.5})
	}
	var m model.Mesh
	add := func(a, b, c vec.Vec3) {
		n := uint32(len(m.Vertices))
		m.Vertices = append(m.Vertices, single(a), single(b), single(c))
		m.Triangles = append(m.Triangles, [3]uint32{n, n + 1, n + 2})
	}
	for i := range 300 {
		p := d.point(-3, 3)
		switch i % 6 {
		case 0: // anywhere
			add(p, p.Add(d.point(-1, 1)), p.Add(d.point(-1, 1)))
		case 1: // along the axes
			add(p, p.Add(at(1, 0, 0)), p.Add(at(0, 1, 0)))
		case 2: // all the same
			add(at(0, 0, 0), at(1, 0, 0), at(0, 0, 1))
		case 3: // a needle
			add(p, p.Add(at(1, 0, 0)), p.Add(at(1, 1e-12, 0)))
		case 4: // a line, or nearly
			add(p, p.Add(at(1, 1, 1)), p.Add(at(2, 2, 2)))
		default: // a point
			add(p, p, p)
		}
	}
	s.Meshes = []model.Mesh{m}
	s.Instances = []model.Instance{{Transform: vec.Identity}}
	return s
}

// each tries all spheres and triangles, one after the other.
func (w *world) each(o, d vec.Vec3) float64 {
	dist := math.Inf(1)
	closer := func(t float64) {
		if 0 < t && t < dist {
			dist = t
		}
	}
	for i := range w.spheres {
		closer(w.spheres[i].hit(o, d))
	}
	for i := range w.instances {
		for j := range w.instances[i].Triangles {
			if t, ok := newTriangle(w.instances[i].corners(uint32(j))); ok {
				closer(t.hit(o, d))
			}
		}
	}
	return dist
}

// hit is the distance at which the ray crosses the triangle; not positive if
// it does not.
//
// Möller and Trumbore, "Fast, Minimum Storage Ray/Triangle Intersection",
// Journal of Graphics Tools 2(1), 1997.
func (t *triangle) hit(o, d vec.Vec3) float64 {
	p := d.Cross(t.edge2)
	scale := 1 / t.edge1.Dot(p)
	to := o.Sub(t.corner)
	u := to.Dot(p) * scale
	if !(0 <= u && u <= 1) {
		return 0
	}
	q := to.Cross(t.edge1)
	v := d.Dot(q) * scale
	if !(0 <= v && u+v <= 1) {
		return 0
	}
	return t.edge2.Dot(q) * scale
}

func TestTreeFindsWhatTryingAllFinds(t *testing.T) {
	s := grim()
	s.Meshes, s.Instances = nil, nil
	w := newWorld(s)
	if w.loose != 0 {
		t.Fatalf("%d spheres are not in the tree", w.loose)
	}
	dirs := []vec.Vec3{at(1, 0, 0), at(0, -1, 0), at(0, 0, 1), at(1, 1, 0).Unit(), at(0, 1, -1).Unit()}
	d := dice(5)
	hits := 0
	for i := range 20_000 {
		from := d.point(-4, 4)
		if i%3 == 0 { // on the planes of boxes
			from = vec.Vec3{X: math.Round(from.X), Y: math.Round(from.Y), Z: math.Round(from.Z)}
		}
		dir := d.point(-1, 1).Unit()
		if i%2 == 0 {
			dir = dirs[i/2%len(dirs)]
		}
		want := w.each(from, dir)
		got := w.hits(from, dir)
		if got.dist != want || (got.prim == none) != math.IsInf(want, 1) {
			t.Fatalf("from %v towards %v: %+v, want one at %v", from, dir, got, want)
		}
		if math.IsInf(want, 1) {
			continue
		}
		hits++
		if w.occluded(from, dir, want) {
			t.Fatalf("from %v towards %v: occluded before %v", from, dir, want)
		}
		if !w.occluded(from, dir, want*(1+1e-9)) {
			t.Fatalf("from %v towards %v: not occluded by what is at %v", from, dir, want)
		}
	}
	if hits < 2_000 {
		t.Errorf("only %d rays hit anything", hits)
	}
}

// TestMeshesAreHitWhereTryingAllHits looks at a ball from near and far, from
// within and without: single precision must not show.
func TestMeshesAreHitWhereTryingAllHits(t *testing.T) {
	ball := dented(24)
	for _, far := range []float64{0.5, 3, 1e3, 1e6} {
		for _, offset := range []vec.Vec3{{}, at(1e4, -2e4, 5e3)} {
			for _, place := range []vec.Affine{vec.Identity, vec.Rotate(1, 2, 3, 4).Mul(vec.Scale(at(1, -1, 1.1)))} {
				w := newWorld(&model.Scene{
					Materials: make([]model.Material, 1), Meshes: []model.Mesh{{}, ball},
					Instances: []model.Instance{{Transform: vec.Identity}, {Mesh: 1, Transform: vec.Translate(offset).Mul(place)}, {Transform: vec.Identity}},
				})
				d := dice(5)
				hits, differ := 0, 0
				for range 2000 {
					from := offset.Add(d.point(-1, 1).Unit().Scale(far))
					dir := offset.Add(d.point(-0.7, 0.7)).Sub(from).Unit()
					want := w.each(from, dir)
					h := w.hits(from, dir)
					// Rays along the surface, or through an edge, may do otherwise.
					if (h.prim == none) != math.IsInf(want, 1) || h.prim != none && !(math.Abs(h.dist-want) < 1e-5*(1+want/100)) {
						differ++
						continue
					}
					if h.prim == none {
						continue
					}
					hits++
					p, n, margin := w.surfacePoint(from, dir, &h)
					if off := p.Sub(from.Add(dir.Scale(want))).Len(); !(off < 2e-5*(1+want/100)) {
						t.Errorf("from %v towards %v: hit %g from where it should be", from, dir, off)
					}
					if n.Dot(dir) > 0 {
						n = n.Neg()
					}
					if back := w.hits(p.Add(n.Scale(margin)), dir); back.dist > 1e-3 && !(n.Dot(dir) > -0.01) {
						t.Errorf("from %v towards %v: the ray slips through at %v", from, dir, p)
					}
					if again := w.hits(p.Add(n.Scale(margin)), n); again.prim == h.prim && again.triangle == h.triangle {
						t.Errorf("from %v towards %v: the triangle at %v hits itself at %v", from, dir, p, again.dist)
					}
				}
				if hits < 900 || differ > 5 {
					t.Errorf("from %g, at %v: %d hits, %d other than by trying all", far, offset, hits, differ)
				}
			}
		}
	}
}

func TestLoopOverSpheresFindsWhatEachFinds(t *testing.T) {
	s := &model.Scene{Materials: make([]model.Material, 1)}
	d := dice(9)
	for range fewSpheres {
		s.Spheres = append(s.Spheres, model.Sphere{Center: d.point(-2, 2), Radius: d.roll(0.1, 1.5)})
	}
	w := newWorld(s)
	for range 20_000 {
		from, dir := d.point(-3, 3), d.point(-1, 1).Unit()
		want := w.each(from, dir)
		if got := w.hits(from, dir); got.dist != want {
			t.Fatalf("from %v towards %v: hit at %v, want %v", from, dir, got.dist, want)
		}
		// To the rounding errors: it takes no roots.
		if w.occluded(from, dir, want*(1-1e-9)) || !math.IsInf(want, 1) && !w.occluded(from, dir, want*(1+1e-9)) {
			t.Fatalf("from %v towards %v: occluded is wrong about %v", from, dir, want)
		}
	}
}

func TestTreeHoldsEachPrimitiveOnce(t *testing.T) {
	w := newWorld(grim())
	seen := map[int32]int{}
	for _, n := range w.tree.nodes {
		for _, p := range w.tree.leaf(&n) {
			seen[p]++
			if n.count > leafMost {
				t.Errorf("a leaf holds %d primitives", n.count)
			}
		}
	}
	if all := len(w.spheres) + len(w.instances); len(seen) != all || len(w.tree.prims) != all {
		t.Errorf("%d primitives lie in the tree %d times, want %d", len(seen), len(w.tree.prims), all)
	}
}

// TestThinTrianglesGiveNumbers renders triangles of no and nearly no area, as
// surfaces and as lights.
func TestThinTrianglesGiveNumbers(t *testing.T) {
	for _, m := range []model.Material{
		{Kind: model.Diffuse, Color: vec.Grey(0.5)}, {Kind: model.Metal, Color: vec.Grey(0.5), Roughness: 0.5},
		{Kind: model.Glass, Color: vec.Grey(1), IOR: 1.5}, {Kind: model.Emissive, Emission: vec.Grey(1)},
	} {
		s := grim()
		s.Camera, s.Sky.Radiance = from(at(0, 0, 9), vec.Vec3{}), vec.Grey(1)
		s.Camera.FOV = 40
		s.Materials[0] = m
		o := Options{Width: 40, Height: 40, Samples: 4, MaxDepth: 8}
		for i, v := range rendered(t, s, o.bounds(), o).Pix {
			if !(0 <= v && v < 100) {
				t.Fatalf("value %d is %v with a material of kind %d", i, v, m.Kind)
			}
		}
	}
}

// TestManyPlaces has more nodes than the tree has primitives.
func TestManyPlaces(t *testing.T) {
	d := dice(3)
	s := &model.Scene{
		Materials: []model.Material{{Kind: model.Diffuse, Color: vec.Grey(0.5)}},
		Meshes:    []model.Mesh{dented(12)},
	}
	for range 1000 {
		s.Instances = append(s.Instances, model.Instance{Transform: vec.Translate(d.point(-20, 20))})
	}
	w := newWorld(s)
	for range 300 {
		from, dir := d.point(-25, 25), d.point(-1, 1).Unit()
		want := w.each(from, dir)
		if got := w.hits(from, dir); math.Abs(got.dist-want) > 1e-4 && !math.IsInf(want, 1) {
			t.Errorf("from %v towards %v: hit at %v, want %v", from, dir, got.dist, want)
		}
	}
}

// hits is closest, as a value.
func (w *world) hits(o, d vec.Vec3) (h hit) {
	w.closest(&h, o, d)
	return h
}
