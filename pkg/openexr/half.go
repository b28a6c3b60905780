package openexr

import (
	"encoding/binary"
	"math"
)

// decode is the values of raw, each step-th of to.
func (k Kind) decode(to []float32, step int, raw []byte) {
	le := binary.LittleEndian
	for i := 0; len(raw) > 0; i += step {
		switch k {
		case Half:
			to[i] = FromHalf(le.Uint16(raw))
		case Float:
			to[i] = math.Float32frombits(le.Uint32(raw))
		default:
			to[i] = float32(le.Uint32(raw))
		}
		raw = raw[k.Size():]
	}
}

// MaxHalf is the largest finite half.
const MaxHalf = 65504

// FromHalf is the value of a 16-bit float of IEEE 754: exactly, with a NaN's bits.
func FromHalf(h uint16) float32 {
	sign, exponent, fraction := uint32(h>>15)<<31, uint32(h>>10&31), uint32(h&1023)
	switch exponent {
	case 0: // subnormal: fraction * 2^-24
		v := float32(fraction) / (1 << 24)
		return math.Float32frombits(sign | math.Float32bits(v))
	case 31:
		return math.Float32frombits(sign | 255<<23 | fraction<<13)
	}
	return math.Float32frombits(sign | (exponent+127-15)<<23 | fraction<<13)
}

// HalfBits is the half nearest to v; of two equally near ones that whose last
// bit is zero. What is beyond MaxHalf becomes infinite, and a NaN stays one.
func HalfBits(v float32) uint16 {
	bits := math.Float32bits(v)
	sign, bits := uint16(bits>>31)<<15, bits&math.MaxInt32
	switch {
	case bits > 255<<23: // a NaN
		return sign | 31<<10 | 1<<9 | uint16(bits>>13)&1023
	case bits >= (127+16)<<23:
		return sign | 31<<10
	case bits < (127-14)<<23: // subnormal or zero: in steps of 2^-24
		return sign | uint16(math.RoundToEven(float64(math.Float32frombits(bits))*(1<<24)))
	}
	// A carry out of the fraction is the next exponent, and infinity after the last.
	bits -= (127 - 15) << 23
	return sign | uint16((bits+1<<12-1+bits>>13&1)>>13)
}
