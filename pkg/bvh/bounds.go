package bvh

import "math"

// bounds are the corners of an axis-aligned box: the lowest coordinates, and in
// lanes 4 to 6 the negated highest ones, so that the union of two boxes is the
// minimum of each lane. Lanes 3 and 7 are unused.
type bounds [8]float32

// emptyBounds is the bounds of no point.
func emptyBounds() bounds {
	inf := float32(math.Inf(1))
	return bounds{inf, inf, inf, inf, inf, inf, inf, inf}
}

// grow extends the box to hold another. The branches are rarely taken.
func (b *bounds) grow(o *bounds) {
	for lane := range b {
		if o[lane] < b[lane] {
			b[lane] = o[lane]
		}
	}
}

func (b *bounds) lo(axis int) float32 { return b[axis] }

func (b *bounds) hi(axis int) float32 { return -b[4+axis] }

// area is half of the box's surface area; 0 if it is empty.
func (b *bounds) area() float32 {
	x, y, z := -b[4]-b[0], -b[5]-b[1], -b[6]-b[2]
	if x < 0 {
		return 0
	}
	return float32(x*y) + float32(y*z) + float32(z*x)
}

// An extent bounds some items: their boxes, and twice the centroids of these.
type extent struct{ box, centroids bounds }

func emptyExtent() extent { return extent{emptyBounds(), emptyBounds()} }

func (s *extent) add(it *item) {
	box := it.box()
	s.box.grow(&box)
	var m bounds
	for axis := range 3 {
		m[axis] = it.lo[axis] - it.minusHi[axis]
		m[4+axis] = -m[axis]
	}
	s.centroids.grow(&m)
}

func (s *extent) merge(o *extent) {
	s.box.grow(&o.box)
	s.centroids.grow(&o.centroids)
}

// An item is a triangle to be put in the tree: its bounds as in type bounds,
// with its index in lane 3.
type item struct {
	lo      [3]float32
	idBits  uint32
	minusHi [3]float32
	_       uint32
}

// idBias is added to a triangle's index to make idBits. As the bits of a float32
// small integers would be denormal numbers, on which processors are slow; with
// the bias they are normal ones.
const idBias = 1 << 30

func (it *item) id() uint32 { return it.idBits &^ idBias }

func (it *item) box() bounds {
	return bounds{it.lo[0], it.lo[1], it.lo[2], 0, it.minusHi[0], it.minusHi[1], it.minusHi[2], 0}
}
