package bvh

// Spans of more items than this are cut by all goroutines together.
const together = 1 << 16

// part moves the items in slices below the cut to the left, the others to the
// right.
func (b *builder) part(s span, c slicer, axis int, cut int32) (left, right span) {
	if s.len() > together {
		return b.partTogether(s, c, axis, cut)
	}
	n, l, r := b.sift(b.items[s.from:s.to], &c, axis, cut)
	return span{s.from, s.from + n, l}, span{s.from + n, s.to, r}
}

// partTogether is part with all goroutines: each chunk first, then what lies on
// the wrong side of the whole.
func (b *builder) partTogether(s span, c slicer, axis int, cut int32) (left, right span) {
	items := b.items[s.from:s.to]
	var (
		ls, rs [chunks]side
		counts [chunks]int
	)
	b.split(len(items), func(i, from, to int) {
		counts[i], ls[i], rs[i] = b.sift(items[from:to], &c, axis, cut)
	})
	n, l, r := 0, noSide(), noSide()
	for i := range chunks {
		n += counts[i]
		l.merge(&ls[i])
		r.merge(&rs[i])
	}
	swapAcross(items, &counts, n)
	return span{s.from, s.from + n, l}, span{s.from + n, s.to, r}
}

// swapAcross swaps the right items among the first n with the left ones among
// the others: of chunk i counts[i] are left, and in front.
func swapAcross(items []item, counts *[chunks]int, n int) {
	chunk, i, end := 0, 0, 0 // right items before n, from i to end, of the chunk before this
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

func (b *builder) fillBins(to *bins, items []item, c *slicer) {
	if b.kernel {
		fill8(&items[0], len(items), c, to)
		return
	}
	to.fill(items, c)
}

func (b *builder) sift(items []item, c *slicer, axis int, cut int32) (n int, l, r side) {
	l, r = noSide(), noSide()
	if b.kernel {
		n = sift8(&items[0], len(items), c, axis, cut, &l, &r)
		return n, l, r
	}
	return sift(items, c, axis, cut, &l, &r), l, r
}

// sift moves the items in slices below the cut to the front, adds them to l and
// the others to r, and returns their number.
func sift(items []item, c *slicer, axis int, cut int32, l, r *side) (n int) {
	for i := range items {
		it := items[i]
		items[i], items[n] = items[n], it
		if c.slice(axis, &it) < cut {
			l.add(&it)
			n++
		} else {
			r.add(&it)
		}
	}
	return n
}
