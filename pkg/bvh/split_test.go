package bvh

import "testing"

// TestFarOutlierIsSplitOff has many triangles, and one so far away that all the others
// are in one bin: wherever the one is in the list, it is split off.
func TestFarOutlierIsSplitOff(t *testing.T) {
	const n = 5 * sampleSize
	for far := 0; far < n; far += n/37 + 1 {
		b := &builder{items: make([]item, n)}
		for i := range b.items {
			x := float32(i%97) / 97e4
			if i == far {
				x = 1
			}
			b.items[i] = item{lo: [3]float32{x, x, x}, minusHi: [3]float32{-x, -x, -x}, idBits: idBias | uint32(i)}
		}
		left, right := b.split(b.extentOf(0, n), true)
		if left.len() != n-1 || right.len() != 1 || b.items[n-1].id() != uint32(far) {
			t.Errorf("triangle %d is far: split into %d and %d", far, left.len(), right.len())
		}
	}
}
