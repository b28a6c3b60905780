package soup

import (
	"math/bits"
	"math/rand/v2"
)

// An Index numbers keys in the order in which they first appear. Its hash is
// random, so that no file can be made to collide; the numbers do not depend on
// it.
type Index struct {
	Keys [][3]uint64

	slots  []uint32 // the number of a key, plus 1; a power of two of them
	secret [3]uint64
}

// Number is the place of the key among Keys.
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

// find is the slot of the key, or the free one where it belongs. The hash
// multiplies and folds, as in Wang Yi's wyhash.
func (x *Index) find(key *[3]uint64) int {
	hi, lo := bits.Mul64(key[0]^x.secret[0], key[1]^x.secret[1])
	hi, lo = bits.Mul64(hi^lo^key[2], x.secret[2])
	last := len(x.slots) - 1
	for at := int(hi^lo) & last; ; at = (at + 1) & last {
		if n := x.slots[at]; n == 0 || x.Keys[n-1] == *key {
			return at
		}
	}
}

func (x *Index) grow() {
	if x.slots == nil {
		x.secret = [3]uint64{rand.Uint64(), rand.Uint64(), rand.Uint64() | 1}
	}
	x.slots = make([]uint32, max(64, 2*len(x.slots)))
	for i := range x.Keys {
		x.slots[x.find(&x.Keys[i])] = uint32(i + 1)
	}
}
