package formula

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

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
