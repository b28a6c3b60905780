package soup

import (
	"math/bits"
	"math/rand/v2"
)

// An Index merges equal keys: it numbers them in the order of their first
// appearance. It is a hash table with a random seed, so that no file can be made
// to collide; the numbers do not depend on the seed.
type Index struct {
	Keys [][3]uint64

	slots []uint32 // the number of a key, plus 1; 0 is free. A power of two of them
	seed  [3]uint64
}

// Number is the index of the key in Keys, to which a new one is appended.
func (x *Index) Number(key [3]uint64) uint32 {
	if len(x.slots) <= 2*len(x.Keys) {
		x.grow()
	}
	at := x.find(&key)
	if x.slots[at] == 0 {
		x.Keys = append(x.Keys, key)
		x.slots[at] = uint32(len(x.Keys))
	}
	return x.slots[at] - 1
}

// find is the slot of the key, or the free one where it belongs, by linear
// probing. The hash multiplies and folds, as Wang Yi's wyhash does.
func (x *Index) find(key *[3]uint64) int {
	hi, lo := bits.Mul64(key[0]^x.seed[0], key[1]^x.seed[1])
	hi, lo = bits.Mul64(hi^lo^key[2], x.seed[2])
	last := len(x.slots) - 1
	for at := int(hi^lo) & last; ; at = (at + 1) & last {
		if n := x.slots[at]; n == 0 || x.Keys[n-1] == *key {
			return at
		}
	}
}

func (x *Index) grow() {
	if x.slots == nil {
		x.seed = [3]uint64{rand.Uint64(), rand.Uint64(), rand.Uint64() | 1}
	}
	x.slots = make([]uint32, max(64, 2*len(x.slots)))
	for i := range x.Keys {
		x.slots[x.find(&x.Keys[i])] = uint32(i + 1)
	}
}
