package vec

import "math"

// Log2 is the logarithm of x to the base 2, with a relative error below 1e-14:
// -Inf for 0, and NaN for negative numbers and NaN.
func Log2(x float64) float64 {
	switch {
	case !(x >= 0):
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	case x > math.MaxFloat64:
		return x
	}
	f, e := math.Frexp(x)
	if f < math.Sqrt2/2 {
		f, e = 2*f, e-1
	}
	// ln f = 2 artanh s, by its Taylor series in Horner's scheme; |s| is below 0.172.
	s := (f - 1) / (f + 1)
	q := float64(s * s)
	sum := 0.0
	for k := 23.0; k > 0; k -= 2 {
		sum = 1/k + float64(q*sum)
	}
	return float64(e) + float64(float64(s*sum)*(2/math.Ln2))
}

// Exp2 is 2 to the power of x, with a relative error below 1e-14.
func Exp2(x float64) float64 {
	switch {
	case x != x:
		return x
	case x >= 1024:
		return math.Inf(1)
	case x < -1080:
		return 0
	}
	n := math.Floor(x + 0.5)
	// e to the power of the remainder, by its Taylor series in Horner's scheme.
	t := float64((x - n) * math.Ln2)
	sum := 1.0
	for k := 15.0; k > 0; k-- {
		sum = 1 + float64(t*sum)/k
	}
	return math.Ldexp(sum, int(n))
}

// Pow is x to the power of y, for x of 0 or more; of 0 it is 0. The relative
// error is that of Exp2 plus that of Log2 times |y·log2 x|.
func Pow(x, y float64) float64 {
	if x == 0 {
		return 0
	}
	return Exp2(float64(y * Log2(x)))
}
