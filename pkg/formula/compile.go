package formula

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Compile compiles a formula of the given variables and pi. An error gives the
// position, counted from 1, what is wrong, and what is possible instead.
func Compile(text string, variables ...string) (*Formula, error) {
	c := &compiler{text: text, variables: variables, f: &Formula{}}
	c.skipSpace()
	c.sum()
	if c.err == nil && c.at < len(text) {
		c.fail("%q is one too many", text[c.at:c.at+1])
	}
	if c.err != nil {
		return nil, c.err
	}
	return c.f, nil
}

// A compiler is a recursive descent parser that emits code as it goes, and keeps
// the first error. Sums, products, signs, powers and operands have a method each.
type compiler struct {
	text      string
	at        int // next character
	variables []string
	f         *Formula
	stack     int // height after the code so far
	nesting   int
	err       error
}

func (c *compiler) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf("at character %d: %s", c.at+1, fmt.Sprintf(format, args...))
		c.at = len(c.text)
	}
}

func (c *compiler) skipSpace() {
	for c.at < len(c.text) && strings.IndexByte(" \t\n\r", c.text[c.at]) >= 0 {
		c.at++
	}
}

// accept skips one of the characters, and is it; or 0, if none is next.
func (c *compiler) accept(any string) byte {
	if c.at < len(c.text) && strings.IndexByte(any, c.text[c.at]) >= 0 {
		b := c.text[c.at]
		c.at++
		c.skipSpace()
		return b
	}
	return 0
}

// emit appends an instruction that changes the height of the stack by grow.
func (c *compiler) emit(s instruction, grow int) {
	c.f.code = append(c.f.code, s)
	c.stack += grow
	if c.f.stackDepth = max(c.f.stackDepth, c.stack); c.f.stackDepth > maxDepth {
		c.fail("too many operands are open: write it in parts")
	}
}

func (c *compiler) sum() {
	if c.nesting++; c.nesting > maxDepth {
		c.fail("too many parentheses: write it in parts")
		return
	}
	c.product()
	for c.err == nil {
		switch c.accept("+-") {
		case '+':
			c.product()
			c.emit(instruction{op: add}, -1)
		case '-':
			c.product()
			c.emit(instruction{op: sub}, -1)
		default:
			c.nesting--
			return
		}
	}
}

func (c *compiler) product() {
	c.signed()
	for c.err == nil {
		switch c.accept("*/") {
		case '*':
			c.signed()
			c.emit(instruction{op: mul}, -1)
		case '/':
			c.signed()
			c.emit(instruction{op: div}, -1)
		default:
			return
		}
	}
}

func (c *compiler) signed() {
	minus := false
	for {
		switch c.accept("+-") {
		case '-':
			minus = !minus
			continue
		case '+':
			continue
		}
		break
	}
	c.power()
	if minus {
		c.emit(instruction{op: neg}, 0)
	}
}

func (c *compiler) power() {
	c.operand()
	if c.err == nil && c.accept("^") != 0 {
		if c.nesting++; c.nesting > maxDepth {
			c.fail("too many powers: write it in parts")
			return
		}
		c.signed() // right-associative, and 2^-x
		c.nesting--
		c.emit(instruction{op: pow}, -1)
	}
}

func (c *compiler) operand() {
	if c.err != nil {
		return
	}
	if c.accept("(") != 0 {
		c.sum()
		if c.err == nil && c.accept(")") == 0 {
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
		c.skipSpace()
		c.emit(instruction{op: constant, value: x}, 1)
		return
	}
	name := rest[:nameLen(rest)]
	switch {
	case name == "" && rest == "":
		c.fail("the formula ends too soon")
	case name == "":
		c.fail("%q cannot stand here", rest[:1])
	case name == "pi":
		c.emit(instruction{op: constant, value: math.Pi}, 1)
	default:
		c.name(name)
		return
	}
	c.at += len(name)
	c.skipSpace()
}

// name compiles a variable, or a function with its operands.
func (c *compiler) name(name string) {
	if i := slices.Index(c.variables, name); i >= 0 {
		c.at += len(name)
		c.skipSpace()
		c.emit(instruction{op: variable, index: i}, 1)
		return
	}
	i := slices.Index(Functions(), name)
	if i < 0 {
		c.fail("%q is not known: there are %s, pi and the functions %s",
			name, strings.Join(c.variables, ", "), strings.Join(Functions(), ", "))
		return
	}
	c.at += len(name)
	c.skipSpace()
	if c.accept("(") == 0 {
		c.fail("a ( must follow %s", name)
		return
	}
	args := functions[i].args
	for k := range args {
		if k > 0 && c.accept(",") == 0 {
			c.fail("%s takes %d operands, with a comma between", name, args)
			return
		}
		c.sum()
	}
	if c.err == nil && c.accept(")") == 0 {
		c.fail("a ) is missing after the operands of %s", name)
		return
	}
	c.emit(instruction{op: sin + op(i)}, 1-args)
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
