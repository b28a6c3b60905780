package film

import (
	"math"
	"math/big"
	"sort"
	"testing"
)

// TestLeastIsExact proves each bound between two codes with integers alone:
// v >= u^2.4 exactly when v^5 >= u^12, where u = (s + 0.055) / 1.055.
func TestLeastIsExact(t *testing.T) {
	reaches := func(v float32, c int) bool { // whether v's encoding is s = (c - 1/2) / 65535 or more
		x := new(big.Rat).SetFloat64(float64(v))
		s := big.NewRat(int64(2*c-1), 2*65535)
		if s.Cmp(big.NewRat(4045, 100000)) <= 0 {
			return x.Mul(x, big.NewRat(1292, 100)).Cmp(s) >= 0
		}
		u := s.Add(s, big.NewRat(55, 1000))
		u.Mul(u, big.NewRat(1000, 1055))
		left := new(big.Int).Mul(power(x.Num(), 5), power(u.Denom(), 12))
		right := new(big.Int).Mul(power(u.Num(), 12), power(x.Denom(), 5))
		return left.Cmp(right) >= 0
	}
	for c := 1; c <= 65535; c++ {
		v := math.Float32frombits(srgbTable().least[c])
		if !reaches(v, c) || reaches(math.Nextafter32(v, 0), c) {
			t.Fatalf("%v is not the smallest value of code %d", v, c)
		}
	}
}

func power(x *big.Int, n int64) *big.Int { return new(big.Int).Exp(x, big.NewInt(n), nil) }

// TestEveryValueHasItsCode looks at both sides of every step of code's guess
// and of the codes themselves. Between two steps neither changes, so this is
// every value.
func TestEveryValueHasItsCode(t *testing.T) {
	table := srgbTable()
	check := func(bits uint32) {
		t.Helper()
		want := sort.Search(65535, func(c int) bool { return bits < table.least[c+1] })
		if got := table.code(math.Float32frombits(bits)); int(got) != want {
			t.Fatalf("code of %v is %d, want %d", math.Float32frombits(bits), got, want)
		}
	}
	for _, bits := range table.least[1:65536] {
		check(bits - 1)
		check(bits)
	}
	for i, lo := range table.first[:srgbIntervals] {
		start := srgbBase + uint32(i)<<16
		check(start)
		check(start + 0xffff)
		for k, n := uint32(1), table.first[i+1]-lo; k < n; k++ {
			step := start + (k<<16+n-1)/n
			check(step - 1)
			check(step)
		}
	}
	check(srgbBase - 1)
	check(srgbOne)
}

func TestCodesOfSpecialValues(t *testing.T) {
	inf := float32(math.Inf(1))
	for _, test := range []struct {
		v    float32
		want uint16
	}{
		{0, 0}, {float32(math.Copysign(0, -1)), 0}, {-1, 0}, {-inf, 0}, {float32(math.NaN()), 0},
		{math.SmallestNonzeroFloat32, 0}, {1, 65535}, {math.Nextafter32(1, 2), 65535}, {2, 65535}, {inf, 65535},
		{math.MaxFloat32, 65535}, {0.5, 48192}, {0.18, 30235}, {0.0031308, 2651},
	} {
		if got := srgbTable().code(test.v); got != test.want {
			t.Errorf("code of %v is %d, want %d", test.v, got, test.want)
		}
	}
}

func TestEightBitsAreRoundedOnce(t *testing.T) {
	for c := range 65536 {
		if got, want := to8(uint16(c)), uint8(math.Round(float64(c)/257)); got != want {
			t.Fatalf("to8(%d) = %d, want %d", c, got, want)
		}
	}
	// The smallest value of an 8-bit code k is that of a 16-bit code:
	// (k - 1/2) / 255 = (257 k - 128 - 1/2) / 65535.
	for k := 1; k < 256; k++ {
		c := uint16(257*k - 128)
		if to8(c) != uint8(k) || to8(c-1) != uint8(k-1) {
			t.Errorf("8-bit code %d does not begin with 16-bit code %d", k, c)
		}
	}
}

// TestCodesComeBack decodes every code of both depths and encodes it again.
func TestCodesComeBack(t *testing.T) {
	for c := range 65536 {
		v := FromSRGB16(uint16(c))
		if got := srgbTable().code(v); int(got) != c {
			t.Fatalf("code %d stands for %v, whose code is %d", c, v, got)
		}
		if c > 0 && !(v > FromSRGB16(uint16(c-1))) {
			t.Fatalf("code %d is not brighter than the one before it", c)
		}
	}
	for c := range 256 {
		if got := SRGB8(FromSRGB16(uint16(257 * c))); int(got) != c {
			t.Errorf("8-bit code %d comes back as %d", c, got)
		}
	}
	if FromSRGB16(0) != 0 || FromSRGB16(65535) != 1 {
		t.Errorf("black is %v and white %v", FromSRGB16(0), FromSRGB16(65535))
	}
}
