package trace

import (
	"math"
	"sort"

	"mosaic/pkg/bvh"
	"mosaic/pkg/scene"
	"mosaic/pkg/vec"
)

// meshes are the triangles of all meshes, numbered one after the other. The
// tree finds them in float32, relative to the middle of all: what it finds is
// then computed in float64 from the corners.
type meshes struct {
	all    []mesh
	count  int // of the triangles
	tree   *bvh.Tree
	middle vec.Vec3
	reach  float64 // of the corners from the middle, at most
}

// A mesh is one of the scene's.
type mesh struct {
	*scene.Mesh
	first  int     // number of its first triangle
	lights []int32 // of its triangles, places in lights.all or none; nil if it does not shine
}

// rounding32 covers the rounding errors of float32 in numbers up to 1: of
// corners, origins and the triangle test.
const rounding32 = 0x1p-21

func newMeshes(all []scene.Mesh) meshes {
	var m meshes
	vertices := 0
	box := nothing()
	for i := range all {
		m.all = append(m.all, mesh{Mesh: &all[i], first: m.count})
		m.count += len(all[i].Triangles)
		vertices += len(all[i].Vertices)
		for _, v := range all[i].Vertices {
			box = box.grow(v)
		}
	}
	if m.count == 0 {
		return m
	}
	m.middle = box.middle().Scale(0.5)
	corners := make([][3]float32, 0, vertices)
	triangles := make([][3]uint32, 0, m.count)
	for i := range all {
		base := uint32(len(corners))
		for _, v := range all[i].Vertices {
			corners = append(corners, m.single(v))
			to := v.Sub(m.middle)
			m.reach = max(m.reach, to.Dot(to))
		}
		for _, c := range all[i].Triangles {
			t := [3]uint32{base + uint32(c[0]), base + uint32(c[1]), base + uint32(c[2])}
			if _, ok := newTriangle(all[i].Vertices[c[0]], all[i].Vertices[c[1]], all[i].Vertices[c[2]]); !ok {
				t[0] = math.MaxUint32 // no corner: never hit
			}
			triangles = append(triangles, t)
		}
	}
	m.reach = math.Sqrt(m.reach)
	m.tree = bvh.Build(corners, triangles, 0)
	return m
}

// single is a point in the tree's numbers.
func (m *meshes) single(p vec.Vec3) [3]float32 {
	p = p.Sub(m.middle)
	return [3]float32{float32(p.X), float32(p.Y), float32(p.Z)}
}

// approach is the ray in the tree's numbers. It starts no farther from the
// triangles than need be, so that its origin loses little in float32: skip is
// the distance left out.
func (m *meshes) approach(o, d vec.Vec3) (from, dir [3]float32, skip float64) {
	skip = m.middle.Sub(o).Dot(d) - float64(2*m.reach)
	if skip > 0 {
		o = o.Add(d.Scale(skip))
	} else {
		skip = 0
	}
	return m.single(o), [3]float32{float32(d.X), float32(d.Y), float32(d.Z)}, skip
}

// find replaces h if the ray hits a triangle before it; first is the number of
// the first triangle among the primitives.
func (m *meshes) find(o, d vec.Vec3, h *hit, first int) {
	from, dir, skip := m.approach(o, d)
	found, ok := m.tree.Intersect(from, dir, 0, float32(h.dist-skip))
	if dist := float64(found.T) + skip; ok && dist < h.dist {
		*h = hit{dist, first + int(found.Triangle), found.U, found.V}
	}
}

// occluded reports whether the ray hits a triangle nearer than dist.
func (m *meshes) occluded(o, d vec.Vec3, dist float64) bool {
	from, dir, skip := m.approach(o, d)
	return m.tree.Occluded(from, dir, 0, float32(dist-skip))
}

// of is the mesh of a triangle.
func (m *meshes) of(triangle int) *mesh {
	if len(m.all) == 1 {
		return &m.all[0]
	}
	return &m.all[sort.Search(len(m.all), func(i int) bool { return m.all[i].first > triangle })-1]
}

// corners are those of a triangle.
func (m *meshes) corners(triangle int) (a, b, c vec.Vec3) {
	in := m.of(triangle)
	t := in.Triangles[triangle-in.first]
	return in.Vertices[t[0]], in.Vertices[t[1]], in.Vertices[t[2]]
}

// margin is how far from a triangle rays must start so as not to hit it.
func (m *meshes) margin(triangle int) float64 {
	a, b, c := m.corners(triangle)
	far := 0.0
	for _, p := range [3]vec.Vec3{a.Sub(m.middle), b.Sub(m.middle), c.Sub(m.middle)} {
		far = max(far, math.Abs(p.X), math.Abs(p.Y), math.Abs(p.Z))
	}
	return far * rounding32
}

// point is the point of a triangle that was hit.
func (m *meshes) point(triangle int, h *hit) vec.Vec3 {
	a, b, c := m.corners(triangle)
	u, v := float64(h.u), float64(h.v)
	return a.Add(b.Sub(a).Scale(u)).Add(c.Sub(a).Scale(v))
}
