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

// componentSize is in bytes; 0 for what is no type.
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

// width is the number of components of an accessor's type.
func width(kind string) int {
	if kind == "MAT4" {
		return 16
	}
	return 1 + slices.Index([]string{"SCALAR", "VEC2", "VEC3", "VEC4"}, kind)
}

// Cells are rows of numbers in bytes, all of them there.
type cells struct {
	data       []byte
	stride     int
	width      int // numbers in a row
	kind       integer
	normalized bool
}

// at is number j of row i.
func (c *cells) at(i, j int) float32 {
	at := c.data[i*c.stride+j*componentSize(c.kind):]
	switch c.kind {
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

func (c *cells) scaled(v, full float32) float32 {
	if !c.normalized {
		return v
	}
	return max(v/full, -1)
}

// index is row i as a whole number.
func (c *cells) index(i int) uint32 {
	at := c.data[i*c.stride:]
	switch c.kind {
	case uint8s:
		return uint32(at[0])
	case uint16s:
		return uint32(binary.LittleEndian.Uint16(at))
	}
	return binary.LittleEndian.Uint32(at)
}

func pair(c *cells, i int) [2]float32   { return [2]float32{c.at(i, 0), c.at(i, 1)} }
func triple(c *cells, i int) [3]float32 { return [3]float32{c.at(i, 0), c.at(i, 1), c.at(i, 2)} }

// gather is the rows of an accessor of a type, each picked from its cells.
func gather[T any](r *reader, i integer, place, kind string, size int, pick func(*cells, int) T) ([]T, error) {
	a, err := at(r.doc.accessors, i, place, "accessors")
	if err != nil {
		return nil, err
	}
	if a.Type != kind {
		return nil, fault(place, "is accessors[%d] of type %.20q, not %s: export the file again", i, a.Type, kind)
	}
	here := fmt.Sprintf("accessors[%d]", i)
	if a.Count < 1 || a.Count > model.MaxVertices {
		return nil, fault(here+".count", "is %d, not from 1 to %d: export the file again", a.Count, model.MaxVertices)
	}
	var base cells
	if a.BufferView != nil {
		base, err = r.cells(a.BufferView, a.ByteOffset, a.ComponentType, a.Count, width(kind), here)
		if err != nil {
			return nil, err
		}
		base.normalized = a.Normalized
	}
	if err := r.take(int(a.Count), size, here); err != nil {
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
	return rows, r.replace(a, here, func(i uint32, values *cells, k int) { rows[i] = pick(values, k) })
}

// replace calls set for each row that a sparse accessor replaces: row i of the
// accessor is row k of values.
func (r *reader) replace(a *accessor, here string, set func(i uint32, values *cells, k int)) error {
	s := a.Sparse
	if s.Count < 0 || s.Count > a.Count {
		return fault(here+".sparse.count", "is %d, not from 0 to %d: export the file again", s.Count, a.Count)
	}
	rows, err := r.cells(s.Indices.BufferView, s.Indices.ByteOffset, s.Indices.ComponentType, s.Count, 1, here+".sparse.indices")
	if err != nil {
		return err
	}
	if !unsigned(rows.kind) {
		return fault(here+".sparse.indices.componentType", "is %d, not 5121, 5123 or 5125: export the file again", rows.kind)
	}
	values, err := r.cells(s.Values.BufferView, s.Values.ByteOffset, a.ComponentType, s.Count, width(a.Type), here+".sparse.values")
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

// cells are count rows, each of width numbers, from an offset of a view on.
func (r *reader) cells(view *integer, offset, kind, count integer, width int, place string) (cells, error) {
	size := componentSize(kind)
	if size == 0 {
		return cells{}, fault(place+".componentType", "is %d, which glTF does not have: export the file again", kind)
	}
	if view == nil {
		return cells{}, fault(place, "has no bufferView: export the file again")
	}
	data, stride, err := r.view(*view, place+".bufferView")
	if err != nil {
		return cells{}, err
	}
	if stride == 0 {
		stride = width * size
	}
	if stride < width*size {
		return cells{}, fault(place, "has rows of %d bytes, but those of bufferViews[%d] are %d apart: export the file again", width*size, *view, stride)
	}
	if end := max(int(count)-1, 0)*stride + width*size; offset < 0 || int(offset) > len(data) || count > 0 && end > len(data)-int(offset) {
		return cells{}, fault(place, "wants %d bytes from byte %d on of bufferViews[%d], which has %d: export the file again",
			end, offset, *view, len(data))
	}
	return cells{data: data[offset:], stride: stride, width: width, kind: kind}, nil
}
