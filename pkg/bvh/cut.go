package bvh

import (
	"math"
	"math/bits"
)

// binsMost is the number of slices, along each axis, between which a span may
// be cut.
const binsMost = 16

// A slicer says in which slice an item lies. Middles are times two.
type slicer struct {
	low, scale [4]float32 // of the axes; the last means nothing
	count      int        // of the slices
}

func (s *span) slicer() (c slicer) {
	c.count = min(binsMost, 4+s.len()/8)
	for axis := range 3 {
		c.low[axis] = s.middles.lo(axis)
		size := s.middles.hi(axis) - s.middles.lo(axis)
		if k := float32(c.count) * (1 - 0x1p-20) / size; k <= math.MaxFloat32 {
			c.scale[axis] = k
		}
	}
	return c
}

// slice is the number of the item's slice along an axis.
func (c *slicer) slice(axis int, it *item) int32 {
	middle := it.lo[axis] - it.minusHi[axis]
	return int32(float32((middle - c.low[axis]) * c.scale[axis]))
}

// bins are what lies in the slices of the three axes.
type bins struct {
	box   [3][binsMost]bounds
	count [3][binsMost]int32
}

func (b *bins) reset(slices int) {
	for axis := range 3 {
		for i := range b.box[axis][:slices] {
			b.box[axis][i] = nothing()
		}
		b.count[axis] = [binsMost]int32{}
	}
}

// fill adds items; see fill8 for the same in assembly.
func (b *bins) fill(items []item, c *slicer) {
	for i := range items {
		it := &items[i]
		box := it.box()
		for axis := range 3 {
			k := c.slice(axis, it) % binsMost
			b.count[axis][k]++
			b.box[axis][k].grow(&box)
		}
	}
}

func (b *bins) merge(o *bins, slices int) {
	for axis := range 3 {
		for i := range slices {
			b.box[axis][i].grow(&o.box[axis][i])
			b.count[axis][i] += o.count[axis][i]
		}
	}
}

// cheapest is the cut of least cost by the surface area heuristic: items in
// slices below the cut go to the left. A cut of 0 is none. Wald, "On fast
// Construction of SAH-based Bounding Volume Hierarchies", IEEE RT 2007.
func (b *bins) cheapest(slices int) (axis int, cut int32) {
	best := float32(math.Inf(1))
	for a := range 3 {
		var cost [binsMost]float32
		left, n := nothing(), int32(0)
		for i := range slices - 1 {
			left.grow(&b.box[a][i])
			n += b.count[a][i]
			cost[i+1] = float32(left.area() * leaves(n))
		}
		all := n + b.count[a][slices-1]
		right, n := nothing(), int32(0)
		for i := slices - 1; i > 0; i-- {
			right.grow(&b.box[a][i])
			n += b.count[a][i]
			if c := cost[i] + float32(right.area()*leaves(n)); c < best && 0 < n && n < all {
				best, axis, cut = c, a, int32(i)
			}
		}
	}
	return axis, cut
}

// leaves is the cost of n items, in halves of a leaf.
func leaves(n int32) float32 { return float32((n + width/2 - 1) / (width / 2)) }

// cut cuts a span in two: by the heuristic, or where that finds nothing to
// choose from, or is not asked, in halves.
func (b *builder) cut(s span, heuristic bool) (left, right span) {
	if heuristic {
		c := s.slicer()
		var all bins
		b.bin(&all, s, &c)
		if axis, cut := all.cheapest(c.count); cut > 0 {
			return b.part(s, &c, axis, cut)
		}
	}
	half := s.from + s.len()/2
	return b.bound(s.from, half), b.bound(half, s.to)
}

// levels is how many nodes lie one below the other if n items are halved again
// and again.
func levels(n int) int { return (bits.Len(uint((n-1)/width)) + 2) / 3 }

// bound is the span of the items.
func (b *builder) bound(from, to int) span {
	s := span{from, to, noSide()}
	for i := from; i < to; i++ {
		s.add(&b.items[i])
	}
	return s
}
