package vec

import (
	"math"
	"testing"
)

func TestSinCos(t *testing.T) {
	for i := range 100_001 {
		turns := float64(i) / 100_000
		sin, cos := SinCos(turns)
		wantSin, wantCos := math.Sincos(2 * math.Pi * turns)
		if math.Abs(sin-wantSin) > 1e-14 || math.Abs(cos-wantCos) > 1e-12 {
			t.Fatalf("SinCos(%v) = %v, %v, want %v, %v", turns, sin, cos, wantSin, wantCos)
		}
	}
}

func TestBasisIsOrthonormalAndRightHanded(t *testing.T) {
	const tiny = 1e-12
	for _, n := range []Vec3{
		{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {-1, 0, 0}, {0, -1, 0}, {0, 0, -1},
		Vec3{1, 2, 3}.Unit(), Vec3{-3, 1e-9, -1e-9}.Unit(), Vec3{1e-8, 1e-8, -1}.Unit(),
	} {
		u, v := Basis(n)
		for what, x := range map[string]float64{
			"t·b": u.Dot(v), "t·n": u.Dot(n), "b·n": v.Dot(n),
			"|t|-1": u.Len() - 1, "|b|-1": v.Len() - 1, "|t×b-n|": u.Cross(v).Sub(n).Len(),
		} {
			if !(math.Abs(x) < tiny) {
				t.Errorf("basis of %v: %s = %g", n, what, x)
			}
		}
	}
}

func TestCrossIsRightHanded(t *testing.T) {
	if got := (Vec3{X: 1}).Cross(Vec3{Y: 1}); got != (Vec3{Z: 1}) {
		t.Errorf("X cross Y = %v, want Z", got)
	}
}
