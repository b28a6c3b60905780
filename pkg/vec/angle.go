package vec

import "math"

// SinCos is the sine and the cosine of an angle in turns, which lies in [0, 1].
// The error is below 1e-15. The polynomials for an eighth of a turn are those of
// Moshier's Cephes library. They are summed in pairs, a shorter chain of
// dependent operations than Horner's scheme, and without branches.
func SinCos(turns float64) (sin, cos float64) {
	k := float64(turns*4) + RoundingOffset
	x := float64((turns - float64((k-RoundingOffset)*0.25)) * (2 * math.Pi))
	q := float64(x * x)
	q2 := float64(q * q)
	s := (SinPoly[0] + float64(SinPoly[1]*q)) + float64(q2*((SinPoly[2]+float64(SinPoly[3]*q))+float64(q2*(SinPoly[4]+float64(SinPoly[5]*q)))))
	c := (CosPoly[0] + float64(CosPoly[1]*q)) + float64(q2*((CosPoly[2]+float64(CosPoly[3]*q))+float64(q2*(CosPoly[4]+float64(CosPoly[5]*q)))))
	sine := math.Float64bits(x + float64(float64(x*q)*s))
	cosine := math.Float64bits(1 - (float64(0.5*q) - float64(q2*c)))

	// In odd quadrants sine and cosine are swapped.
	quadrant := math.Float64bits(k)
	swap := (sine ^ cosine) & -(quadrant & 1)
	sine ^= swap ^ quadrant&2<<62
	cosine ^= swap ^ (quadrant+1)&2<<62
	return math.Float64frombits(sine), math.Float64frombits(cosine)
}

// RoundingOffset is so large that the floats around it are the integers: adding
// it rounds to an integer, which is then in the last bits of the sum.
const RoundingOffset = 3 << 51

// SinPoly and CosPoly are the coefficients of the polynomials of SinCos, for
// code that evaluates them for several angles at once.
var (
	SinPoly = [6]float64{
		-1.66666666666666307295e-1, 8.33333333332211858878e-3, -1.98412698295895385996e-4,
		2.75573136213857245213e-6, -2.50507477628578072866e-8, 1.58962301576546568060e-10,
	}
	CosPoly = [6]float64{
		4.16666666666665929218e-2, -1.38888888888730564116e-3, 2.48015872888517045348e-5,
		-2.75573141792967388112e-7, 2.08757008419747316778e-9, -1.13585365213876817300e-11,
	}
)

// arctangent is the angle in turns of a tangent in [0, 1], with an error below
// 1e-15: the angle is halved three times, and then the Taylor series serves.
func arctangent(x float64) float64 {
	for range 3 {
		x /= 1 + math.Sqrt(1+float64(x*x))
	}
	q := float64(x * x)
	sum := 0.0
	for k := 19.0; k > 0; k -= 2 {
		sum = 1/k - float64(q*sum)
	}
	return float64(float64(x*sum) * (8 / (2 * math.Pi)))
}

// Azimuth is the direction of (x, y) in turns, in [0, 1): 0.5 is along +y, 0.75
// along +x, 0.25 along -x. Of (0, 0) it is 0.5.
func Azimuth(x, y float64) float64 {
	ax, ay := math.Abs(x), math.Abs(y)
	if !(ax > 0 || ay > 0) {
		return 0.5
	}
	turns := 0.0 // from the y axis, at most a quarter
	if ax <= ay {
		turns = arctangent(ax / ay)
	} else {
		turns = 0.25 - arctangent(ay/ax)
	}
	if y < 0 {
		turns = 0.5 - turns
	}
	if x < 0 {
		turns = -turns
	}
	if turns += 0.5; turns >= 1 {
		return 0
	}
	return turns
}

// Elevation is the angle in turns, in [-0.25, 0.25], between the horizontal and a
// unit vector whose vertical component is y.
func Elevation(y float64) float64 {
	y = max(-1, min(y, 1))
	horizontal := math.Sqrt(1 - float64(y*y))
	turns := 0.0
	if a := math.Abs(y); a <= horizontal {
		turns = arctangent(a / horizontal)
	} else {
		turns = 0.25 - arctangent(horizontal/a)
	}
	return math.Copysign(turns, y)
}
