package ply

import (
	"errors"
	"fmt"
	"strconv"

	"mosaic/pkg/model/soup"
)

// A scalarType is a type of numbers.
type scalarType uint8

const (
	int8s scalarType = iota + 1
	uint8s
	int16s
	uint16s
	int32s
	uint32s
	float32s
	float64s
)

var scalarTypes = map[string]scalarType{
	"char": int8s, "uchar": uint8s, "short": int16s, "ushort": uint16s,
	"int": int32s, "uint": uint32s, "float": float32s, "double": float64s,
	"int8": int8s, "uint8": uint8s, "int16": int16s, "uint16": uint16s,
	"int32": int32s, "uint32": uint32s, "float32": float32s, "float64": float64s,
}

// sizes are those of the scalar types in bytes.
var sizes = [...]int{0, 1, 1, 2, 2, 4, 4, 4, 8}

func (k scalarType) isInteger() bool { return k <= uint32s }

// A property is a column of an element: a number, or a list of numbers.
type property struct {
	name       string
	typ        scalarType
	list       bool
	lengthType scalarType // of a list
}

// An element is a table of count rows.
type element struct {
	name       string
	count      int
	properties []property
}

// cornerProperty is the index of the property that has a face's corners, or -1.
func (e *element) cornerProperty() int {
	for i, p := range e.properties {
		if p.list && p.typ.isInteger() && (p.name == "vertex_indices" || p.name == "vertex_index") {
			return i
		}
	}
	return -1
}

type header struct {
	elements []element
	body     body
}

// maxHeaderEntries limits the elements, and the properties of each.
const maxHeaderEntries = 1000

// readHeader reads the lines up to the word end_header.
func readHeader(data []byte) (*header, error) {
	h := header{}
	s := soup.NewScanner(data)
	if string(s.Word()) != "ply" || !s.AtLineEnd() {
		return nil, errors.New(`is no PLY file: its first line is not "ply"`)
	}
	for s.NextLine() {
		word := string(s.Word())
		if word == "end_header" {
			if h.body.format == 0 {
				return nil, errors.New("has no line that begins with format: export the object again")
			}
			s.NextLine()
			h.body.start(data, s)
			return &h, nil
		}
		if err := h.line(word, &s); err != nil {
			return nil, errorAt(fmt.Sprintf("line %d", s.Line()), err)
		}
	}
	return nil, errors.New("has no line end_header: it is cut off; copy it again")
}

// line reads one of the header's lines, which begins with word.
func (h *header) line(word string, s *soup.Scanner) error {
	switch word {
	case "format":
		name := string(s.Word())
		h.body.format = formats[name]
		if h.body.format == 0 {
			return fmt.Errorf("%s is no format: it is ascii, binary_little_endian or binary_big_endian", soup.Quote(name))
		}
	case "element":
		name, number := string(s.Word()), s.Word()
		count, err := strconv.ParseInt(string(number), 10, 64)
		if err != nil || count < 0 {
			return fmt.Errorf("%s is no number of elements", soup.Quote(number))
		}
		if len(h.elements) == maxHeaderEntries {
			return fmt.Errorf("there are more than %d elements", maxHeaderEntries)
		}
		h.elements = append(h.elements, element{name: name, count: int(count)})
	case "property":
		if len(h.elements) == 0 {
			return errors.New("a property stands before the first element")
		}
		e := &h.elements[len(h.elements)-1]
		if len(e.properties) == maxHeaderEntries {
			return fmt.Errorf("there are more than %d properties", maxHeaderEntries)
		}
		p, err := readProperty(s)
		e.properties = append(e.properties, p)
		return err
	case "comment", "obj_info", "Created", "": // Blender once left out the comment
	default:
		return fmt.Errorf("%s is not known here: a header has format, element, property and comment", soup.Quote(word))
	}
	return nil
}

func readProperty(s *soup.Scanner) (p property, err error) {
	name := string(s.Word())
	if p.list = name == "list"; p.list {
		length := string(s.Word())
		if p.lengthType = scalarTypes[length]; p.lengthType == 0 || !p.lengthType.isInteger() {
			return p, fmt.Errorf("%s is no type of a list's length: take uchar or int", soup.Quote(length))
		}
		name = string(s.Word())
	}
	if p.typ = scalarTypes[name]; p.typ == 0 {
		return p, fmt.Errorf("%s is no type: they are char, uchar, short, ushort, int, uint, float and double", soup.Quote(name))
	}
	p.name = string(s.Word())
	return p, nil
}
