package trace

import (
	"math"
	"slices"

	"mosaic/pkg/bvh"
	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A mesh is one of the scene's, with the tree that finds its triangles. The
// tree works in float32, in the mesh's own coordinates: what it finds is then
// computed in float64 from the corners.
type mesh struct {
	*model.Mesh
	tree     *bvh.Tree
	box      box // of the triangles that can be hit
	middle   vec.Vec3
	reach    float64 // from the middle to the box's corners
	rounding float64 // covers the rounding errors of float32 in the mesh
}

// rounding32 covers the rounding errors of float32 in numbers up to 1: of
// corners, origins and the triangle test.
const rounding32 = 0x1p-21

func newMesh(m *model.Mesh) *mesh {
	n := &mesh{Mesh: m, tree: bvh.Build(m.Vertices, m.Triangles, 0)}
	lo, hi, ok := n.tree.Bounds()
	if !ok {
		return nil
	}
	n.box = box{wide(lo), wide(hi)}
	n.middle = n.box.middle().Scale(0.5)
	n.reach = n.box.max.Sub(n.middle).Len()
	far := n.box.min.Neg().Max(n.box.max)
	n.rounding = max(far.X, far.Y, far.Z, n.reach) * rounding32
	return n
}

// wide is a point of the mesh in float64.
func wide(p [3]float32) vec.Vec3 {
	return vec.Vec3{X: float64(p[0]), Y: float64(p[1]), Z: float64(p[2])}
}

// corners are those of a triangle.
func (m *mesh) corners(triangle uint32) (a, b, c vec.Vec3) {
	t := &m.Triangles[triangle]
	return wide(m.Vertices[t[0]]), wide(m.Vertices[t[1]]), wide(m.Vertices[t[2]])
}

// An instance is a mesh, placed in the scene.
type instance struct {
	*mesh
	from, to   vec.Affine // from the mesh's coordinates to the scene's, and back
	shift      vec.Vec3   // from the mesh's to the scene's, if that is all
	translated bool       // that is all
	mirrored   bool       // triangles go round the other way than in the mesh
	parts      []part     // in the order of their triangles
	lights     []int32    // of the triangles, places in lights.all or none; nil if it does not shine
	margin     float64    // see world.surfacePoint
	faces      []triangle // where they are placed; nil if they are many or must be turned
}

// facesMost is the number of triangles of a mesh that are kept a second time,
// ready for the shading.
const facesMost = 1 << 14

func newInstances(s *model.Scene) []instance {
	places, taken := gathered(s)
	meshes := make([]*mesh, len(s.Meshes))
	made := make([]bool, len(s.Meshes))
	for i := range s.Instances {
		in := &s.Instances[i]
		if taken[i] {
			continue
		}
		if !made[in.Mesh] {
			meshes[in.Mesh], made[in.Mesh] = newMesh(&s.Meshes[in.Mesh]), true
		}
		if meshes[in.Mesh] != nil { // something of it can be hit
			places = append(places, newInstance(meshes[in.Mesh], in.Transform, []part{{0, int32(in.Material)}}))
		}
	}
	// Those that are flat, or so nearly that nothing can be computed, are left out.
	return slices.DeleteFunc(places, func(p instance) bool { return !p.usable() })
}

func newInstance(m *mesh, at vec.Affine, parts []part) instance {
	p := instance{
		mesh: m, from: at, to: at.Inverse(), mirrored: at.Det() < 0,
		parts: parts, margin: m.rounding,
		shift: vec.Vec3{X: at[0][3], Y: at[1][3], Z: at[2][3]},
	}
	p.translated = at == vec.Translate(p.shift)
	if at != vec.Identity {
		// The longest that a unit of the mesh becomes, at most, and the
		// rounding errors of the shift.
		long := 0.0
		for _, row := range p.from {
			long += float64(row[0]*row[0]) + float64(row[1]*row[1]) + float64(row[2]*row[2])
		}
		shift := max(math.Abs(p.shift.X), math.Abs(p.shift.Y), math.Abs(p.shift.Z))
		p.margin = float64(p.rounding*math.Sqrt(long)) + float64(1e-10*shift)
	}
	if p.translated && len(p.Triangles) <= facesMost {
		p.faces = make([]triangle, len(p.Triangles))
		for i := range p.faces {
			a, b, c := p.corners(uint32(i))
			p.faces[i], _ = newTriangle(a, b, c)
			p.faces[i].normal = p.normal(a, b, c)
		}
	}
	return p
}

// material is that of a triangle.
func (p *instance) material(triangle uint32) int32 {
	lo, hi := 0, len(p.parts) // the last part that begins before it, or with it
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; p.parts[mid].first <= triangle {
			lo = mid
		} else {
			hi = mid
		}
	}
	return p.parts[lo].material
}

