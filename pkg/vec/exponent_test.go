package vec

import (
	"math"
	"math/rand/v2"
	"testing"
)

// off is the difference of two values, relative to the larger of the wanted one and 1.
func off(got, want float64) float64 { return math.Abs(got-want) / max(1, math.Abs(want)) }

func TestLog2(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		x := math.Ldexp(1+r.Float64(), r.IntN(2000)-1000)
		if d := off(Log2(x), math.Log2(x)); d > 1e-12 {
			t.Fatalf("Log2(%g) is off by %g", x, d)
		}
		near := 1 + (r.Float64()-0.5)/float64(uint(1)<<r.IntN(40))
		if got, want := Log2(near), math.Log1p(near-1)/math.Ln2; math.Abs(got-want) > 1e-12*math.Abs(want) {
			t.Fatalf("Log2(%g) is %g, want %g", near, got, want)
		}
	}
	for n := -1074; n < 1024; n++ {
		if got := Log2(math.Ldexp(1, n)); got != float64(n) {
			t.Errorf("Log2(2^%d) is %g", n, got)
		}
	}
	for x, want := range map[float64]float64{0: math.Inf(-1), math.Inf(1): math.Inf(1), -1: math.NaN(), math.Inf(-1): math.NaN()} {
		if got := Log2(x); got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("Log2(%g) is %g, want %g", x, got, want)
		}
	}
	if !math.IsNaN(Log2(math.NaN())) {
		t.Error("Log2 of no number is one")
	}
}

func TestExp2(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 100_000 {
		x := (r.Float64() - 0.5) * 2000
		want := math.Exp2(x)
		if got := Exp2(x); math.Abs(got-want) > 1e-12*want {
			t.Fatalf("Exp2(%g) is %g, want %g", x, got, want)
		}
	}
	for n := -1074; n < 1024; n++ {
		if got := Exp2(float64(n)); got != math.Ldexp(1, n) {
			t.Errorf("Exp2(%d) is %g", n, got)
		}
	}
	for x, want := range map[float64]float64{
		1024: math.Inf(1), math.Inf(1): math.Inf(1), math.Inf(-1): 0, -1e300: 0, -1076: 0,
	} {
		if got := Exp2(x); got != want {
			t.Errorf("Exp2(%g) is %g, want %g", x, got, want)
		}
	}
	if !math.IsNaN(Exp2(math.NaN())) {
		t.Error("Exp2 of no number is one")
	}
}

func TestPow(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 100_000 {
		x, y := math.Ldexp(r.Float64(), r.IntN(40)-20), (r.Float64()-0.5)*10
		want := math.Pow(x, y)
		if got := Pow(x, y); math.Abs(got-want) > 1e-12*want {
			t.Fatalf("Pow(%g, %g) is %g, want %g", x, y, got, want)
		}
	}
	if Pow(0, 2.4) != 0 {
		t.Error("0 to any power is 0")
	}
}
