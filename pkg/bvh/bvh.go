// Package bvh intersects rays with a triangle mesh, by a bounding volume
// hierarchy of eight children to a node.
//
// Build puts the triangles into leaves of up to eight; Intersect and Occluded
// traverse the nodes whose boxes the ray enters, the nearest first. On amd64
// with AVX2 a kernel in assembly tests eight boxes or eight triangles at once;
// elsewhere Go code tests one after the other. Both do the same operations in
// the same order, none of them fused, so that a ray's hit has the same bits on
// every processor; and the tree is the same for any number of workers.
//
// The arithmetic is in float32. Three things make that safe:
//   - Coordinates are scaled by a power of two to lie within [-1, 1], and the
//     ray's direction likewise (ray.go): nothing overflows or vanishes, however
//     large or small the mesh.
//   - The triangle test is watertight: the two triangles of an edge agree on
//     which side of it the ray passes (triangle.go), so that no ray slips
//     through a closed mesh.
//   - The box test is conservative: it may let a ray in that misses the box,
//     but keeps none out that the triangle test could find within (node.go).
//
// The package knows only triangles: package trace builds a Tree for each mesh,
// and has the instances and materials. A Tree keeps no reference to the slices
// it was built from.
package bvh

import "math"

// A Tree holds the triangles of one mesh. It is immutable and may be used by
// many goroutines.
type Tree struct {
	nodes  []node // 0 is the root
	blocks []block
	scale  float32 // of the coordinates in the tree, a power of two
	kernel bool    // use the kernel in assembly
}

// A Vec is a point or a direction.
type Vec struct{ X, Y, Z float32 }

// A Hit is where a ray meets a triangle: at the distance T, in lengths of the
// ray's direction, and at the point (1-U-V)·a + U·b + V·c between its corners.
type Hit struct {
	T, U, V  float32
	Triangle uint32 // index into the triangles that Build was given
}

// Intersect is the nearest hit of the ray from o in direction d, of any length,
// with T > 0 and tmin ≤ T ≤ tmax. Of several hits at the same distance it is
// always the same one. A ray with a component that is NaN or infinite, or with a
// direction of zero, hits nothing.
func (t *Tree) Intersect(o, d Vec, tmin, tmax float32) (Hit, bool) {
	var r ray
	if !t.prepare(&r, o, d, tmin, tmax) {
		return Hit{}, false
	}
	var slot uint32
	if t.kernel {
		slot = nearest8(&t.nodes[0], &t.blocks[0], &r)
	} else {
		slot = t.nearest(&r)
	}
	if slot == none {
		return Hit{}, false
	}
	return t.hit(&r, slot), true
}

// Occluded reports whether Intersect would find a hit; it is faster.
func (t *Tree) Occluded(o, d Vec, tmin, tmax float32) bool {
	var r ray
	if !t.prepare(&r, o, d, tmin, tmax) {
		return false
	}
	if t.kernel {
		return any8(&t.nodes[0], &t.blocks[0], &r)
	}
	return t.any(&r)
}

// Bounds are the corners of a box around all triangles that can be hit; ok is
// false if there are none. The box may be larger by a rounding error.
func (t *Tree) Bounds() (lo, hi [3]float32, ok bool) {
	if len(t.nodes) == 0 {
		return lo, hi, false
	}
	inf := float32(math.Inf(1))
	lo, hi = [3]float32{inf, inf, inf}, [3]float32{-inf, -inf, -inf}
	for axis := range 3 {
		for lane := range width {
			lo[axis] = min(lo[axis], t.nodes[0].row[2*axis][lane])
			hi[axis] = max(hi[axis], t.nodes[0].row[2*axis+1][lane])
		}
		lo[axis] /= t.scale
		hi[axis] /= t.scale
	}
	return lo, hi, true
}

// Size is the memory that the nodes and leaves take, in bytes.
func (t *Tree) Size() int {
	return len(t.nodes)*nodeBytes + len(t.blocks)*blockBytes
}
