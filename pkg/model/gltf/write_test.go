package gltf

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"testing"
)

// A writer makes a file: lists of the document, and one buffer.
type writer struct {
	t     testing.TB
	lists map[string][]any
	top   map[string]any
	bin   []byte
}

type fields = map[string]any

func newWriter(t testing.TB) *writer {
	return &writer{t: t, lists: map[string][]any{}, top: fields{"asset": fields{"version": "2.0"}}}
}

// add appends to a list and is the element's index.
func (w *writer) add(list string, element fields) int {
	w.lists[list] = append(w.lists[list], element)
	return len(w.lists[list]) - 1
}

// view adds bytes; values are written little-endian.
func (w *writer) view(values any) int {
	var b bytes.Buffer
	if err := binary.Write(&b, binary.LittleEndian, values); err != nil {
		w.t.Fatal(err)
	}
	for len(w.bin)%4 != 0 {
		w.bin = append(w.bin, 0)
	}
	at := len(w.bin)
	w.bin = append(w.bin, b.Bytes()...)
	return w.add("bufferViews", fields{"buffer": 0, "byteOffset": at, "byteLength": b.Len()})
}

// rows adds an accessor, such as [][3]float32 or []uint16.
func rows[T any](w *writer, all []T) int {
	a := fields{"bufferView": w.view(all), "count": len(all)}
	var one T
	switch any(one).(type) {
	case float32:
		a["type"], a["componentType"] = "SCALAR", float32s
	case uint8:
		a["type"], a["componentType"] = "SCALAR", uint8s
	case uint16:
		a["type"], a["componentType"] = "SCALAR", uint16s
	case uint32:
		a["type"], a["componentType"] = "SCALAR", uint32s
	case [2]float32:
		a["type"], a["componentType"] = "VEC2", float32s
	case [3]float32:
		a["type"], a["componentType"] = "VEC3", float32s
	case [4]float32:
		a["type"], a["componentType"] = "VEC4", float32s
	default:
		w.t.Fatalf("no accessor of %T", one)
	}
	return w.add("accessors", a)
}

// mesh adds a mesh of one primitive.
func (w *writer) mesh(attributes fields, more fields) int {
	p := fields{"attributes": attributes}
	for k, v := range more {
		p[k] = v
	}
	return w.add("meshes", fields{"primitives": []any{p}})
}

// triangle adds a mesh of one triangle, and a node that shows it.
func (w *writer) triangle(more fields) {
	mesh := w.mesh(fields{"POSITION": rows(w, corners)}, more)
	w.add("nodes", fields{"mesh": mesh})
}

var corners = [][3]float32{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}}

func (w *writer) document(uri string) []byte {
	all := fields{}
	for k, v := range w.top {
		all[k] = v
	}
	for k, v := range w.lists {
		all[k] = v
	}
	if w.bin != nil {
		b := fields{"byteLength": len(w.bin)}
		if uri != "" {
			b["uri"] = uri
		}
		all["buffers"] = []any{b}
	}
	text, err := json.Marshal(all)
	if err != nil {
		w.t.Fatal(err)
	}
	return text
}

// gltf is the file as JSON, with its buffer inside.
func (w *writer) gltf() []byte {
	return w.document("data:application/octet-stream;base64," + base64.StdEncoding.EncodeToString(w.bin))
}

// glb is the file as GLB.
func (w *writer) glb() []byte {
	return pack(w.document(""), w.bin)
}

func pack(text, bin []byte) []byte {
	for len(text)%4 != 0 {
		text = append(text, ' ')
	}
	u32 := binary.LittleEndian.AppendUint32
	out := u32(u32([]byte("glTF"), 2), uint32(12+8+len(text)+8+len(bin)))
	out = append(append(u32(out, uint32(len(text))), "JSON"...), text...)
	return append(append(u32(out, uint32(len(bin))), "BIN\x00"...), bin...)
}

// beside are files that a document may name.
type beside map[string][]byte

func (b beside) read(path string) ([]byte, error) {
	if data, ok := b[path]; ok {
		return data, nil
	}
	return nil, fmt.Errorf("no file %s", path)
}

// packedView adds up to 16 rows of some bytes as EXT_meshopt_compression has
// them: each byte as the difference from the row before, in full.
func (w *writer) packedView(rows [][]byte) int {
	stride := len(rows[0])
	data := []byte{0xa0}
	for k := range stride {
		data = append(data, 3)
		for i := range 16 {
			var d int8
			switch {
			case i == 0:
				d = int8(rows[0][k])
			case i < len(rows):
				d = int8(rows[i][k] - rows[i-1][k])
			}
			data = append(data, byte(d<<1^d>>7))
		}
	}
	data = append(data, make([]byte, max(32, stride))...)
	at := w.view(data)
	from := w.lists["bufferViews"][at].(fields)
	w.lists["bufferViews"][at] = fields{"buffer": 7, "byteLength": len(rows) * stride, "extensions": fields{"EXT_meshopt_compression": fields{
		"buffer": 0, "byteOffset": from["byteOffset"], "byteLength": len(data), "byteStride": stride, "count": len(rows), "mode": "ATTRIBUTES"}}}
	return at
}
