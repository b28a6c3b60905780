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

// aim prepares the ray, and reports whether it can hit anything.
func (t *Tree) aim(r *ray, o, d [3]float32, tmin, tmax float32) bool {
	long := max(abs(d[0]), abs(d[1]), abs(d[2]))
	if !(0 < long && finite(&d)) || len(t.nodes) == 0 {
		return false
	}
	// The longest component becomes a number in [1, 2), exactly.
	exponent := math.Float32bits(long) & 0x7f800000
	exponent = max(1<<23, min(254<<23-exponent, 253<<23))
	shorten := math.Float32frombits(exponent)
	r.unit = math.Float32frombits(254<<23 - exponent)
	o = [3]float32{o[0] * t.scale, o[1] * t.scale, o[2] * t.scale}
	d = [3]float32{d[0] * shorten, d[1] * shorten, d[2] * shorten}
	if !finite(&o) {
		return false
	}
	r.origin = o

	// No branches: random rays would mislead them. Numbers without their sign
	// are ordered as their bits.
	const sign = 1 << 31
	for axis := range 3 {
		inverse := math.Float32bits(-1 / d[axis])
		inverse = inverse&sign | min(inverse&^sign, steepest)
		r.near[axis] = uint32(2*axis)*rowBytes + (^inverse>>31)*rowBytes
		r.enter[axis] = math.Float32frombits(inverse)
		r.leave[axis] = float32(math.Float32frombits(inverse) * slack)
	}
	x, y, z := 1, 2, 0
	most := math.Float32bits(abs(d[0]))
	if k := math.Float32bits(abs(d[1])); k > most {
		x, y, z, most = 2, 0, 1, k
	}
	if math.Float32bits(abs(d[2])) > most {
		x, y, z = 0, 1, 2
	}
	r.axis = [3]uint32{uint32(x) * rowBytes, uint32(y) * rowBytes, uint32(z) * rowBytes}
	r.from = [3]float32{o[x], o[y], o[z]}
	r.sz = r.enter[z]
	r.sx, r.sy = float32(d[x]*-r.sz), float32(d[y]*-r.sz)

	// Hits are nearer than r.tmax: one step beyond the last that counts.
	r.tmin = max(float32(float32(tmin*t.scale)*r.unit), smallest)
	r.tmax = float32(float32(tmax*t.scale) * r.unit)
	if r.tmax <= math.MaxFloat32 {
		r.tmax = math.Float32frombits(math.Float32bits(max(r.tmax, 0)) + 1)
	}
	return r.tmin < r.tmax
}

func abs(x float32) float32 { return math.Float32frombits(math.Float32bits(x) &^ (1 << 31)) }
