package bvh

import "testing"

// TestFewAreFar has a crowd and one triangle so far from it that all of the crowd
// lies in one slice: wherever the one is in the list, it is cut off.
func TestFewAreFar(t *testing.T) {
	const crowd = 5 * samples
	for far := 0; far < crowd; far += crowd/37 + 1 {
		b := &builder{items: make([]item, crowd)}
		for i := range b.items {
			x := float32(i%97) / 97e4
			if i == far {
				x = 1
			}
			b.items[i] = item{lo: [3]float32{x, x, x}, minusHi: [3]float32{-x, -x, -x}, name: named | uint32(i)}
		}
		left, right := b.cut(b.bound(0, crowd), true)
		if left.len() != crowd-1 || right.len() != 1 || b.items[crowd-1].id() != uint32(far) {
			t.Errorf("triangle %d is far: cut into %d and %d", far, left.len(), right.len())
		}
	}
}
