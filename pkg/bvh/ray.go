package bvh

import "math"

// A ray is what the loops over boxes and triangles need of it, in the tree's
// scale. The kernel in assembly knows the offsets of the fields.
type ray struct {
	origin [3]float32 // 0
	enter  [3]float32 // 12: minus one over the direction
	leave  [3]float32 // 24: the same, lengthened by slack
	tmin   float32    // 36: above 0
	tmax   float32    // 40: hits are nearer; made less by each that is found

	// Rows of a node, as offsets in bytes: where the ray enters the slabs of
	// the three axes. It leaves them at the offset's bit 5 flipped.
	near [3]uint32 // 44

	// For the triangles: the axis along which the direction is longest, as z,
	// and the others, as offsets in bytes of rows of a block; the origin in
	// these axes, and the shear that makes the direction (0, 0, 1).
	axis   [3]uint32  // 56
	from   [3]float32 // 68
	sx, sy float32    // 80, 84
	sz     float32    // 88: minus one over the direction's z

	// Of the hit that is found: in proportion to the weights of the second and
	// the third corner, and the sum of all three.
	v, w, sum float32 // 92, 96, 100

	unit float32 // a length of the caller's direction, in lengths of this one's
}

const (
	rowBytes = 4 * width

	// slack covers the rounding errors of the box test and of the triangle
	// test's shear, some ten units in the last place, in the manner of Ize,
	// "Robust BVH Ray Traversal", JCGT 2(2), 2013.
	slack = 1 + 1.0/(1<<20)

	// steepest bounds one over a component of the direction: so nothing is
	// 0 times infinity, and with the boxes' pad a ray that stands still along
	// an axis is within a slab for as long as it matters.
	steepest = (127 + 100) << 23 // the bits of 2¹⁰⁰

	// nearest hits and box entries are above 0, so that their bits are ordered
	// as they are.
	smallest = 0x1p-126
)

// aim prepares the ray, and reports whether it can hit anything. It compares the
// bits of numbers, which without their sign are in the same order, and has no
// branches that random rays would mislead.
func (t *Tree) aim(r *ray, o, d Vec, tmin, tmax float32) bool {
	long := max(size(d.X), size(d.Y), size(d.Z))
	if long == 0 || long >= infinite || len(t.nodes) == 0 {
		return false
	}
	// The longest component becomes a number in [1, 2), exactly.
	exponent := long & infinite
	exponent = max(1<<23, min(254<<23-exponent, 253<<23))
	shorten := math.Float32frombits(exponent)
	r.unit = math.Float32frombits(254<<23 - exponent)
	o = Vec{o.X * t.scale, o.Y * t.scale, o.Z * t.scale}
	d = Vec{d.X * shorten, d.Y * shorten, d.Z * shorten}
	if max(size(o.X), size(o.Y), size(o.Z)) >= infinite {
		return false
	}
	r.origin[0], r.origin[1], r.origin[2] = o.X, o.Y, o.Z
	r.slab(0, d.X)
	r.slab(1, d.Y)
	r.slab(2, d.Z)

	z := uint32(0)
	if size(d.Y) > size(d.X) {
		z = 1
	}
	if size(d.Z) > max(size(d.X), size(d.Y)) {
		z = 2
	}
	x, y := after[z], after[z+1]
	r.axis[0], r.axis[1], r.axis[2] = x*rowBytes, y*rowBytes, z*rowBytes
	r.from[0], r.from[1], r.from[2] = r.origin[x%3], r.origin[y%3], r.origin[z%3]
	along := [...]float32{d.X, d.Y, d.Z}
	r.sz = r.enter[z%3]
	r.sx, r.sy = float32(along[x%3]*-r.sz), float32(along[y%3]*-r.sz)

	// Hits are nearer than r.tmax: one step beyond the last that counts.
	r.tmin = max(float32(float32(tmin*t.scale)*r.unit), smallest)
	r.tmax = float32(float32(tmax*t.scale) * r.unit)
	if r.tmax <= math.MaxFloat32 {
		r.tmax = math.Float32frombits(math.Float32bits(max(r.tmax, 0)) + 1)
	}
	return r.tmin < r.tmax
}

// slab prepares the ray, which has the direction d along the axis, for the
// boxes' sides across it.
func (r *ray) slab(axis uint32, d float32) {
	inverse := math.Float32bits(-1 / d)
	inverse = inverse&sign | min(inverse&^sign, steepest)
	r.near[axis] = 2*axis*rowBytes + (^inverse>>31)*rowBytes
	r.enter[axis] = math.Float32frombits(inverse)
	r.leave[axis] = float32(math.Float32frombits(inverse) * slack)
}

// after is the axes that follow on each: the first at its place, the second at
// the next.
var after = [...]uint32{1, 2, 0, 1}

const (
	sign     = 1 << 31
	infinite = 255 << 23 // bits of the numbers from here on are none
)

// size is the bits of a number without its sign.
func size(x float32) uint32 { return math.Float32bits(x) &^ sign }

func abs(x float32) float32 { return math.Float32frombits(size(x)) }
