package trace

import (
	"math"

	"mosaic/pkg/scene"
	"mosaic/pkg/vec"
)

// A world is the surfaces, as the rays need them. Primitives are numbered:
// first the spheres, then the planes, then the triangles.
type world struct {
	spheres   []sphere
	planes    []plane
	meshes    meshes
	loose     int       // spheres that lie in no tree: the first ones
	tree      tree      // of the other spheres
	surfaces  []surface // of the spheres and planes
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
	w.meshes = newMeshes(s.Meshes)
	w.loose = len(w.spheres)
	if w.loose > fewSpheres {
		w.loose = 0
	}
	w.tree = newTree(w.items())
	return w
}

// A hit is where a ray meets a primitive.
type hit struct {
	dist float64
	prim int     // or none
	u, v float32 // of a triangle: the weights of its second and third corner
}

// closest is the first primitive that the ray hits; none if it hits nothing.
// The direction has length 1.
func (w *world) closest(o, d vec.Vec3) (h hit) {
	h.dist, h.prim = nearestSphere(w.spheres[:w.loose], o, d, math.Inf(1))
	for i := range w.planes {
		if t := w.planes[i].hit(o, d); 0 < t && t < h.dist {
			h.dist, h.prim = t, len(w.spheres)+i
		}
	}
	if len(w.tree.nodes) > 0 {
		h.dist, h.prim = w.descend(o, d, h.dist, h.prim)
	}
	if w.meshes.count > 0 {
		w.meshes.find(o, d, &h, len(w.spheres)+len(w.planes))
	}
	return h
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
	return len(w.tree.nodes) > 0 && w.descendAny(o, d, dist) ||
		w.meshes.count > 0 && w.meshes.occluded(o, d, dist)
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
	t, _ := newTriangle(w.meshes.corners(prim - len(w.planes)))
	return t.normal
}

// triangle is the number of a primitive among the triangles; negative if it is
// none.
func (w *world) triangle(prim int) int { return prim - len(w.spheres) - len(w.planes) }

// surface is what the shading needs to know of a primitive.
func (w *world) surface(prim int) (material, light int32) {
	i := w.triangle(prim)
	if i < 0 {
		return w.surfaces[prim].material, w.surfaces[prim].light
	}
	m := w.meshes.of(i)
	if m.lights == nil {
		return int32(m.Material), none
	}
	return int32(m.Material), m.lights[i-m.first]
}

// touch is the point of a hit, and how far from it, along the normal, rays must
// start so as not to hit the same primitive again: rounding puts both somewhat
// off the surface.
func (w *world) touch(o, d vec.Vec3, h *hit) (p vec.Vec3, margin float64) {
	const rounding = 1e-10
	if i := w.triangle(h.prim); i >= 0 {
		return w.meshes.point(i, h), w.meshes.margin(i)
	}
	return o.Add(d.Scale(h.dist)), rounding * (h.dist + w.surfaces[h.prim].size)
}
