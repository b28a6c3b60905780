package formula

import (
	"math"

	"mosaic/pkg/vec"
)

// chunk is how many points an instruction computes at a time: so few that the stack
// of a formula fits into the processor's first-level cache.
const chunk = 64

// EvalRow evaluates the formula for a row of points: out[i] becomes its value where
// variable k, in the order that Compile was given them, has the value values[k][i].
func (f *Formula) EvalRow(out []float64, values [][]float64) {
	buffer := make([]float64, f.stackDepth*chunk)
	stack := make([][]float64, f.stackDepth) // each a slice of buffer, or of the values of a variable
	for from := 0; from < len(out); from += chunk {
		end := min(from+chunk, len(out))
		n := 0
		for i := range f.code {
			s := &f.code[i]
			switch {
			case s.op == variable:
				stack[n] = values[s.index][from:end]
				n++
				continue
			case s.op == constant:
				n++
			case s.op.operands() == 2:
				n--
			}
			to := buffer[(n-1)*chunk:][:end-from]
			switch {
			case s.op == constant:
				for i := range to {
					to[i] = s.value
				}
			case s.op.operands() == 1:
				unary(s.op, to, stack[n-1])
			default:
				binary(s.op, to, stack[n-1], stack[n])
			}
			stack[n-1] = to
		}
		copy(out[from:end], stack[0])
	}
}

// unary applies a function to x; the results go to to, which may be x.
func unary(f op, to, x []float64) {
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

// binary applies an operation to x and y; the results go to to, which may be one of
// them.
func binary(o op, to, x, y []float64) {
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
	case minimum:
		for i, x := range x {
			to[i] = min(x, y[i])
		}
	case maximum:
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
