package trace

import (
	"math"
	"slices"

	"mosaic/pkg/scene"
	"mosaic/pkg/vec"
)

// A world is the surfaces, as the rays need them. Primitives are numbered:
// first the spheres, then the planes, then the triangles.
type world struct {
	spheres   []sphere
	planes    []plane
	triangles []triangle
	loose     int       // spheres that lie in no tree: the first ones
	tree      tree      // of the other spheres and the triangles
	surfaces  []surface // of the primitives
	materials []material
}

// A surface is what the shading needs to know of a primitive.
type surface struct {
	size     float64 // of the numbers that it is computed with: its rounding errors are in proportion
	material int32
	light    int32 // its place in lights.all, or none
}

const none = -1

// Spheres up to this number are tried one after the other: a tree takes longer.
const fewSpheres = 16

func newWorld(s *scene.Scene) world {
	var w world
	add := func(material int, points ...vec.Vec3) {
		size := 0.0
		for _, p := range points {
			size = max(size, math.Abs(p.X), math.Abs(p.Y), math.Abs(p.Z))
		}
		w.surfaces = append(w.surfaces, surface{size, int32(material), none})
	}
	for _, m := range s.Materials {
		w.materials = append(w.materials, newMaterial(m))
	}
	for _, b := range s.Spheres {
		w.spheres = append(w.spheres, newSphere(b.Center, b.Radius))
		add(b.Material, b.Center, vec.Vec3{X: b.Radius})
	}
	for _, l := range s.SphereLights {
		w.spheres = append(w.spheres, newSphere(l.Center, l.Radius))
		add(len(w.materials), l.Center, vec.Vec3{X: l.Radius})
		w.materials = append(w.materials, material{kind: scene.Emissive, emission: l.Emission})
	}
	for _, p := range s.Planes {
		w.planes = append(w.planes, plane{p.Normal, p.Normal.Dot(p.Point)})
		add(p.Material, p.Point)
	}
	triangles := 0
	for _, m := range s.Meshes {
		triangles += len(m.Triangles)
	}
	w.triangles = make([]triangle, 0, triangles)
	w.surfaces = slices.Grow(w.surfaces, triangles)
	for _, m := range s.Meshes {
		for _, c := range m.Triangles {
			v0, v1, v2 := m.Vertices[c[0]], m.Vertices[c[1]], m.Vertices[c[2]]
			if t, ok := newTriangle(v0, v1, v2); ok {
				w.triangles = append(w.triangles, t)
				add(m.Material, v0, v1, v2)
			}
		}
	}
	w.loose = len(w.spheres)
	if w.loose > fewSpheres {
		w.loose = 0
	}
	w.tree = newTree(w.items())
	return w
}

// closest is the first primitive that the ray hits, and its distance; none if
// it hits nothing. The direction has length 1.
func (w *world) closest(o, d vec.Vec3) (dist float64, prim int) {
	dist, prim = nearestSphere(w.spheres[:w.loose], o, d, math.Inf(1))
	for i := range w.planes {
		if t := w.planes[i].hit(o, d); 0 < t && t < dist {
			dist, prim = t, len(w.spheres)+i
		}
	}
	if len(w.tree.nodes) > 0 {
		dist, prim = w.descend(o, d, dist, prim)
	}
	return dist, prim
}

// occluded reports whether the ray hits anything nearer than dist.
func (w *world) occluded(o, d vec.Vec3, dist float64) bool {
	if anySphere(w.spheres[:w.loose], o, d, dist) {
		return true
	}
	for i := range w.planes {
		if t := w.planes[i].hit(o, d); 0 < t && t < dist {
			return true
		}
	}
	return len(w.tree.nodes) > 0 && w.descendAny(o, d, dist)
}

// normal is the unit normal of a primitive at the point p of it: outwards of
// spheres, to the side from which triangles go round counterclockwise.
func (w *world) normal(prim int, p vec.Vec3) vec.Vec3 {
	if prim < len(w.spheres) {
		s := &w.spheres[prim]
		return p.Sub(s.center).Scale(s.inverse)
	}
	prim -= len(w.spheres)
	if prim < len(w.planes) {
		return w.planes[prim].normal
	}
	return w.triangles[prim-len(w.planes)].normal
}
