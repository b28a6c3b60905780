package vec

import "math"

// Log is the natural logarithm of x > 0, with an error below 1e-15 of it or of 1.
func Log(x float64) float64 {
	frac, exp := math.Frexp(x)
	if frac < math.Sqrt2/2 {
		frac, exp = 2*frac, exp-1
	}
	// ln f = 2 artanh((f-1)/(f+1)), by its series.
	s := (frac - 1) / (frac + 1)
	q := float64(s * s)
	sum := 0.0
	for k := 25.0; k > 0; k -= 2 {
		sum = 1/k + float64(q*sum)
	}
	return float64(float64(exp)*math.Ln2) + float64(2*float64(s*sum))
}

// Exp is e to the power x, with a relative error below 1e-14.
func Exp(x float64) float64 {
	switch {
	case x > 709:
		return math.Inf(1)
	case !(x > -700):
		return 0
	}
	n := math.Floor(float64(x*(1/math.Ln2)) + 0.5)
	r := x - float64(n*math.Ln2)
	sum := 1.0
	for k := 16.0; k > 0; k-- {
		sum = 1 + float64(float64(sum*r)/k)
	}
	return math.Ldexp(sum, int(n))
}

// Power is x to the power y, for x > 0.
func Power(x, y float64) float64 { return Exp(float64(y * Log(x))) }
