package scene

import (
	"fmt"
	"math"
	"strconv"

	"mosaic/pkg/vec"

	"go.yaml.in/yaml/v3"
)

// A span is the numbers that a field takes.
type span struct {
	lo, hi float64
	open   bool // without lo and hi themselves
	text   string
}

var (
	coordinate = span{lo: -MaxLength, hi: MaxLength, text: fmt.Sprintf("a number from %g to %g", -MaxLength, MaxLength)}
	radius     = span{lo: MinRadius, hi: MaxLength, text: fmt.Sprintf("a number above 0 (%g to %g)", MinRadius, MaxLength)}
	share      = span{lo: 0, hi: 1, text: "a number from 0 to 1"}
	brightness = span{lo: 0, hi: MaxLight, text: fmt.Sprintf("a number from 0 to %g", MaxLight)}
	angle      = span{lo: 0, hi: 180, open: true, text: "an angle in degrees above 0 and below 180"}
	length     = span{lo: 0, hi: MaxLength, text: fmt.Sprintf("a number from 0 to %g", MaxLength)}
	turn       = span{lo: -36000, hi: 36000, text: "an angle in degrees from -36000 to 36000"}
	factor     = span{lo: -1e6, hi: 1e6, text: "a number from -1e6 to 1e6"}
	refraction = span{lo: 1, hi: 10, text: "an index of refraction from 1 to 10"}
)

func (s span) has(x float64) bool {
	if s.open {
		return s.lo < x && x < s.hi
	}
	return s.lo <= x && x <= s.hi
}

// float is the number of a scalar, and whether it is one.
func float(n *yaml.Node) (float64, bool) {
	if n.Kind != yaml.ScalarNode || isText(n) {
		return 0, false
	}
	switch n.Value {
	case ".nan", ".NaN", ".NAN":
		return math.NaN(), true
	case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF":
		return math.Inf(1), true
	case "-.inf", "-.Inf", "-.INF":
		return math.Inf(-1), true
	}
	x, err := strconv.ParseFloat(n.Value, 64)
	return x, err == nil || math.IsInf(x, 0)
}

// number is a number of the span.
func (v value) number(s span) float64 {
	if !v.is(yaml.ScalarNode, s.text) {
		return 0
	}
	x, ok := float(v.node)
	if !ok || !s.has(x) {
		v.fault("is %s: type %s", describe(v.node), s.text)
		return 0
	}
	return x
}

func (o *object) number(name string, s span) float64 { return o.required(name, s.text).number(s) }

func (o *object) numberOr(name string, unset float64, s span) float64 {
	if v, ok := o.optional(name); ok {
		return v.number(s)
	}
	return unset
}

// integer is the whole number from lo to hi of a scalar, if it is one.
func integer(n *yaml.Node, lo, hi int) (i int, ok bool) {
	i, err := strconv.Atoi(n.Value)
	return i, n.Kind == yaml.ScalarNode && !isText(n) && err == nil && lo <= i && i <= hi
}

// triple is the three numbers of a list, if all are of the span.
func triple(n *yaml.Node, s span) (t [3]float64, ok bool) {
	if n.Kind != yaml.SequenceNode || len(n.Content) != len(t) {
		return t, false
	}
	for i, c := range n.Content {
		x, ok := float(c)
		if !ok || !s.has(x) {
			return t, false
		}
		t[i] = x
	}
	return t, true
}

// triple is a list of three numbers of the span, which want describes.
func (v value) triple(s span, want string) [3]float64 {
	if !v.is(yaml.SequenceNode, want) {
		return [3]float64{}
	}
	t, ok := triple(v.node, s)
	switch {
	case ok:
	case len(v.node.Content) != len(t):
		v.fault("has %d numbers: type %s", len(v.node.Content), want)
	default:
		for i := range t {
			v.at(i).number(s)
		}
	}
	return t
}

// pair is a list of two numbers of the span, which want describes.
func (v value) pair(s span, want string) (t [2]float64) {
	if !v.is(yaml.SequenceNode, want) {
		return t
	}
	if len(v.node.Content) != len(t) {
		v.fault("has %d numbers: type %s", len(v.node.Content), want)
		return t
	}
	for i := range t {
		t[i] = v.at(i).number(s)
	}
	return t
}

// flag is a field that is true or false; false if it is not there.
func (o *object) flag(name string) bool {
	v, ok := o.optional(name)
	if !ok {
		return false
	}
	if v.node.Kind == yaml.ScalarNode && !isText(v.node) && (v.node.Value == "true" || v.node.Value == "false") {
		return v.node.Value == "true"
	}
	v.fault("is %s: type true or false", describe(v.node))
	return false
}

// turns is an angle in degrees as a share of a whole turn, in [0, 1].
func turns(degrees float64) float64 {
	t := degrees / 360
	return t - math.Floor(t)
}

const (
	wantVector = "three numbers, [x, y, z]"
	wantColor  = "three numbers from 0 to 1, [red, green, blue]"
	wantLight  = "three numbers from 0, [red, green, blue]"
)

// vector is a required point or direction.
func (o *object) vector(name string) vec.Vec3 {
	t := o.required(name, wantVector).triple(coordinate, wantVector)
	return vec.Vec3{X: t[0], Y: t[1], Z: t[2]}
}

// color is the field of that name, a share of light for each colour; white if
// it is not there.
func (o *object) color() vec.RGB {
	if v, ok := o.optional("color"); ok {
		return rgb(v.triple(share, wantColor))
	}
	return vec.Grey(1)
}

func rgb(t [3]float64) vec.RGB { return vec.RGB{R: t[0], G: t[1], B: t[2]} }
