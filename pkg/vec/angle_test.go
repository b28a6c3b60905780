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
		near("Elevation", Elevation(math.Sin(x)), math.Asin(math.Sin(x))/(2*math.Pi), 1e5)
		near("Elevation", Elevation(x/20), math.Asin(x/20)/(2*math.Pi), 1)
		want := math.Atan2(math.Sin(x), math.Cos(x))/(2*math.Pi) + 0.5
		got := Azimuth(math.Sin(x), math.Cos(x))
		near("Azimuth", math.Mod(got-want+1.5, 1), 0.5, 1)
		if !(0 <= got && got < 1) {
			t.Errorf("Azimuth at %v is %v", x, got)
		}
	}
	if Azimuth(0, 0) != 0.5 || Azimuth(0, 1) != 0.5 || Azimuth(1, 0) != 0.75 || Azimuth(-1, 0) != 0.25 {
		t.Error("Azimuth is not exact along the axes")
	}
}
