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
