package film

import (
	"math"
	"sync"
)

// An srgb turns linear values into 16-bit codes of sRGB, correctly rounded:
// code c stands for the values whose encoding lies in [c-1/2, c+1/2) / 65535,
// by the transfer function of IEC 61966-2-1. It looks up, and computes nothing
// that could be rounded differently on another machine.
type srgb struct {
	least []uint32 // least[c] is the smallest value whose code is c or more, as bits
	first []uint32 // first[i] is the code of the smallest value of interval i
}

// The interval of a value in [2^-21, 1) is given by the upper half of its
// bits: 128 intervals to an octave, in each of which the codes grow almost
// linearly.
const (
	srgbBase      = (127 - 21) << 23
	srgbOne       = 127 << 23
	srgbIntervals = (srgbOne - srgbBase) >> 16
)

// srgbTable is the only srgb there is.
var srgbTable = sync.OnceValue(func() *srgb {
	t := &srgb{
		least: make([]uint32, 65537),
		first: make([]uint32, srgbIntervals+1),
	}
	for c := 1; c <= 65535; c++ {
		t.least[c] = math.Float32bits(srgbLeast(c))
	}
	t.least[65536] = math.MaxUint32 // no value has that code
	c := uint32(0)
	for i := range t.first {
		for uint32(srgbBase+i<<16) >= t.least[c+1] {
			c++
		}
		t.first[i] = c
	}
	return t
})

// code is the sRGB code of v. What is not a number is black, as is what is
// less than 0; what is more than 1 is white.
func (t *srgb) code(v float32) uint16 {
	if !(v >= 1.0/(1<<21)) {
		return 0
	}
	if v >= 1 {
		return 65535
	}
	// The codes of an interval lie on a curve that bends down by less than an
	// eighth; its chord, with both ends rounded down, is less than 3 below it.
	bits := math.Float32bits(v)
	i, f := (bits-srgbBase)>>16, bits&0xffff
	c := t.first[i] + (t.first[i+1]-t.first[i])*f>>16
	c += notLess(bits, t.least[c+1])
	c += notLess(bits, t.least[c+1])
	return uint16(c)
}

// notLess is 1 if a >= b and 0 if not, without a branch: which it is cannot be
// predicted, and that would take most of the time.
func notLess(a, b uint32) uint32 {
	return uint32((uint64(b) - uint64(a) - 1) >> 63)
}

// to8 is the 8-bit code of the value whose 16-bit code is c. It is as correctly
// rounded as c itself, for 65535 = 255 * 257: the bounds between 8-bit codes
// are bounds between 16-bit codes.
func to8(c uint16) uint8 { return uint8((uint32(c) + 128) / 257) }

// SRGB8 is the 8-bit code of a linear value, as it would be in a PNG.
func SRGB8(v float32) uint8 { return to8(srgbTable().code(v)) }

// srgbLeast is the smallest float32 whose encoding is at least (c - 1/2) / 65535.
func srgbLeast(c int) float32 {
	v := srgbValue((float64(c) - 0.5) / 65535)
	f := float32(v)
	if float64(f) < v {
		f = math.Nextafter32(f, 1)
	}
	return f
}

// srgbValue is the value whose encoding is s, by the inverse of the transfer
// function. Every product is rounded by a conversion, so that no compiler may
// fuse it with a sum.
func srgbValue(s float64) float64 {
	if s <= 0.04045 {
		return s / 12.92
	}
	u := (s + 0.055) / 1.055
	r := float64(u * fifthRoot(u)) // u^1.2
	return float64(r * r)
}

// srgbValues is the value of each 16-bit code.
var srgbValues = sync.OnceValue(func() *[65536]float32 {
	var t [65536]float32
	for c := 1; c < len(t); c++ {
		t[c] = float32(srgbValue(float64(c) / 65535))
	}
	return &t
})

// FromSRGB16 is the linear value of a 16-bit sRGB code, rounded to a float32.
// Encoded again it gives the same code, in 16 bits and, if c is an 8-bit code
// times 257, in 8 bits: see SRGB8.
func FromSRGB16(c uint16) float32 { return srgbValues()[c] }

// fifthRoot is the fifth root of x in (0, 1], by Newton's method from above.
func fifthRoot(x float64) float64 {
	y := 1.0
	for {
		y2 := float64(y * y)
		next := (float64(4*y) + x/float64(y2*y2)) / 5
		if next >= y {
			return y
		}
		y = next
	}
}
