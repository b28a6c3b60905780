package vec

import "math"

// SinCos is the sine and the cosine of an angle in turns, which lies in [0, 1].
// The error is below 1e-12.
func SinCos(turns float64) (sin, cos float64) {
	// The nearest quarter of a turn, and what is left: at most an eighth.
	quarter := int(float64(4*turns) + 0.5)
	x := float64((turns - float64(0.25*float64(quarter))) * (2 * math.Pi))

	// Taylor series in nested form.
	q := float64(x * x)
	s := 1.0/362880 - float64(q*(1.0/39916800-float64(q*(1.0/6227020800))))
	s = 1.0/120 - float64(q*(1.0/5040-float64(q*s)))
	s = x - float64(float64(x*q)*(1.0/6-float64(q*s)))
	c := 1.0/40320 - float64(q*(1.0/3628800-float64(q*(1.0/479001600))))
	c = 1.0/24 - float64(q*(1.0/720-float64(q*c)))
	c = 1 - float64(q*(0.5-float64(q*c)))

	switch quarter & 3 {
	case 0:
		return s, c
	case 1:
		return c, -s
	case 2:
		return -s, -c
	default:
		return -c, s
	}
}
