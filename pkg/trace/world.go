package trace

import (
	"math"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A world is the surfaces, as the rays need them. Primitives are numbered:
// first the spheres, then the planes, the discs and the placed meshes.
type world struct {
	spheres   []sphere
	wide      []wideSphere // the loose ones, as the kernels want them
	planes    []plane
	discs     []disc
	instances []instance
	loose     int       // spheres that lie in no tree: the first ones
	tree      tree      // of the other spheres and of the places
	alone     bool      // one place is all that would be in the tree
	more      bool      // there is anything but loose spheres
	surfaces  []surface // of the spheres, planes and discs
	materials []material
	textures  []texture
	holes     bool // whether rays may pass through some surface
	hasAlpha  bool // and not only from behind
	anyLarge  bool // some mesh is too large for a cache: see large
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

func newWorld(s *model.Scene) world {
	w := world{textures: newTextures(s.Textures)}
	packs := packer{textures: w.textures}
	add := func(material int, points ...vec.Vec3) {
		size := 0.0
		for _, p := range points {
			size = max(size, math.Abs(p.X), math.Abs(p.Y), math.Abs(p.Z))
		}
		w.surfaces = append(w.surfaces, surface{size, int32(material), none})
	}
	for i := range s.Materials {
		m := newMaterial(&s.Materials[i], &packs)
		w.holes = w.holes || m.holes
		w.hasAlpha = w.hasAlpha || m.hasAlpha
		w.materials = append(w.materials, m)
	}
	for _, b := range s.Spheres {
		w.spheres = append(w.spheres, newSphere(b.Center, b.Radius))
		add(b.Material, b.Center, vec.Vec3{X: b.Radius})
	}
	for _, l := range s.SphereLights {
		w.spheres = append(w.spheres, newSphere(l.Center, l.Radius))
		add(len(w.materials), l.Center, vec.Vec3{X: l.Radius})
		w.materials = append(w.materials, material{kind: model.Emissive, emission: l.Emission})
	}
	for _, p := range s.Planes {
		w.planes = append(w.planes, plane{p.Normal, p.Normal.Dot(p.Point)})
		add(p.Material, p.Point)
	}
	for _, d := range s.Discs {
		w.discs = append(w.discs, disc{plane{d.Normal, d.Normal.Dot(d.Center)}, d.Center, float64(d.Radius * d.Radius)})
		add(d.Material, d.Center, vec.Vec3{X: d.Radius})
	}
	w.instances = newInstances(s)
	for i := range w.instances {
		w.anyLarge = w.anyLarge || len(w.instances[i].Triangles) > facesMost
	}
	w.loose = len(w.spheres)
	if w.loose > fewSpheres {
		w.loose = 0
	}
	items := w.items()
	w.alone = len(items) == 1 && len(w.instances) == 1
	if !w.alone {
		w.tree = newTree(items)
	}
	w.wide = newWideSpheres(w.spheres[:w.loose])
	w.more = len(items)+len(w.planes)+len(w.discs) > 0
	return w
}

// A hit is where a ray meets a primitive.
type hit struct {
	dist     float64
	prim     int     // or none
	triangle uint32  // of a placed mesh
	u, v     float32 // the weights of the triangle's second and third corner

	// Of a placed mesh, what has been computed already.
	hasPoint      bool
	point         point
	hasAttributes bool
	attributes    attributes
}

// A point is where a ray meets a surface: see surfacePoint.
type point struct {
	at, out vec.Vec3
	margin  float64
}

// closest sets h to the first primitive that the ray hits; none if it hits
// nothing. The direction has length 1.
func (w *world) closest(h *hit, o, d vec.Vec3) {
	h.dist, h.prim = nearestSphere(w.spheres[:w.loose], o, d, math.Inf(1))
	if w.more {
		w.closer(h, o, d)
	}
}

// closer replaces h by the first primitive but the loose spheres that the ray
// hits before it.
func (w *world) closer(h *hit, o, d vec.Vec3) {
	for i := range w.planes {
		if t := w.planes[i].hit(o, d); 0 < t && t < h.dist {
			h.dist, h.prim = t, len(w.spheres)+i
		}
	}
	for i := range w.discs {
		if t := w.discs[i].hit(o, d); 0 < t && t < h.dist {
			h.dist, h.prim = t, len(w.spheres)+len(w.planes)+i
		}
	}
	if w.alone {
		w.instances[0].find(o, d, h, len(w.surfaces))
	} else if len(w.tree.nodes) > 0 {
		w.descend(o, d, h)
	}
}

// occluded reports whether the ray hits anything nearer than dist.
func (w *world) occluded(o, d vec.Vec3, dist float64) bool {
	return anySphere(w.spheres[:w.loose], o, d, dist) || w.more && w.hidden(o, d, dist)
}

// hidden is occluded by anything but the loose spheres.
func (w *world) hidden(o, d vec.Vec3, dist float64) bool {
	for i := range w.planes {
		if t := w.planes[i].hit(o, d); 0 < t && t < dist {
			return true
		}
	}
	for i := range w.discs {
		if t := w.discs[i].hit(o, d); 0 < t && t < dist {
			return true
		}
	}
	if w.alone {
		return w.instances[0].occluded(o, d, dist)
	}
	return len(w.tree.nodes) > 0 && w.descendAny(o, d, dist)
}

// instance is the placed mesh that a primitive is, or nil.
func (w *world) instance(prim int) *instance {
	if i := prim - len(w.surfaces); i >= 0 {
		return &w.instances[i]
	}
	return nil
}

// surface is what the shading needs to know of what was hit.
func (w *world) surface(h *hit) (material, light int32) {
	p := w.instance(h.prim)
	if p == nil {
		return w.surfaces[h.prim].material, w.surfaces[h.prim].light
	}
	if p.lights == nil {
		return p.material(h.triangle), none
	}
	return p.material(h.triangle), p.lights[h.triangle]
}

// surfacePoint is the point of a hit, the unit normal of the surface there (outwards
// of spheres, to the side from which triangles go round counterclockwise), and
// how far from it, along the normal, rays must start so as not to hit the same
// primitive again: rounding puts both somewhat off the surface.
func (w *world) surfacePoint(o, d vec.Vec3, h *hit) (p, n vec.Vec3, margin float64) {
	if in := w.instance(h.prim); in != nil {
		if !h.hasPoint {
			h.point.at, h.point.out, h.point.margin = in.surfacePoint(h)
			h.hasPoint = true
		}
		return h.point.at, h.point.out, h.point.margin
	}
	p = o.Add(d.Scale(h.dist))
	margin = rounding * (h.dist + w.surfaces[h.prim].size)
	if h.prim < len(w.spheres) {
		s := &w.spheres[h.prim]
		return p, p.Sub(s.center).Scale(s.inverse), margin
	}
	return p, w.flat(h.prim).normal, margin
}

// rounding covers the rounding errors of float64 in the hits of spheres and flats.
const rounding = 1e-10

// flat is the plane of a primitive that is a plane or a disc.
func (w *world) flat(prim int) *plane {
	prim -= len(w.spheres)
	if prim < len(w.planes) {
		return &w.planes[prim]
	}
	return &w.discs[prim-len(w.planes)].plane
}
