package meshopt

import "encoding/binary"

// put writes a number of two or four bytes.
func put(to []byte, i, stride int, v uint32) {
	if stride == 2 {
		binary.LittleEndian.PutUint16(to[2*i:], uint16(v))
		return
	}
	binary.LittleEndian.PutUint32(to[4*i:], v)
}

// indices unpacks numbers, each of which is near one of the last two kinds.
func indices(data []byte, count, stride int) ([]byte, error) {
	const tail = 4
	if len(data) < 1+tail {
		return nil, errShort
	}
	if data[0]&^1 != 0xd0 {
		return nil, errVersion
	}
	s := stream{data: data[1 : len(data)-tail]}
	if count > len(s.data) { // each takes a byte
		return nil, errShort
	}
	out := make([]byte, count*stride)
	var last [2]uint32
	for i := range count {
		v := s.number()
		kind := v & 1
		last[kind] += zigzag(v >> 1)
		put(out, i, stride, last[kind])
	}
	if s.short {
		return nil, errShort
	}
	return out, nil
}

// A mesher remembers the last edges and vertices of the triangles that it
// makes.
type mesher struct {
	more     stream
	edges    [16][2]uint32
	vertices [16]uint32
	edge     int // the number of edges so far
	vertex   int
	next     uint32 // the first vertex that has not been used
	last     uint32 // the last one that was written out
}

func (m *mesher) useEdge(a, b uint32) {
	m.edges[m.edge&15] = [2]uint32{a, b}
	m.edge++
}

func (m *mesher) useVertex(v uint32) {
	m.vertices[m.vertex&15] = v
	m.vertex++
}

// fresh is the next vertex that has not been used.
func (m *mesher) fresh() uint32 {
	m.next++
	return m.next - 1
}

// written is a vertex that is written out.
func (m *mesher) written() uint32 {
	m.last += zigzag(m.more.number())
	return m.last
}

// triangles unpacks triangles: a byte for each says which edge or which
// vertices of those before it shares. What does not fit into it follows after
// all of these, and the last 16 bytes are pairs of vertices that are frequent.
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
	m := mesher{more: stream{data: data[1+n : len(data)-tail]}}
	near := 15 // codes from here on are no vertex of those before
	if data[0]&1 == 1 {
		near = 13
	}
	out := make([]byte, count*stride)
	for i, code := range codes {
		var t [3]uint32
		switch {
		case code < 0xf0:
			t = m.onEdge(int(code>>4), int(code&15), near)
		case code < 0xfe:
			t = m.apart(pairs[code&15])
		default:
			t = m.alone(code == 0xff)
		}
		for k, v := range t {
			put(out, 3*i+k, stride, v)
		}
	}
	if m.more.short {
		return nil, errShort
	}
	return out, nil
}

// onEdge shares an edge with a triangle before.
func (m *mesher) onEdge(edge, third, near int) [3]uint32 {
	e := m.edges[(m.edge-1-edge)&15]
	var c uint32
	switch {
	case third == 0:
		c = m.fresh()
		m.useVertex(c)
	case third < near:
		c = m.vertices[(m.vertex-1-third)&15]
	default:
		switch third {
		case 13:
			m.last--
		case 14:
			m.last++
		default:
			m.written()
		}
		c = m.last
		m.useVertex(c)
	}
	m.useEdge(c, e[1])
	m.useEdge(e[0], c)
	return [3]uint32{e[0], e[1], c}
}

// apart begins with a fresh vertex; the others may be known.
func (m *mesher) apart(pair byte) [3]uint32 {
	a := m.fresh()
	b, c := uint32(0), uint32(0)
	at := m.vertex
	known := [2]int{int(pair >> 4), int(pair & 15)}
	if b = m.vertices[(at-known[0])&15]; known[0] == 0 {
		b = m.fresh()
	}
	if c = m.vertices[(at-known[1])&15]; known[1] == 0 {
		c = m.fresh()
	}
	m.useVertex(a)
	if known[0] == 0 {
		m.useVertex(b)
	}
	if known[1] == 0 {
		m.useVertex(c)
	}
	m.around(a, b, c)
	return [3]uint32{a, b, c}
}

// alone says each of its vertices by itself.
func (m *mesher) alone(written bool) [3]uint32 {
	pair := m.more.byte()
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
			t[k] = m.fresh()
		case 15:
		default:
			t[k] = m.vertices[(m.vertex-from)&15]
		}
	}
	for k, from := range known {
		if from == 15 {
			t[k] = m.written()
		}
	}
	for k, from := range known {
		if from == 0 || from == 15 {
			m.useVertex(t[k])
		}
	}
	m.around(t[0], t[1], t[2])
	return t
}

func (m *mesher) around(a, b, c uint32) {
	m.useEdge(b, a)
	m.useEdge(c, b)
	m.useEdge(a, c)
}
