package gltf

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"mosaic/pkg/model"
)

// The types of components.
const (
	int8s    = 5120
	uint8s   = 5121
	int16s   = 5122
	uint16s  = 5123
	uint32s  = 5125
	float32s = 5126
)

// componentSize is the size of a component type in bytes; 0 if it is none.
func componentSize(kind integer) int {
	switch kind {
	case int8s, uint8s:
		return 1
	case int16s, uint16s:
		return 2
	case uint32s, float32s:
		return 4
	}
	return 0
}

// componentCount is the number of components of an accessor's type.
func componentCount(kind string) int {
	if kind == "MAT4" {
		return 16
	}
	return 1 + slices.Index([]string{"SCALAR", "VEC2", "VEC3", "VEC4"}, kind)
}

// elements are the encoded elements of an accessor, all of which are within data.
type elements struct {
	data          []byte
	stride        int
	components    int // of an element
	componentType integer
	normalized    bool
}

// at is component j of element i.
func (c *elements) at(i, j int) float32 {
	at := c.data[i*c.stride+j*componentSize(c.componentType):]
	switch c.componentType {
	case float32s:
		return math.Float32frombits(binary.LittleEndian.Uint32(at))
	case int8s:
		return c.scaled(float32(int8(at[0])), math.MaxInt8)
	case uint8s:
		return c.scaled(float32(at[0]), math.MaxUint8)
	case int16s:
		return c.scaled(float32(int16(binary.LittleEndian.Uint16(at))), math.MaxInt16)
	case uint16s:
		return c.scaled(float32(binary.LittleEndian.Uint16(at)), math.MaxUint16)
	}
	return c.scaled(float32(binary.LittleEndian.Uint32(at)), math.MaxUint32)
}

func (c *elements) scaled(v, full float32) float32 {
	if !c.normalized {
		return v
	}
	return max(v/full, -1)
}

// index is element i as an unsigned integer.
func (c *elements) index(i int) uint32 {
	at := c.data[i*c.stride:]
	switch c.componentType {
	case uint8s:
		return uint32(at[0])
	case uint16s:
		return uint32(binary.LittleEndian.Uint16(at))
	}
	return binary.LittleEndian.Uint32(at)
}

func vec2(c *elements, i int) [2]float32 { return [2]float32{c.at(i, 0), c.at(i, 1)} }
func vec3(c *elements, i int) [3]float32 { return [3]float32{c.at(i, 0), c.at(i, 1), c.at(i, 2)} }

// readAccessor is the elements of an accessor of a type, each converted by pick to
// a value of size bytes.
func readAccessor[T any](r *reader, i integer, location, kind string, size int, pick func(*elements, int) T) ([]T, error) {
	a, err := lookup(r.doc.accessors, i, location, "accessors")
	if err != nil {
		return nil, err
	}
	if a.Type != kind {
		return nil, fault(location, "is accessors[%d] of type %.20q, not %s: export the file again", i, a.Type, kind)
	}
	here := fmt.Sprintf("accessors[%d]", i)
	if a.Count < 1 || a.Count > model.MaxVertices {
		return nil, fault(here+".count", "is %d, not from 1 to %d: export the file again", a.Count, model.MaxVertices)
	}
	var base elements
	if a.BufferView != nil {
		base, err = r.elements(a.BufferView, a.ByteOffset, a.ComponentType, a.Count, componentCount(kind), here)
		if err != nil {
			return nil, err
		}
		base.normalized = a.Normalized
	}
	if err := r.reserve(int(a.Count), size, here); err != nil {
		return nil, err
	}
	rows := make([]T, a.Count)
	if a.BufferView != nil {
		for i := range rows {
			rows[i] = pick(&base, i)
		}
	}
	if a.Sparse == nil {
		return rows, nil
	}
	return rows, r.eachSparse(a, here, func(i uint32, values *elements, k int) { rows[i] = pick(values, k) })
}

// eachSparse calls set for each element that a sparse accessor replaces: element i
// of the accessor becomes element k of values.
func (r *reader) eachSparse(a *accessor, here string, set func(i uint32, values *elements, k int)) error {
	s := a.Sparse
	if s.Count < 0 || s.Count > a.Count {
		return fault(here+".sparse.count", "is %d, not from 0 to %d: export the file again", s.Count, a.Count)
	}
	rows, err := r.elements(s.Indices.BufferView, s.Indices.ByteOffset, s.Indices.ComponentType, s.Count, 1, here+".sparse.indices")
	if err != nil {
		return err
	}
	if !unsigned(rows.componentType) {
		return fault(here+".sparse.indices.componentType", "is %d, not 5121, 5123 or 5125: export the file again", rows.componentType)
	}
	values, err := r.elements(s.Values.BufferView, s.Values.ByteOffset, a.ComponentType, s.Count, componentCount(a.Type), here+".sparse.values")
	if err != nil {
		return err
	}
	values.normalized = a.Normalized
	for k := range int(s.Count) {
		i := rows.index(k)
		if i >= uint32(a.Count) {
			return fault(here+".sparse.indices", "replaces row %d of %d: export the file again", i, a.Count)
		}
		set(i, &values, k)
	}
	return nil
}

func unsigned(kind integer) bool { return kind == uint8s || kind == uint16s || kind == uint32s }

// elements are those of a buffer view: count elements from an offset on, of so many
// components of a type.
func (r *reader) elements(view *integer, offset, kind, count integer, width int, location string) (elements, error) {
	size := componentSize(kind)
	if size == 0 {
		return elements{}, fault(location+".componentType", "is %d, which glTF does not have: export the file again", kind)
	}
	if view == nil {
		return elements{}, fault(location, "has no bufferView: export the file again")
	}
	data, stride, err := r.view(*view, location+".bufferView")
	if err != nil {
		return elements{}, err
	}
	if stride == 0 {
		stride = width * size
	}
	if stride < width*size {
		return elements{}, fault(location, "has rows of %d bytes, but those of bufferViews[%d] are %d apart: export the file again", width*size, *view, stride)
	}
	if end := max(int(count)-1, 0)*stride + width*size; offset < 0 || int(offset) > len(data) || count > 0 && end > len(data)-int(offset) {
		return elements{}, fault(location, "wants %d bytes from byte %d on of bufferViews[%d], which has %d: export the file again",
			end, offset, *view, len(data))
	}
	return elements{data: data[offset:], stride: stride, components: width, componentType: kind}, nil
}
