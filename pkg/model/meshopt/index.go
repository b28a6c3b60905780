package meshopt

import "encoding/binary"

// putIndex writes index i, of two or four bytes.
func putIndex(to []byte, i, stride int, v uint32) {
	if stride == 2 {
		binary.LittleEndian.PutUint16(to[2*i:], uint16(v))
		return
	}
	binary.LittleEndian.PutUint32(to[4*i:], v)
}

// indices decodes mode INDICES: each index is a difference from the last one of
// one of two sequences.
func indices(data []byte, count, stride int) ([]byte, error) {
	const tail = 4
	if len(data) < 1+tail {
		return nil, errShort
	}
	if data[0]&^1 != 0xd0 {
		return nil, errVersion
	}
	s := stream{data: data[1 : len(data)-tail]}
	if count > len(s.data) { // each takes at least a byte
		return nil, errShort
	}
	out := make([]byte, count*stride)
	var last [2]uint32
	for i := range count {
		v := s.number()
		kind := v & 1
		last[kind] += zigzag(v >> 1)
		putIndex(out, i, stride, last[kind])
	}
	if s.truncated {
		return nil, errShort
	}
	return out, nil
}

// A triangleDecoder has the FIFOs of the last edges and vertices of the triangles
// that it has decoded.
type triangleDecoder struct {
	extra    stream
	edges    [16][2]uint32
	vertices [16]uint32
	edge     int // number of edges so far
	vertex   int
	next     uint32 // the first vertex that has not been used yet
	last     uint32 // the last vertex that was encoded explicitly
}

func (m *triangleDecoder) pushEdge(a, b uint32) {
	m.edges[m.edge&15] = [2]uint32{a, b}
	m.edge++
}

func (m *triangleDecoder) pushVertex(v uint32) {
	m.vertices[m.vertex&15] = v
	m.vertex++
}

// nextVertex is the next vertex that has not been used yet.
func (m *triangleDecoder) nextVertex() uint32 {
	m.next++
	return m.next - 1
}

// explicitVertex reads a vertex that is encoded explicitly.
func (m *triangleDecoder) explicitVertex() uint32 {
	m.last += zigzag(m.extra.number())
	return m.last
}

// triangles decodes mode TRIANGLES. A code byte for each triangle says which recent
// edge or vertices it uses. The data that does not fit into the codes follows them,
// and the last 16 bytes are a table of frequent pairs of vertices.
func triangles(data []byte, count, stride int) ([]byte, error) {
	const tail = 16
	n := count / 3
	if len(data) < 1+n+tail {
		return nil, errShort
	}
	if data[0]&^1 != 0xe0 {
		return nil, errVersion
	}
	codes, pairs := data[1:1+n], data[len(data)-tail:]
	m := triangleDecoder{extra: stream{data: data[1+n : len(data)-tail]}}
	near := 15 // codes from here on are not of the vertex FIFO
	if data[0]&1 == 1 {
		near = 13
	}
	out := make([]byte, count*stride)
	for i, code := range codes {
		var t [3]uint32
		switch {
		case code < 0xf0:
			t = m.edgeTriangle(int(code>>4), int(code&15), near)
		case code < 0xfe:
			t = m.tableTriangle(pairs[code&15])
		default:
			t = m.freeTriangle(code == 0xff)
		}
		for k, v := range t {
			putIndex(out, 3*i+k, stride, v)
		}
	}
	if m.extra.truncated {
		return nil, errShort
	}
	return out, nil
}

// edgeTriangle shares an edge with a recent triangle.
func (m *triangleDecoder) edgeTriangle(edge, third, near int) [3]uint32 {
	e := m.edges[(m.edge-1-edge)&15]
	var c uint32
	switch {
	case third == 0:
		c = m.nextVertex()
		m.pushVertex(c)
	case third < near:
		c = m.vertices[(m.vertex-1-third)&15]
	default:
		switch third {
		case 13:
			m.last--
		case 14:
			m.last++
		default:
			m.explicitVertex()
		}
		c = m.last
		m.pushVertex(c)
	}
	m.pushEdge(c, e[1])
	m.pushEdge(e[0], c)
	return [3]uint32{e[0], e[1], c}
}

// tableTriangle begins with an unused vertex; pair, of the table, says what the
// others are.
func (m *triangleDecoder) tableTriangle(pair byte) [3]uint32 {
	a := m.nextVertex()
	b, c := uint32(0), uint32(0)
	at := m.vertex
	known := [2]int{int(pair >> 4), int(pair & 15)}
	if b = m.vertices[(at-known[0])&15]; known[0] == 0 {
		b = m.nextVertex()
	}
	if c = m.vertices[(at-known[1])&15]; known[1] == 0 {
		c = m.nextVertex()
	}
	m.pushVertex(a)
	if known[0] == 0 {
		m.pushVertex(b)
	}
	if known[1] == 0 {
		m.pushVertex(c)
	}
	m.pushEdges(a, b, c)
	return [3]uint32{a, b, c}
}

// freeTriangle has its three vertices encoded one by one.
func (m *triangleDecoder) freeTriangle(written bool) [3]uint32 {
	pair := m.extra.byte()
	if pair == 0 {
		m.next = 0
	}
	known := [3]int{0, int(pair >> 4), int(pair & 15)}
	if written {
		known[0] = 15
	}
	var t [3]uint32
	for k, from := range known {
		switch from {
		case 0:
			t[k] = m.nextVertex()
		case 15:
		default:
			t[k] = m.vertices[(m.vertex-from)&15]
		}
	}
	for k, from := range known {
		if from == 15 {
			t[k] = m.explicitVertex()
		}
	}
	for k, from := range known {
		if from == 0 || from == 15 {
			m.pushVertex(t[k])
		}
	}
	m.pushEdges(t[0], t[1], t[2])
	return t
}

func (m *triangleDecoder) pushEdges(a, b, c uint32) {
	m.pushEdge(b, a)
	m.pushEdge(c, b)
	m.pushEdge(a, c)
}
