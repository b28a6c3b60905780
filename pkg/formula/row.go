package formula

import (
	"math"

	"mosaic/pkg/vec"
)

// span is how many values a step makes at a time: so few that those of a whole
// formula stay in the processor's nearest cache.
const span = 64

// Row puts into out the formula's values for those of its variables, in the
// order that Compile was given: out[i] is for the values[k][i] of all k.
func (f *Formula) Row(out []float64, values [][]float64) {
	own := make([]float64, f.depth*span)
	stack := make([][]float64, f.depth) // each is a part of own, or of a variable
	for from := 0; from < len(out); from += span {
		end := min(from+span, len(out))
		n := 0
		for i := range f.code {
			s := &f.code[i]
			switch {
			case s.op == variable:
				stack[n] = values[s.at][from:end]
				n++
				continue
			case s.op == constant:
				n++
			case s.op.operands() == 2:
				n--
			}
			to := own[(n-1)*span:][:end-from]
			switch {
			case s.op == constant:
				for i := range to {
					to[i] = s.value
				}
			case s.op.operands() == 1:
				ones(s.op, to, stack[n-1])
			default:
				twos(s.op, to, stack[n-1], stack[n])
			}
			stack[n-1] = to
		}
		copy(out[from:end], stack[0])
	}
}

// ones puts the function's values for x into to, which may be x.
func ones(f op, to, x []float64) {
	x = x[:len(to)]
	switch f {
	case neg:
		for i, x := range x {
			to[i] = -x
		}
	case sin:
		for i, x := range x {
			to[i], _ = sincos(x)
		}
	case cos:
		for i, x := range x {
			_, to[i] = sincos(x)
		}
	case tan:
		for i, x := range x {
			s, c := sincos(x)
			to[i] = s / c
		}
	case sqrt:
		for i, x := range x {
			to[i] = math.Sqrt(x)
		}
	case abs:
		for i, x := range x {
			to[i] = math.Abs(x)
		}
	case floor:
		for i, x := range x {
			to[i] = math.Floor(x)
		}
	case exp:
		for i, x := range x {
			to[i] = vec.Exp2(float64(x * math.Log2E))
		}
	default:
		for i, x := range x {
			to[i] = logarithm(x)
		}
	}
}

// twos puts the operation's values for x and y into to, which may be x or y.
func twos(o op, to, x, y []float64) {
	x, y = x[:len(to)], y[:len(to)]
	switch o {
	case add:
		for i, x := range x {
			to[i] = x + y[i]
		}
	case sub:
		for i, x := range x {
			to[i] = x - y[i]
		}
	case mul:
		for i, x := range x {
			to[i] = float64(x * y[i])
		}
	case div:
		for i, x := range x {
			to[i] = x / y[i]
		}
	case pow:
		for i, x := range x {
			to[i] = power(x, y[i])
		}
	case lower:
		for i, x := range x {
			to[i] = min(x, y[i])
		}
	case upper:
		for i, x := range x {
			to[i] = max(x, y[i])
		}
	default:
		for i, x := range x {
			to[i] = x - float64(y[i]*math.Floor(x/y[i]))
		}
	}
}

// sincos is the sine and the cosine of x; NaN if x is too large to have any.
func sincos(x float64) (sin, cos float64) {
	turns := float64(x * (1 / (2 * math.Pi)))
	turns -= math.Floor(turns)
	if !(turns <= 1) {
		return math.NaN(), math.NaN()
	}
	return vec.SinCos(turns)
}

func logarithm(x float64) float64 {
	if x > 0 {
		return float64(vec.Log2(x) * math.Ln2)
	}
	return math.NaN()
}

func power(x, y float64) float64 {
	if y == 2 {
		return float64(x * x)
	}
	if y == math.Floor(y) && math.Abs(y) <= 64 {
		r := 1.0
		for range int(math.Abs(y)) {
			r = float64(r * x)
		}
		if y < 0 {
			return 1 / r
		}
		return r
	}
	if x > 0 {
		return vec.Pow(x, y)
	}
	if x == 0 && y > 0 {
		return 0
	}
	return math.NaN()
}
