package vec

import "math"

// SinCos is the sine and the cosine of an angle in turns, which lies in [0, 1].
// The error is below 1e-15. The polynomials for an eighth of a turn are those of
// Moshier's Cephes library; they are summed in pairs, which wait less for each
// other than in nested form, and nothing branches.
func SinCos(turns float64) (sin, cos float64) {
	k := float64(turns*4) + Quarters
	x := float64((turns - float64((k-Quarters)*0.25)) * (2 * math.Pi))
	q := float64(x * x)
	q2 := float64(q * q)
	s := (Sin[0] + float64(Sin[1]*q)) + float64(q2*((Sin[2]+float64(Sin[3]*q))+float64(q2*(Sin[4]+float64(Sin[5]*q)))))
	c := (Cos[0] + float64(Cos[1]*q)) + float64(q2*((Cos[2]+float64(Cos[3]*q))+float64(q2*(Cos[4]+float64(Cos[5]*q)))))
	sine := math.Float64bits(x + float64(float64(x*q)*s))
	cosine := math.Float64bits(1 - (float64(0.5*q) - float64(q2*c)))

	// In odd quarters they change places.
	quarter := math.Float64bits(k)
	swap := (sine ^ cosine) & -(quarter & 1)
	sine ^= swap ^ quarter&2<<62
	cosine ^= swap ^ (quarter+1)&2<<62
	return math.Float64frombits(sine), math.Float64frombits(cosine)
}

// Quarters is so large that floats near it are whole, and the last bits of one
// are the number that was added.
const Quarters = 3 << 51

// Sin and Cos are the coefficients of SinCos, for those who compute several at
// once.
var (
	Sin = [6]float64{
		-1.66666666666666307295e-1, 8.33333333332211858878e-3, -1.98412698295895385996e-4,
		2.75573136213857245213e-6, -2.50507477628578072866e-8, 1.58962301576546568060e-10,
	}
	Cos = [6]float64{
		4.16666666666665929218e-2, -1.38888888888730564116e-3, 2.48015872888517045348e-5,
		-2.75573141792967388112e-7, 2.08757008419747316778e-9, -1.13585365213876817300e-11,
	}
)

// arctangent is the angle in turns of a tangent in [0, 1]: by halving it three
// times and then its series. The error is below 1e-15.
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

// Angle is the direction of (x, y) in turns, in [0, 1): 0.5 is along +y, 0.75
// along +x, 0.25 along -x.
func Angle(x, y float64) float64 {
	ax, ay := math.Abs(x), math.Abs(y)
	if !(ax > 0 || ay > 0) {
		return 0.5
	}
	turns := 0.0 // from the axis y, within a quarter
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

// Height is the angle in turns between the horizon and a unit vector of height
// y, in [-0.25, 0.25].
func Height(y float64) float64 {
	y = max(-1, min(y, 1))
	side := math.Sqrt(1 - float64(y*y))
	turns := 0.0
	if a := math.Abs(y); a <= side {
		turns = arctangent(a / side)
	} else {
		turns = 0.25 - arctangent(side/a)
	}
	return math.Copysign(turns, y)
}
