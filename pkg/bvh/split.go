package bvh

import (
	"math"
	"math/bits"
)

// maxBins is how many bins there are along each axis, at most. A span is split
// between two of them.
const maxBins = 16

// A binning maps the centroids of items, times two, to bins.
type binning struct {
	low, scale [4]float32 // by axis; the last is unused
	count      int        // of the bins along each axis
}

func (s *span) binning() (c binning) {
	c.count = min(maxBins, 4+s.len()/8)
	for axis := range 3 {
		c.low[axis] = s.centroids.lo(axis)
		size := s.centroids.hi(axis) - s.centroids.lo(axis)
		if k := float32(c.count) * (1 - 0x1p-20) / size; k <= math.MaxFloat32 {
			c.scale[axis] = k
		}
	}
	return c
}

// bin is the index of the item's bin along an axis.
func (c *binning) bin(axis int, it *item) int32 {
	centroid := it.lo[axis] - it.minusHi[axis]
	return int32(float32((centroid - c.low[axis]) * c.scale[axis]))
}

// bins are the bounds and the number of the items in each bin of the three axes.
type bins struct {
	box   [3][maxBins]bounds
	count [3][maxBins]int32
}

func (b *bins) reset(count int) {
	for axis := range 3 {
		for i := range b.box[axis][:count] {
			b.box[axis][i] = emptyBounds()
		}
		b.count[axis] = [maxBins]int32{}
	}
}

// fill computes the bins of the items.
func (b *bins) fill(items []item, c *binning) {
	b.reset(c.count)
	for i := range items {
		it := &items[i]
		box := it.box()
		for axis := range 3 {
			k := c.bin(axis, it) % maxBins
			b.count[axis][k]++
			b.box[axis][k].grow(&box)
		}
	}
}

// areas are those of the boxes on one side of each split, along each axis.
type areas [3][maxBins]float32

// sweep computes the areas below and above the splits 1 to count-1.
func (b *bins) sweep(count int, left, right *areas) {
	for axis := range 3 {
		box := emptyBounds()
		for i := 1; i < count; i++ {
			box.grow(&b.box[axis][i-1])
			left[axis][i] = box.area()
		}
		box = emptyBounds()
		for i := count - 1; i > 0; i-- {
			box.grow(&b.box[axis][i])
			right[axis][i] = box.area()
		}
	}
}

// bestSplit is the split of least cost by the surface area heuristic: items in
// bins below it go to the left. A split of 0 is none. Wald, "On fast
// Construction of SAH-based Bounding Volume Hierarchies", IEEE RT 2007.
func (b *bins) bestSplit(count int, left, right *areas) (axis int, split int32) {
	all := int32(0)
	for _, n := range b.count[0] {
		all += n
	}
	best := float32(math.Inf(1))
	for a := range 3 {
		n := int32(0) // above the split
		for i := count - 1; i > 0; i-- {
			n += b.count[a][i]
			c := float32(left[a][i]*leafCost(all-n)) + float32(right[a][i]*leafCost(n))
			if c < best && 0 < n && n < all {
				best, axis, split = c, a, int32(i)
			}
		}
	}
	return axis, split
}

// leafCost is the cost of n items, in halves of a leaf.
func leafCost(n int32) float32 { return float32((n + width/2 - 1) / (width / 2)) }

// split divides a span in two: by the surface area heuristic or, without it or
// where all centroids are in one bin, into halves of the list.
func (b *builder) split(s span, heuristic bool) (left, right span) {
	if heuristic {
		c := s.binning()
		if axis, split := b.chooseSplit(s, c); split > 0 {
			return b.partition(s, c, axis, split)
		}
	}
	half := s.from + s.len()/2
	return b.extentOf(s.from, half), b.extentOf(half, s.to)
}

// chooseSplit is the best split of a span. For a large one it is that of a
// sample of its items, unless these are all in one bin: then all items are
// binned, since a few may be in others.
func (b *builder) chooseSplit(s span, c binning) (axis int, split int32) {
	items := b.items[s.from:s.to]
	if len(items) > 2*sampleSize {
		some, _ := b.samplePool.Get().(*sample)
		if some == nil {
			some = new(sample)
		}
		some.take(items)
		axis, split = b.evaluateSplits(some[:], &c)
		b.samplePool.Put(some)
		if split > 0 {
			return axis, split
		}
	}
	return b.evaluateSplits(items, &c)
}

// evaluateSplits is the best split of some items.
func (b *builder) evaluateSplits(items []item, c *binning) (axis int, split int32) {
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
	return all.bestSplit(c.count, &left, &right)
}

// sampleSize is the number of items in a sample of many.
const sampleSize = 8192

type sample [sampleSize]item

// take divides the items into sampleSize strata and takes one item of each. Which
// one is hashed, so that no regular order of the items can bias the sample.
func (s *sample) take(items []item) {
	for i := range s {
		from, to := len(items)*i/sampleSize, len(items)*(i+1)/sampleSize
		hash := uint64(i+1) * 0x9e3779b97f4a7c15 // Knuth's multiplicative hash
		s[i] = items[from+int(hash>>32)%(to-from)]
	}
}

// minDepth is the depth of a tree of n items that is made by halving alone.
func minDepth(n int) int { return (bits.Len(uint((n-1)/width)) + 2) / 3 }

// extentOf is the span of items from and up to to, with its bounds.
func (b *builder) extentOf(from, to int) span {
	s := span{from, to, emptyExtent()}
	for i := from; i < to; i++ {
		s.add(&b.items[i])
	}
	return s
}
