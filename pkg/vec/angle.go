package vec

import "math"

// The circle is cut into so many arcs.
const arcs = 256

// circle is the sine and the cosine at the start of each arc, and at the end.
var circle = newCircle()

func newCircle() (c [arcs + 1][2]float64) {
	const step = 2 * math.Pi / arcs
	for i := range c {
		// The nearest quarter, and what is left: at most an eighth of a turn.
		quarter := (i + arcs/8) / (arcs / 4)
		sin, cos := taylor(step * float64(i-quarter*(arcs/4)))
		switch quarter & 3 {
		case 0:
			c[i] = [2]float64{sin, cos}
		case 1:
			c[i] = [2]float64{cos, -sin}
		case 2:
			c[i] = [2]float64{-sin, -cos}
		default:
			c[i] = [2]float64{-cos, sin}
		}
	}
	return c
}

// taylor is the sine and the cosine of x, which lies within an eighth of a
// turn, by their series in nested form.
func taylor(x float64) (sin, cos float64) {
	q := float64(x * x)
	sin, cos = 1, 1
	for k := 18.0; k > 0; k -= 2 {
		sin = 1 - float64(float64(q*sin)/(k*(k+1)))
		cos = 1 - float64(float64(q*cos)/(k*(k-1)))
	}
	return float64(x * sin), cos
}

// SinCos is the sine and the cosine of an angle in turns, which lies in [0, 1].
// The error is below 1e-14.
func SinCos(turns float64) (sin, cos float64) {
	x := float64(turns * arcs)
	arc := int(x)
	sinA, cosA := circle[arc][0], circle[arc][1]

	// The start of the arc, turned by the rest: a small angle.
	d := float64((x - float64(arc)) * (2 * math.Pi / arcs))
	q := float64(d * d)
	sinD := d - float64(float64(d*q)*(1.0/6-float64(q*(1.0/120))))
	cosD := 1 - float64(q*(0.5-float64(q*(1.0/24-float64(q*(1.0/720))))))
	sin = float64(sinA*cosD) + float64(cosA*sinD)
	cos = float64(cosA*cosD) - float64(sinA*sinD)
	return sin, cos
}

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
