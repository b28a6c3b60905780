// Package formula computes what people write as a formula: numbers, variables,
// + - * / ^, parentheses and the usual functions, angles in radians.
//
// The arithmetic gives the same bits on every processor; see package vec.
package formula

// A Formula is compiled: a program for a machine with a stack. It does not
// change, and many goroutines may compute it.
type Formula struct {
	code  []step
	depth int // of the stack
}

// A step takes its operands off the stack and puts its result there: those of
// many points at once, see Row.
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

// operands is how many of them a step takes off the stack.
func (o op) operands() int {
	switch {
	case o >= sin:
		return functions[o-sin].args
	case o == constant || o == variable:
		return 0
	case o == neg:
		return 1
	}
	return 2
}

// Eval is the formula's value for those of its variables, in the order that
// Compile was given. What cannot be computed is NaN.
func (f *Formula) Eval(values []float64) float64 {
	var out [1]float64
	rows := make([][]float64, len(values))
	for k := range rows {
		rows[k] = values[k : k+1]
	}
	f.Row(out[:], rows)
	return out[0]
}