// usable reports whether all numbers of both maps are finite.
func (p *instance) usable() bool {
	for i := range 3 {
		for j := range 4 {
			if !(math.Abs(p.from[i][j]) <= math.MaxFloat32 && math.Abs(p.to[i][j]) <= math.MaxFloat32) {
				return false
			}
		}
	}
	return true
}

// bounds is a box around the place.
func (p *instance) bounds() box {
	b := nothing()
	for corner := range 8 {
		at := p.box.min
		if corner&1 != 0 {
			at.X = p.box.max.X
		}
		if corner&2 != 0 {
			at.Y = p.box.max.Y
		}
		if corner&4 != 0 {
			at.Z = p.box.max.Z
		}
		b = b.grow(p.from.Point(at))
	}
	e := vec.Vec3{X: p.margin, Y: p.margin, Z: p.margin}
	return box{b.min.Sub(e), b.max.Add(e)}
}

// approach is the ray in the tree's numbers. It starts no farther from the
// triangles than need be, so that its origin loses little in float32: skip is
// the distance left out.
func (p *instance) approach(o, d vec.Vec3) (from, dir bvh.Vec, skip float64) {
	if p.translated {
		o = o.Sub(p.shift)
		skip = p.middle.Sub(o).Dot(d) - float64(2*p.reach)
	} else {
		o, d = p.to.Point(o), p.to.Vector(d)
		long2 := d.Dot(d)
		skip = (p.middle.Sub(o).Dot(d) - float64(2*float64(p.reach*math.Sqrt(long2)))) / long2
	}
	if skip > 0 {
		o = o.Add(d.Scale(skip))
	} else {
		skip = 0
	}
	from = bvh.Vec{X: float32(o.X), Y: float32(o.Y), Z: float32(o.Z)}
	return from, bvh.Vec{X: float32(d.X), Y: float32(d.Y), Z: float32(d.Z)}, skip
}

func single(v vec.Vec3) [3]float32 {
	return [3]float32{float32(v.X), float32(v.Y), float32(v.Z)}
}

// find replaces h if the ray hits the place, which has the number prim, before it.
func (p *instance) find(o, d vec.Vec3, h *hit, prim int) {
	from, dir, skip := p.approach(o, d)
	found, ok := p.tree.Intersect(from, dir, 0, float32(h.dist-skip))
	if dist := float64(found.T) + skip; ok && dist < h.dist {
		h.dist, h.prim, h.triangle, h.u, h.v = dist, prim, found.Triangle, found.U, found.V
		h.hasPoint, h.hasAttributes = false, false
	}
}

// occluded reports whether the ray hits the place nearer than dist.
func (p *instance) occluded(o, d vec.Vec3, dist float64) bool {
	from, dir, skip := p.approach(o, d)
	return p.tree.Occluded(from, dir, 0, float32(dist-skip))
}

// corners are those of a triangle, where it is placed, going round
// counterclockwise when seen from outside.
func (p *instance) corners(triangle uint32) (a, b, c vec.Vec3) {
	a, b, c = p.mesh.corners(triangle)
	if p.translated {
		return a.Add(p.shift), b.Add(p.shift), c.Add(p.shift)
	}
	return p.from.Point(a), p.from.Point(b), p.from.Point(c)
}

// normal is the unit normal of a triangle; if it has no area, any.
func (p *instance) normal(a, b, c vec.Vec3) vec.Vec3 {
	t, ok := newTriangle(a, b, c)
	switch {
	case !ok:
		return vec.Vec3{Y: 1}
	case p.mirrored:
		return t.normal.Neg()
	default:
		return t.normal
	}
}

func (p *instance) surfacePoint(h *hit) (at, n vec.Vec3, margin float64) {
	if p.faces != nil {
		f := &p.faces[h.triangle]
		return f.corner.Add(f.edge1.Scale(float64(h.u))).Add(f.edge2.Scale(float64(h.v))), f.normal, p.margin
	}
	a, b, c := p.corners(h.triangle)
	u, v := float64(h.u), float64(h.v)
	return a.Add(b.Sub(a).Scale(u)).Add(c.Sub(a).Scale(v)), p.normal(a, b, c), p.margin
}

// smooth is the normal that the mesh's own normals give at a hit; ok is false
// if it has none.
func (p *instance) smooth(h *hit) (n vec.Vec3, ok bool) {
	if p.Normals == nil {
		return n, false
	}
	t := &p.Triangles[h.triangle]
	u, v := float64(h.u), float64(h.v)
	n = wide(p.Normals[t[0]]).Scale(1 - u - v).Add(wide(p.Normals[t[1]]).Scale(u)).Add(wide(p.Normals[t[2]]).Scale(v))
	if !p.translated {
		n = p.to.TransposeVector(n)
	}
	n = n.Unit()
	return n, finite(vec.RGB{R: n.X, G: n.Y, B: n.Z})
}
