package ply

import (
	"encoding/binary"
	"errors"
	"fmt"

	"mosaic/pkg/model"
	"mosaic/pkg/model/soup"
)

// faces reads an element of lists of corners; add reads one list, and appends its
// triangles.
func (r *reader) faces(e *element, add func(p property) error) error {
	if !r.hasVertices {
		return errors.New("has faces before its vertices: export the object again")
	}
	corners := e.cornerProperty()
	if r.mesh.Triangles == nil {
		r.mesh.Triangles = make([][3]uint32, 0, r.triangleCapacity(e))
	}
	fast := corners == 0 && len(e.properties) == 1 && e.name == "face" && r.body.hasFastTriangles(e.properties[0])
	for i := 0; i < e.count; i++ {
		if fast {
			if i += r.fastTriangles(e.count - i); i == e.count {
				break
			}
		}
		for k, p := range e.properties {
			if k != corners {
				r.body.skip(p)
				continue
			}
			if err := add(p); err != nil && r.body.err == nil {
				return errorAt(fmt.Sprintf("%s %d", e.name, i), err)
			}
		}
		if r.body.err != nil {
			return r.body.err
		}
	}
	return nil
}

// triangleCapacity is the number of triangles of a binary element that is the last
// of its file: it follows from the number of corners, since a polygon of n corners
// has n-2 triangles. In other cases it is an estimate.
func (r *reader) triangleCapacity(e *element) int {
	if r.body.format == ascii || e.name != "face" {
		return min(e.count, r.body.remaining()/len("3 0 1 2\n"))
	}
	row := 0
	for k, p := range e.properties {
		switch {
		case k == e.cornerProperty():
			row += sizes[p.lengthType] + 2*sizes[p.typ]
		case p.list:
			row += sizes[p.lengthType]
		default:
			row += sizes[p.typ]
		}
	}
	return max(0, min(2*e.count, (r.body.remaining()-e.count*row)/sizes[e.properties[e.cornerProperty()].typ]))
}

// index is a number as the index of a vertex.
func (r *reader) index(x float64) (uint32, error) {
	i := uint32(int64(x))
	if float64(i) != x || int(i) >= len(r.mesh.Vertices) {
		return 0, fmt.Errorf("a corner is vertex %g of %d, which count from 0", x, len(r.mesh.Vertices))
	}
	return i, nil
}

func (r *reader) polygon(p property) error {
	n := r.body.length(p)
	if n == 3 {
		return r.triangle(p)
	}
	r.corners, r.positions = r.corners[:0], r.positions[:0]
	for range n {
		i, err := r.index(r.body.number(p.typ))
		if err != nil {
			return err
		}
		r.corners = append(r.corners, i)
		r.positions = append(r.positions, soup.ToFloat64(r.mesh.Vertices[i]))
	}
	if n < 3 {
		return nil // a point or an edge
	}
	triangles, err := r.triangulator.Triangulate(r.positions)
	if err != nil {
		return err
	}
	for _, t := range triangles {
		r.mesh.Triangles = append(r.mesh.Triangles, [3]uint32{r.corners[t[0]], r.corners[t[1]], r.corners[t[2]]})
	}
	return soup.CheckCounts(0, len(r.mesh.Triangles))
}

// hasFastTriangles reports whether fastTriangles reads rows of the property.
func (b *body) hasFastTriangles(p property) bool {
	return b.format == little && sizes[p.lengthType] == 1 && (p.typ == int32s || p.typ == uint32s)
}

// fastTriangles reads up to n rows of the most common form: triangles, in little
// endian, with the length in one byte and each corner in four. It stops before a
// row of another form or with an error, and returns the number of rows read.
func (r *reader) fastTriangles(n int) int {
	const row = 1 + 3*4
	rest, vertices := r.body.data[r.body.at:], uint64(len(r.mesh.Vertices))
	for i := range n {
		if len(rest) < row || rest[0] != 3 || len(r.mesh.Triangles) >= model.MaxTriangles {
			return i
		}
		a, b, c := binary.LittleEndian.Uint32(rest[1:]), binary.LittleEndian.Uint32(rest[5:]), binary.LittleEndian.Uint32(rest[9:])
		if uint64(max(a, b, c)) >= vertices {
			return i
		}
		r.mesh.Triangles = append(r.mesh.Triangles, [3]uint32{a, b, c})
		rest = rest[row:]
		r.body.at += row
	}
	return n
}

func (r *reader) triangle(p property) error {
	var t [3]uint32
	for k := range t {
		i, err := r.index(r.body.number(p.typ))
		if err != nil {
			return err
		}
		t[k] = i
	}
	r.mesh.Triangles = append(r.mesh.Triangles, t)
	return soup.CheckCounts(0, len(r.mesh.Triangles))
}

// strip reads triangle strips; the index -1 begins a new one.
func (r *reader) strip(p property) error {
	r.corners = r.corners[:0]
	for range r.body.length(p) {
		x := r.body.number(p.typ)
		if x == -1 {
			r.corners = r.corners[:0]
			continue
		}
		i, err := r.index(x)
		if err != nil {
			return err
		}
		r.corners = append(r.corners, i)
		if n := len(r.corners); n >= 3 {
			t := [3]uint32(r.corners[n-3:])
			if n%2 == 0 {
				t[0], t[1] = t[1], t[0]
			}
			r.mesh.Triangles = append(r.mesh.Triangles, t)
		}
	}
	return soup.CheckCounts(0, len(r.mesh.Triangles))
}
