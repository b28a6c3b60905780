package bvh

import "math"

// bounds are the corners of a box: the lowest coordinates, and in the second
// half the highest with their signs changed. So a box grows by taking the lesser
// number in each lane. Lanes 3 and 7 mean nothing.
type bounds [8]float32

// nothing is the bounds of no point.
func nothing() bounds {
	inf := float32(math.Inf(1))
	return bounds{inf, inf, inf, inf, inf, inf, inf, inf}
}

// grow makes the box hold another. The branches are rarely taken.
func (b *bounds) grow(o *bounds) {
	for lane := range b {
		if o[lane] < b[lane] {
			b[lane] = o[lane]
		}
	}
}

func (b *bounds) lo(axis int) float32 { return b[axis] }

func (b *bounds) hi(axis int) float32 { return -b[4+axis] }

// area is half of the box's surface; 0 if it holds nothing.
func (b *bounds) area() float32 {
	x, y, z := -b[4]-b[0], -b[5]-b[1], -b[6]-b[2]
	if x < 0 {
		return 0
	}
	return float32(x*y) + float32(y*z) + float32(z*x)
}

// A side is what bounds the items on one side of a cut: their boxes, and the
// middles of these.
type side struct{ box, middles bounds }

func noSide() side { return side{nothing(), nothing()} }

func (s *side) add(it *item) {
	box := it.box()
	s.box.grow(&box)
	var m bounds
	for axis := range 3 {
		m[axis] = it.lo[axis] - it.minusHi[axis]
		m[4+axis] = -m[axis]
	}
	s.middles.grow(&m)
}

func (s *side) merge(o *side) {
	s.box.grow(&o.box)
	s.middles.grow(&o.middles)
}

// An item is a triangle to be put in the tree: the bounds of its box, with its
// name in lane 3.
type item struct {
	lo      [3]float32
	name    uint32
	minusHi [3]float32
	_       uint32
}

// named is added to a triangle's number to make its name: as the bits of a
// float32 that is an ordinary number, where small integers would be denormal,
// on which processors are slow.
const named = 1 << 30

func (it *item) id() uint32 { return it.name &^ named }

func (it *item) box() bounds {
	return bounds{it.lo[0], it.lo[1], it.lo[2], 0, it.minusHi[0], it.minusHi[1], it.minusHi[2], 0}
}
