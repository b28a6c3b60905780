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

// fill makes them those of the items.
func (b *bins) fill(items []item, c *slicer) {
	b.reset(c.count)
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

// areas are those of the boxes on one side of each cut, along each axis.
type areas [3][binsMost]float32

// sweep finds the areas below and above the cuts 1 to slices-1.
func (b *bins) sweep(slices int, left, right *areas) {
	for axis := range 3 {
		box := nothing()
		for i := 1; i < slices; i++ {
			box.grow(&b.box[axis][i-1])
			left[axis][i] = box.area()
		}
		box = nothing()
		for i := slices - 1; i > 0; i-- {
			box.grow(&b.box[axis][i])
			right[axis][i] = box.area()
		}
	}
}

// cheapest is the cut of least cost by the surface area heuristic: items in
// slices below the cut go to the left. A cut of 0 is none. Wald, "On fast
// Construction of SAH-based Bounding Volume Hierarchies", IEEE RT 2007.
func (b *bins) cheapest(slices int, left, right *areas) (axis int, cut int32) {
	all := int32(0)
	for _, n := range b.count[0] {
		all += n
	}
	best := float32(math.Inf(1))
	for a := range 3 {
		n := int32(0) // above the cut
		for i := slices - 1; i > 0; i-- {
			n += b.count[a][i]
			c := float32(left[a][i]*leaves(all-n)) + float32(right[a][i]*leaves(n))
			if c < best && 0 < n && n < all {
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
		if axis, cut := b.choose(s, c); cut > 0 {
			return b.part(s, c, axis, cut)
		}
	}
	half := s.from + s.len()/2
	return b.bound(s.from, half), b.bound(half, s.to)
}

// choose is the cheapest cut of a span. Some of its items tell where a large one
// is to be cut, unless all of them lie in one slice: then it is the few that lie
// elsewhere that count.
func (b *builder) choose(s span, c slicer) (axis int, cut int32) {
	items := b.items[s.from:s.to]
	if len(items) > 2*samples {
		some, _ := b.some.Get().(*sample)
		if some == nil {
			some = new(sample)
		}
		some.take(items)
		axis, cut = b.weigh(some[:], &c)
		b.some.Put(some)
		if cut > 0 {
			return axis, cut
		}
	}
	return b.weigh(items, &c)
}

// weigh is the cheapest cut of some items.
func (b *builder) weigh(items []item, c *slicer) (axis int, cut int32) {
	var (
		all         bins
		left, right areas
	)
	b.fillBins(&all, items, c)
	if b.kernel {
		sweep8(&all, c.count, &left, &right)
	} else {
		all.sweep(c.count, &left, &right)
	}
	return all.cheapest(c.count, &left, &right)
}

// samples is how many items stand for many.
const samples = 8192

type sample [samples]item

// take makes the sample one of each of so many pieces of the items: which, a hash
// says, so that nothing in their order can escape it.
func (s *sample) take(items []item) {
	for i := range s {
		from, to := len(items)*i/samples, len(items)*(i+1)/samples
		hash := uint64(i+1) * 0x9e3779b97f4a7c15 // Knuth's multiplicative hash
		s[i] = items[from+int(hash>>32)%(to-from)]
	}
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
