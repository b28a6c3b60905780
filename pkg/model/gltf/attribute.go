package gltf

import (
	"fmt"
	"math"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// Positions are the vertices in an accessor, and their box. They are looked
// at once, however many primitives share them.
type positions struct {
	all    [][3]float32
	bounds bounds
}

// bounds are the corners of a box.
type bounds [2]vec.Vec3

// Normals are those in an accessor, and which of them have no direction.
type normals struct {
	all   [][3]float32
	wrong []int
}

func (r *reader) vertices(i integer, place string) (positions, error) {
	if p, ok := r.positions[i]; ok {
		return p, nil
	}
	var p positions
	all, err := gather(r, i, place, "VEC3", 12, triple)
	if err != nil {
		return p, err
	}
	if r.count.vertices += len(all); r.count.vertices > model.MaxVertices {
		return p, fault(place, "brings the file to more than %d vertices: export it in parts", model.MaxVertices)
	}
	for k, v := range all {
		for _, x := range v {
			if !within(float64(x)) {
				return p, fault(fmt.Sprintf("accessors[%d]", i), "row %d has the coordinate %g, which is not within %g: make the model smaller", k, x, model.MaxCoordinate)
			}
		}
	}
	p = positions{all, boundsOf(all)}
	r.positions[i] = p
	return p, nil
}

// within is false for what is no number, too.
func within(x float64) bool { return math.Abs(x) <= model.MaxCoordinate }

func (r *reader) directions(i integer, place string) (normals, error) {
	if n, ok := r.normals[i]; ok {
		return n, nil
	}
	all, err := gather(r, i, place, "VEC3", 12, triple)
	if err != nil {
		return normals{}, err
	}
	n := normals{all: all}
	for k, v := range all {
		if !directed(v) {
			n.wrong = append(n.wrong, k)
		}
	}
	r.normals[i] = n
	return n, nil
}

func (r *reader) coordinates(i integer, place string) ([][2]float32, error) {
	if all, ok := r.uvs[i]; ok {
		return all, nil
	}
	all, err := gather(r, i, place, "VEC2", 8, pair)
	if err != nil {
		return nil, err
	}
	for k, v := range all {
		if !within(float64(v[0])) || !within(float64(v[1])) {
			return nil, fault(fmt.Sprintf("accessors[%d]", i), "row %d has the texture coordinates %g, %g, which are not within %g: unwrap the model again", k, v[0], v[1], model.MaxCoordinate)
		}
	}
	r.uvs[i] = all
	return all, nil
}

// tints are the colours in an accessor: linear, with an alpha or without.
func (r *reader) tints(i integer, place string) ([][4]uint16, error) {
	if all, ok := r.colors[i]; ok {
		return all, nil
	}
	kind := "VEC4"
	if a, err := at(r.doc.accessors, i, place, "accessors"); err == nil && a.Type == "VEC3" {
		kind = "VEC3"
	}
	all, err := gather(r, i, place, kind, 8, tint)
	if err == nil {
		r.colors[i] = all
	}
	return all, err
}

// tint is a row of three or four numbers. Whole ones are shares of their
// type's largest, even if the file forgets to say so; what floats have outside
// 0 to 1 is cut, and what is no number counts as 0.
func tint(c *cells, i int) [4]uint16 {
	whole := *c
	whole.normalized = true
	color := [4]uint16{3: math.MaxUint16}
	for k := range c.width {
		if v := whole.at(i, k); v > 0 {
			color[k] = uint16(float64(float64(min(v, 1))*math.MaxUint16) + 0.5)
		}
	}
	return color
}

func boundsOf(vertices [][3]float32) bounds {
	b := bounds{point(vertices[0]), point(vertices[0])}
	for _, v := range vertices {
		b[0], b[1] = b[0].Min(point(v)), b[1].Max(point(v))
	}
	return b
}

func point(v [3]float32) vec.Vec3 {
	return vec.Vec3{X: float64(v[0]), Y: float64(v[1]), Z: float64(v[2])}
}
