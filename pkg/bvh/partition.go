package bvh

// parallelItems: a span of more items is partitioned by all goroutines.
const parallelItems = 1 << 16

// partition moves the items in bins below the split to the left, the others to
// the right.
func (b *builder) partition(s span, c binning, axis int, split int32) (left, right span) {
	if s.len() > parallelItems {
		return b.partitionParallel(s, c, axis, split)
	}
	n, l, r := b.partitionItems(b.items[s.from:s.to], &c, axis, split)
	return span{s.from, s.from + n, l}, span{s.from + n, s.to, r}
}

// partitionParallel is partition with all goroutines: first each chunk by
// itself, and then the items that are on the wrong side of the whole are swapped.
func (b *builder) partitionParallel(s span, c binning, axis int, split int32) (left, right span) {
	items := b.items[s.from:s.to]
	var (
		ls, rs [chunks]extent
		counts [chunks]int
	)
	b.forChunks(len(items), func(i, from, to int) {
		counts[i], ls[i], rs[i] = b.partitionItems(items[from:to], &c, axis, split)
	})
	n, l, r := 0, emptyExtent(), emptyExtent()
	for i := range chunks {
		n += counts[i]
		l.merge(&ls[i])
		r.merge(&rs[i])
	}
	swapAcross(items, &counts, n)
	return span{s.from, s.from + n, l}, span{s.from + n, s.to, r}
}

// swapAcross swaps the right items among the first n with the left items among
// the others. In each chunk i the first counts[i] items are the left ones.
func swapAcross(items []item, counts *[chunks]int, n int) {
	chunk, i, end := 0, 0, 0 // items i up to end are the right ones before n of the chunk before this
	for c := range chunks {
		from := len(items) * c / chunks
		for k := max(from, n); k < from+counts[c]; k++ {
			for i >= end {
				i = len(items)*chunk/chunks + counts[chunk]
				end = min(len(items)*(chunk+1)/chunks, n)
				chunk++
			}
			items[i], items[k] = items[k], items[i]
			i++
		}
	}
}

func (b *builder) fillBins(to *bins, items []item, c *binning) {
	if b.kernel {
		fill8(&items[0], len(items), c, to)
		return
	}
	to.fill(items, c)
}

func (b *builder) partitionItems(items []item, c *binning, axis int, split int32) (n int, l, r extent) {
	l, r = emptyExtent(), emptyExtent()
	if b.kernel {
		n = partition8(&items[0], len(items), c, axis, split, &l, &r)
		return n, l, r
	}
	return partitionItems(items, c, axis, split, &l, &r), l, r
}

// partitionItems moves the items in bins below the split to the front, adds them
// to l and the others to r, and returns their number.
func partitionItems(items []item, c *binning, axis int, split int32, l, r *extent) (n int) {
	for i := range items {
		it := items[i]
		items[i], items[n] = items[n], it
		if c.bin(axis, &it) < split {
			l.add(&it)
			n++
		} else {
			r.add(&it)
		}
	}
	return n
}
