// Package formula compiles and evaluates arithmetic expressions: numbers, variables,
// + - * / ^, parentheses and the usual functions, with angles in radians. Package
// scene uses it for surfaces that a scene gives by formulas.
//
// The arithmetic gives the same bits on every processor; see package vec. The time
// and memory of an evaluation are bounded by the length of the formula.
package formula

// A Formula is a compiled formula: the code of a stack machine. It is immutable,
// and may be evaluated by many goroutines.
type Formula struct {
	code       []instruction
	stackDepth int // of the stack
}

// An instruction pops its operands off the stack and pushes its result: those of
// many points at once, see EvalRow.
type instruction struct {
	op    op
	value float64 // of a constant
	index int     // of a variable
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
	minimum
	maximum
	modulo
)

// functions are those that formulas may call, with the number of their operands.
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

// operands is how many operands an instruction pops.
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

// Eval is the value of the formula for these values of its variables, in the order
// that Compile was given them. What is not defined is NaN.
func (f *Formula) Eval(values []float64) float64 {
	var out [1]float64
	rows := make([][]float64, len(values))
	for k := range rows {
		rows[k] = values[k : k+1]
	}
	f.EvalRow(out[:], rows)
	return out[0]
}
