package bvh

import "math"

// A ray is prepared for the tests of boxes and triangles, in the tree's scale. The
// kernel in assembly knows the offsets of the fields, which the comments give.
type ray struct {
	origin [3]float32 // 0
	enter  [3]float32 // 12: -1/direction
	leave  [3]float32 // 24: the same times slack
	tmin   float32    // 36: above 0
	tmax   float32    // 40: hits are nearer; the distance of the nearest so far

	// Rows of a node, as offsets in bytes, with the planes through which the ray
	// enters the slabs of the three axes. It leaves them through the planes in the
	// rows at these offsets with bit 5 flipped.
	near [3]uint32 // 44

	// For the triangles: the axes of the sheared space (triangle.go) as offsets in
	// bytes of rows of a block, z being the axis along which the direction is
	// longest; the origin in these axes; and the shear that makes the direction
	// (0, 0, 1).
	axis   [3]uint32  // 56
	from   [3]float32 // 68
	sx, sy float32    // 80, 84
	sz     float32    // 88: -1/direction.z

	// Of the nearest hit: the barycentric coordinates of the second and the third
	// corner, not normalized, and the sum of all three.
	v, w, sum float32 // 92, 96, 100

	unit float32 // length of the caller's direction over that of this one's
}

const (
	rowBytes = 4 * width

	// slack makes the box test conservative: it covers the rounding errors of that
	// test and of the triangle test's shear, some ten units in the last place. Ize,
	// "Robust BVH Ray Traversal", JCGT 2(2), 2013.
	slack = 1 + 1.0/(1<<20)

	// maxInverse bounds 1/direction, so that there is no 0 times infinity. With the
	// boxes' pad a ray without a component along an axis is then inside a slab
	// over its whole length.
	maxInverse = (127 + 100) << 23 // the bits of 2¹⁰⁰

	// minDistance is the least distance of hits and box entries: of numbers above
	// 0 the bits are ordered as the numbers are.
	minDistance = 0x1p-126
)

// prepare sets up the ray, and reports whether it can hit anything. It compares
// absolute values by their bits, which are in the same order, and has no branches
// that a processor would mispredict for random rays.
func (t *Tree) prepare(r *ray, o, d Vec, tmin, tmax float32) bool {
	long := max(absBits(d.X), absBits(d.Y), absBits(d.Z))
	if long == 0 || long >= exponentMask || len(t.nodes) == 0 {
		return false
	}
	// The longest component becomes a number in [1, 2), exactly.
	exponent := long & exponentMask
	exponent = max(1<<23, min(254<<23-exponent, 253<<23))
	shorten := math.Float32frombits(exponent)
	r.unit = math.Float32frombits(254<<23 - exponent)
	o = Vec{o.X * t.scale, o.Y * t.scale, o.Z * t.scale}
	d = Vec{d.X * shorten, d.Y * shorten, d.Z * shorten}
	if max(absBits(o.X), absBits(o.Y), absBits(o.Z)) >= exponentMask {
		return false
	}
	r.origin[0], r.origin[1], r.origin[2] = o.X, o.Y, o.Z
	r.slab(0, d.X)
	r.slab(1, d.Y)
	r.slab(2, d.Z)

	z := uint32(0)
	if absBits(d.Y) > absBits(d.X) {
		z = 1
	}
	if absBits(d.Z) > max(absBits(d.X), absBits(d.Y)) {
		z = 2
	}
	x, y := nextAxis[z], nextAxis[z+1]
	r.axis[0], r.axis[1], r.axis[2] = x*rowBytes, y*rowBytes, z*rowBytes
	r.from[0], r.from[1], r.from[2] = r.origin[x%3], r.origin[y%3], r.origin[z%3]
	along := [...]float32{d.X, d.Y, d.Z}
	r.sz = r.enter[z%3]
	r.sx, r.sy = float32(along[x%3]*-r.sz), float32(along[y%3]*-r.sz)

	// Hits are nearer than r.tmax, so it is the next float32 after tmax.
	r.tmin = max(float32(float32(tmin*t.scale)*r.unit), minDistance)
	r.tmax = float32(float32(tmax*t.scale) * r.unit)
	if r.tmax <= math.MaxFloat32 {
		r.tmax = math.Float32frombits(math.Float32bits(max(r.tmax, 0)) + 1)
	}
	return r.tmin < r.tmax
}

// slab sets up the ray, whose direction has the component d along the axis, for
// the planes of boxes perpendicular to it.
func (r *ray) slab(axis uint32, d float32) {
	inverse := math.Float32bits(-1 / d)
	inverse = inverse&sign | min(inverse&^sign, maxInverse)
	r.near[axis] = 2*axis*rowBytes + (^inverse>>31)*rowBytes
	r.enter[axis] = math.Float32frombits(inverse)
	r.leave[axis] = float32(math.Float32frombits(inverse) * slack)
}

// nextAxis: the axes after axis i, in cyclic order, are nextAxis[i] and
// nextAxis[i+1].
var nextAxis = [...]uint32{1, 2, 0, 1}

const (
	sign         = 1 << 31
	exponentMask = 255 << 23 // bits from here on are infinity and NaN
)

// absBits is the bits of the absolute value.
func absBits(x float32) uint32 { return math.Float32bits(x) &^ sign }

func abs(x float32) float32 { return math.Float32frombits(absBits(x)) }
