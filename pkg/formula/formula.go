// Package formula computes what people write as a formula: numbers, variables,
// + - * / ^, parentheses and the usual functions, angles in radians.
//
// The arithmetic gives the same bits on every processor; see package vec.
package formula

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

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

// Compile reads a formula with the given variables; pi is known too. An error
// says what is wrong and what could stand there instead.
func Compile(text string, variables ...string) (*Formula, error) {
	c := &compiler{text: text, variables: variables, f: &Formula{}}
	c.skip()
	c.sum()
	if c.err == nil && c.at < len(text) {
		c.fail("%q is one too many", text[c.at:c.at+1])
	}
	if c.err != nil {
		return nil, c.err
	}
	return c.f, nil
}

type compiler struct {
	text      string
	at        int // next character
	variables []string
	f         *Formula
	stack     int
	nested    int
	err       error
}

func (c *compiler) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf("at character %d: %s", c.at+1, fmt.Sprintf(format, args...))
		c.at = len(c.text)
	}
}

func (c *compiler) skip() {
	for c.at < len(c.text) && strings.IndexByte(" \t\n\r", c.text[c.at]) >= 0 {
		c.at++
	}
}

// take skips one of the characters, if it is next.
func (c *compiler) take(any string) byte {
	if c.at < len(c.text) && strings.IndexByte(any, c.text[c.at]) >= 0 {
		b := c.text[c.at]
		c.at++
		c.skip()
		return b
	}
	return 0
}

// emit adds a step that leaves grow more values on the stack.
func (c *compiler) emit(s step, grow int) {
	c.f.code = append(c.f.code, s)
	c.stack += grow
	if c.f.depth = max(c.f.depth, c.stack); c.f.depth > maxDepth {
		c.fail("too many operands are open: write it in parts")
	}
}

func (c *compiler) sum() {
	if c.nested++; c.nested > maxDepth {
		c.fail("too many parentheses: write it in parts")
		return
	}
	c.product()
	for c.err == nil {
		switch c.take("+-") {
		case '+':
			c.product()
			c.emit(step{op: add}, -1)
		case '-':
			c.product()
			c.emit(step{op: sub}, -1)
		default:
			c.nested--
			return
		}
	}
}

func (c *compiler) product() {
	c.sign()
	for c.err == nil {
		switch c.take("*/") {
		case '*':
			c.sign()
			c.emit(step{op: mul}, -1)
		case '/':
			c.sign()
			c.emit(step{op: div}, -1)
		default:
			return
		}
	}
}

func (c *compiler) sign() {
	minus := false
	for {
		switch c.take("+-") {
		case '-':
			minus = !minus
			continue
		case '+':
			continue
		}
		break
	}
	c.factor()
	if minus {
		c.emit(step{op: neg}, 0)
	}
}

func (c *compiler) factor() {
	c.operand()
	if c.err == nil && c.take("^") != 0 {
		if c.nested++; c.nested > maxDepth {
			c.fail("too many powers: write it in parts")
			return
		}
		c.sign() // from the right, and 2^-x
		c.nested--
		c.emit(step{op: pow}, -1)
	}
}

func (c *compiler) operand() {
	if c.err != nil {
		return
	}
	if c.take("(") != 0 {
		c.sum()
		if c.err == nil && c.take(")") == 0 {
			c.fail("a ) is missing")
		}
		return
	}
	rest := c.text[c.at:]
	if n := numberLen(rest); n > 0 {
		x, err := strconv.ParseFloat(rest[:n], 64)
		if err != nil {
			c.fail("%q is no number", rest[:n])
			return
		}
		c.at += n
		c.skip()
		c.emit(step{op: constant, value: x}, 1)
		return
	}
	name := rest[:nameLen(rest)]
	switch {
	case name == "" && rest == "":
		c.fail("the formula ends too soon")
	case name == "":
		c.fail("%q cannot stand here", rest[:1])
	case name == "pi":
		c.emit(step{op: constant, value: math.Pi}, 1)
	default:
		c.named(name)
		return
	}
	c.at += len(name)
	c.skip()
}

// named reads a variable, or a function and its operands.
func (c *compiler) named(name string) {
	if i := slices.Index(c.variables, name); i >= 0 {
		c.at += len(name)
		c.skip()
		c.emit(step{op: variable, at: i}, 1)
		return
	}
	i := slices.Index(Functions(), name)
	if i < 0 {
		c.fail("%q is not known: there are %s, pi and the functions %s",
			name, strings.Join(c.variables, ", "), strings.Join(Functions(), ", "))
		return
	}
	c.at += len(name)
	c.skip()
	if c.take("(") == 0 {
		c.fail("a ( must follow %s", name)
		return
	}
	args := functions[i].args
	for k := range args {
		if k > 0 && c.take(",") == 0 {
			c.fail("%s takes %d operands, with a comma between", name, args)
			return
		}
		c.sum()
	}
	if c.err == nil && c.take(")") == 0 {
		c.fail("a ) is missing after the operands of %s", name)
		return
	}
	c.emit(step{op: sin + op(i)}, 1-args)
}

func nameLen(s string) int {
	for i := range len(s) {
		letter := 'a' <= s[i] && s[i] <= 'z' || 'A' <= s[i] && s[i] <= 'Z' || s[i] == '_'
		if !letter && (i == 0 || s[i] < '0' || '9' < s[i]) {
			return i
		}
	}
	return len(s)
}

func numberLen(s string) int {
	i := 0
	digits := func() int {
		from := i
		for i < len(s) && '0' <= s[i] && s[i] <= '9' {
			i++
		}
		return i - from
	}
	n := digits()
	if i < len(s) && s[i] == '.' {
		i++
		n += digits()
	}
	if n == 0 {
		return 0
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		before := i
		i++
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		if digits() == 0 {
			i = before
		}
	}
	return i
}
