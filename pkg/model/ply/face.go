package ply

import (
	"encoding/binary"
	"errors"
	"fmt"

	"mosaic/pkg/model"
	"mosaic/pkg/model/soup"
)

// polygons reads an element of lists of corners: add makes triangles of each.
func (r *reader) polygons(e *element, add func(p property) error) error {
	if !r.seen {
		return errors.New("has faces before its vertices: export the object again")
	}
	list := e.list()
	if r.mesh.Triangles == nil {
		r.mesh.Triangles = make([][3]uint32, 0, r.room(e))
	}
	quick := list == 0 && len(e.properties) == 1 && e.name == "face" && r.body.quick(e.properties[0])
	for i := 0; i < e.count; i++ {
		if quick {
			if i += r.triangles(e.count - i); i == e.count {
				break
			}
		}
		for k, p := range e.properties {
			if k != list {
				r.body.skip(p)
				continue
			}
			if err := add(p); err != nil && r.body.err == nil {
				return at(fmt.Sprintf("%s %d", e.name, i), err)
			}
		}
		if r.body.err != nil {
			return r.body.err
		}
	}
	return nil
}

// room is the number of triangles that a binary element has if it is the last:
// bytes make corners, and a polygon of n corners makes n-2 triangles. In other
// cases it is a guess.
func (r *reader) room(e *element) int {
	if r.body.format == ascii || e.name != "face" {
		return min(e.count, r.body.left()/len("3 0 1 2\n"))
	}
	row := 0
	for k, p := range e.properties {
		switch {
		case k == e.list():
			row += sizes[p.length] + 2*sizes[p.kind]
		case p.list:
			row += sizes[p.length]
		default:
			row += sizes[p.kind]
		}
	}
	return max(0, min(2*e.count, (r.body.left()-e.count*row)/sizes[e.properties[e.list()].kind]))
}

// index is a number as one of a vertex.
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
	r.corners, r.places = r.corners[:0], r.places[:0]
	for range n {
		i, err := r.index(r.body.number(p.kind))
		if err != nil {
			return err
		}
		r.corners = append(r.corners, i)
		r.places = append(r.places, soup.Double(r.mesh.Vertices[i]))
	}
	if n < 3 {
		return nil // a point or an edge
	}
	cut, err := r.cutter.Cut(r.places)
	if err != nil {
		return err
	}
	for _, t := range cut {
		r.mesh.Triangles = append(r.mesh.Triangles, [3]uint32{r.corners[t[0]], r.corners[t[1]], r.corners[t[2]]})
	}
	return soup.Fits(0, len(r.mesh.Triangles))
}

// quick reports whether triangles reads rows of the property.
func (b *body) quick(p property) bool {
	return b.format == little && sizes[p.length] == 1 && (p.kind == int32s || p.kind == uint32s)
}

// triangles reads most rows of a file, up to n, as they are most often: each a
// triangle, in little endian, of a length in a byte and three corners in four
// bytes. It ends where that is not so, or something is wrong, and returns the
// number of rows.
func (r *reader) triangles(n int) int {
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
		i, err := r.index(r.body.number(p.kind))
		if err != nil {
			return err
		}
		t[k] = i
	}
	r.mesh.Triangles = append(r.mesh.Triangles, t)
	return soup.Fits(0, len(r.mesh.Triangles))
}

// strip reads triangles of which each shares an edge with the one before; the
// index -1 begins anew.
func (r *reader) strip(p property) error {
	r.corners = r.corners[:0]
	for range r.body.length(p) {
		x := r.body.number(p.kind)
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
	return soup.Fits(0, len(r.mesh.Triangles))
}
