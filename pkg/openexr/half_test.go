package openexr

import (
	"math"
	"testing"
)

// TestHalfs turns every half to a float32 and back, and every float32 half way
// between two to the even one.
func TestHalfs(t *testing.T) {
	for h := range uint32(1 << 16) {
		v := FromHalf(uint16(h))
		exponent, fraction := int(h>>10&31), float64(h&1023)
		want := math.Ldexp(1024+fraction, exponent-25)
		switch {
		case exponent == 0:
			want = math.Ldexp(fraction, -24)
		case exponent == 31 && fraction == 0:
			want = math.Inf(1)
		case exponent == 31:
			want = math.NaN()
		}
		if want = math.Copysign(want, float64(v)); h>>15 != math.Float32bits(v)>>31 || float64(v) != want && !(v != v && want != want) {
			t.Fatalf("half %#x is %v, want %v", h, v, want)
		}
		if back := HalfBits(v); v == v && back != uint16(h) {
			t.Fatalf("half %#x is %v, and comes back as %#x", h, v, back)
		}
		if back := FromHalf(HalfBits(v)); (back == back) != (v == v) {
			t.Fatalf("half %#x is %v, and comes back as %v", h, v, back)
		}
	}
	for h := range uint16(31 << 10) { // each finite one, and the next above it
		v := float64(FromHalf(h))
		next := float64(FromHalf(h + 1))
		if h == 31<<10-1 {
			next = 1 << 16
		}
		middle := float32((v + next) / 2)
		for _, test := range []struct {
			v    float32
			want uint16
		}{{math.Nextafter32(middle, 0), h}, {middle, h + h&1}, {math.Nextafter32(middle, 1e9), h + 1}} {
			if got := HalfBits(test.v); got != test.want {
				t.Fatalf("%v becomes half %#x, want %#x", test.v, got, test.want)
			}
			if got := HalfBits(-test.v); got != test.want|1<<15 {
				t.Fatalf("%v becomes half %#x, want %#x", -test.v, got, test.want|1<<15)
			}
		}
	}
	for _, v := range []float32{math.MaxFloat32, float32(math.Inf(1)), 1 << 16} {
		if got := HalfBits(v); got != 31<<10 {
			t.Errorf("%v becomes half %#x", v, got)
		}
	}
}
