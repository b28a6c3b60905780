// Package formula computes what people write as a formula: numbers, variables,
// + - * / ^, parentheses and the usual functions, angles in radians.
//
// The arithmetic gives the same bits on every processor; see package vec.
package formula

import (
	"math"

	"mosaic/pkg/vec"
)

// A Formula is compiled: a program for a machine with a stack. It does not
// change, and many goroutines may compute it.
type Formula struct {
	code  []step
	depth int // of the stack
}

// A step takes its operands off the stack and puts its result there.
type step struct {
	op    op
	value float64 // constant
	at    int     // variable
}

type op uint8

const (
	constant op = iota
	variable
	add
	sub
	mul
	div
	pow
	neg

	// The functions, in the order of their table.
	sin
	cos
	tan
	sqrt
	abs
	floor
	exp
	log
	lower
	upper
	mod
)

// functions are the known ones, with the number of their operands.
var functions = []struct {
	name string
	args int
}{
	{"sin", 1}, {"cos", 1}, {"tan", 1}, {"sqrt", 1}, {"abs", 1}, {"floor", 1}, {"exp", 1}, {"log", 1},
	{"min", 2}, {"max", 2}, {"mod", 2},
}

const maxDepth = 64

// Functions is the names of all functions.
func Functions() []string {
	var names []string
	for _, f := range functions {
		names = append(names, f.name)
	}
	return names
}

// Eval is the formula's value for those of its variables, in the order that
// Compile was given. What cannot be computed is NaN.
func (f *Formula) Eval(values []float64) float64 {
	var stack [maxDepth]float64
	n := 0
	for i := range f.code {
		s := &f.code[i]
		switch s.op {
		case constant:
			stack[n] = s.value
			n++
			continue
		case variable:
			stack[n] = values[s.at]
			n++
			continue
		case neg:
			stack[n-1] = -stack[n-1]
			continue
		}
		if sin <= s.op && s.op < lower {
			stack[n-1] = one(s.op, stack[n-1])
			continue
		}
		n--
		stack[n-1] = two(s.op, stack[n-1], stack[n])
	}
	return stack[0]
}

func one(f op, x float64) float64 {
	switch f {
	case sin, cos, tan:
		turns := float64(x * (1 / (2 * math.Pi)))
		turns -= math.Floor(turns)
		if !(turns <= 1) {
			return math.NaN()
		}
		s, c := vec.SinCos(turns)
		switch f {
		case sin:
			return s
		case cos:
			return c
		}
		return s / c
	case sqrt:
		return math.Sqrt(x)
	case abs:
		return math.Abs(x)
	case floor:
		return math.Floor(x)
	case exp:
		return vec.Exp2(float64(x * math.Log2E))
	default:
		if x > 0 {
			return float64(vec.Log2(x) * math.Ln2)
		}
		return math.NaN()
	}
}

func two(o op, x, y float64) float64 {
	switch o {
	case add:
		return x + y
	case sub:
		return x - y
	case mul:
		return float64(x * y)
	case div:
		return x / y
	case pow:
		return power(x, y)
	case lower:
		return min(x, y)
	case upper:
		return max(x, y)
	default:
		return x - float64(y*math.Floor(x/y))
	}
}

func power(x, y float64) float64 {
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
