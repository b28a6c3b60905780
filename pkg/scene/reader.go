package scene

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"mosaic/pkg/suggest"
)

// A reader collects the faults of a file.
type reader struct {
	file   string
	faults Faults
	more   int // faults beyond MaxFaults
}

func (r *reader) fault(n *yaml.Node, path, format string, args ...any) {
	if len(r.faults) == MaxFaults {
		r.more++
		return
	}
	r.faults = append(r.faults, Fault{r.file, n.Line, n.Column, path, fmt.Sprintf(format, args...)})
}

// instead is what to type instead of a name; "" if nobody will read it.
func (r *reader) instead(name string, allowed []string) string {
	if len(r.faults) == MaxFaults {
		return ""
	}
	return suggest.Instead(name, allowed)
}

// count is the number of faults so far.
func (r *reader) count() int { return len(r.faults) + r.more }

// err is the faults in the order of the file, or nil if there are none.
func (r *reader) err() error {
	if len(r.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(r.faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	if r.more > 0 {
		r.faults = append(r.faults, Fault{File: r.file, Problem: fmt.Sprintf("and %d more faults", r.more)})
	}
	return r.faults
}

// A value is one value of the file. A nil node is one that is missing or
// unusable; that has been reported, and reading it gives zero in silence.
type value struct {
	r    *reader
	path string
	node *yaml.Node
}

func (v value) fault(format string, args ...any) {
	v.r.fault(v.node, v.path, format, args...)
}

// at is item i of a list.
func (v value) at(i int) value {
	return value{v.r, v.path + "[" + strconv.Itoa(i) + "]", v.node.Content[i]}
}

// is reports whether the value has the kind; if not, that is a fault.
func (v value) is(kind yaml.Kind, want string) bool {
	if v.node == nil || v.node.Kind == kind {
		return v.node != nil
	}
	v.fault("is %s: type %s", describe(v.node), want)
	return false
}

// items is the values of a list.
func (v value) items(want string) []value {
	if !v.is(yaml.SequenceNode, want) {
		return nil
	}
	items := make([]value, len(v.node.Content))
	for i := range items {
		items[i] = v.at(i)
	}
	return items
}

// describe says in a few words what stands in the file.
func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a map"
	case yaml.SequenceNode:
		return describeList(n)
	case yaml.AliasNode:
		return "an alias, which scenes do not know"
	}
	if n.Value == "" {
		return "empty"
	}
	if isText(n) {
		return "the text " + quote(n.Value)
	}
	return short(n.Value)
}

// describeList shows a short list of scalars.
func describeList(n *yaml.Node) string {
	if len(n.Content) > 4 {
		return fmt.Sprintf("a list of %d", len(n.Content))
	}
	var items []string
	for _, c := range n.Content {
		if c.Kind != yaml.ScalarNode {
			return "a list of lists or maps"
		}
		items = append(items, short(c.Value))
	}
	return "[" + strings.Join(items, ", ") + "]"
}

// isText reports whether a scalar was written as text, in quotes or as a block.
func isText(n *yaml.Node) bool {
	const text = yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	return n.Style&text != 0
}

func quote(s string) string { return strconv.Quote(short(s)) }

// short is a text cut to a length that fits a message, on one line.
func short(s string) string {
	const most = 40
	runes := []rune(s[:min(len(s), 4*most)])
	for i, r := range runes {
		if !unicode.IsPrint(r) {
			runes[i] = ' '
		}
	}
	if len(runes) > most || len(s) > 4*most {
		runes = append(runes[:min(len(runes), most)], '…')
	}
	return string(runes)
}
