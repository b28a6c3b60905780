package vec

import (
	"math"
	"testing"
)

func TestFunctionsAgreeWithMath(t *testing.T) {
	for i := range 20001 {
		x := float64(i-10000) / 500 // -20 to 20
		near := func(name string, got, want, scale float64) {
			if !(math.Abs(got-want) <= 1e-13*scale) {
				t.Errorf("%s(%v) is %v, want %v", name, x, got, want)
			}
		}
		near("Height", Height(math.Sin(x)), math.Asin(math.Sin(x))/(2*math.Pi), 1e5)
		near("Height", Height(x/20), math.Asin(x/20)/(2*math.Pi), 1)
		want := math.Atan2(math.Sin(x), math.Cos(x))/(2*math.Pi) + 0.5
		got := Angle(math.Sin(x), math.Cos(x))
		near("Angle", math.Mod(got-want+1.5, 1), 0.5, 1)
		if !(0 <= got && got < 1) {
			t.Errorf("Angle at %v is %v", x, got)
		}
	}
	if Angle(0, 0) != 0.5 || Angle(0, 1) != 0.5 || Angle(1, 0) != 0.75 || Angle(-1, 0) != 0.25 {
		t.Error("Angle is not exact along the axes")
	}
}
