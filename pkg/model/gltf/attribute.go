package gltf

import (
	"fmt"
	"math"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// positions are the elements of an accessor of vertex positions, and their bounds.
// They are read once, however many primitives share them.
type positions struct {
	all    [][3]float32
	bounds bounds
}

// bounds are the lowest and the highest corner of an axis-aligned box.
type bounds [2]vec.Vec3

// normals are the elements of an accessor of normals, and the indexes of those
// that have no direction.
type normals struct {
	all     [][3]float32
	invalid []int
}

func (r *reader) readPositions(i integer, location string) (positions, error) {
	if p, ok := r.positions[i]; ok {
		return p, nil
	}
	var p positions
	all, err := readAccessor(r, i, location, "VEC3", 12, vec3)
	if err != nil {
		return p, err
	}
	if r.count.vertices += len(all); r.count.vertices > model.MaxVertices {
		return p, fault(location, "brings the file to more than %d vertices: export it in parts", model.MaxVertices)
	}
	for k, v := range all {
		for _, x := range v {
			if !model.InRange(float64(x)) {
				return p, fault(fmt.Sprintf("accessors[%d]", i), "row %d has the coordinate %g, which is not within %g: make the model smaller", k, x, model.MaxCoordinate)
			}
		}
	}
	p = positions{all, boundsOf(all)}
	r.positions[i] = p
	return p, nil
}

func (r *reader) readNormals(i integer, location string) (normals, error) {
	if n, ok := r.normals[i]; ok {
		return n, nil
	}
	all, err := readAccessor(r, i, location, "VEC3", 12, vec3)
	if err != nil {
		return normals{}, err
	}
	n := normals{all: all}
	for k, v := range all {
		if !hasDirection(v) {
			n.invalid = append(n.invalid, k)
		}
	}
	r.normals[i] = n
	return n, nil
}

func (r *reader) readUVs(i integer, location string) ([][2]float32, error) {
	if all, ok := r.uvs[i]; ok {
		return all, nil
	}
	all, err := readAccessor(r, i, location, "VEC2", 8, vec2)
	if err != nil {
		return nil, err
	}
	for k, v := range all {
		if !model.InRange(float64(v[0])) || !model.InRange(float64(v[1])) {
			return nil, fault(fmt.Sprintf("accessors[%d]", i), "row %d has the texture coordinates %g, %g, which are not within %g: unwrap the model again", k, v[0], v[1], model.MaxCoordinate)
		}
	}
	r.uvs[i] = all
	return all, nil
}

// readColors reads an accessor of vertex colours: linear, with an alpha or without.
func (r *reader) readColors(i integer, location string) ([][4]uint16, error) {
	if all, ok := r.colors[i]; ok {
		return all, nil
	}
	kind := "VEC4"
	if a, err := lookup(r.doc.accessors, i, location, "accessors"); err == nil && a.Type == "VEC3" {
		kind = "VEC3"
	}
	all, err := readAccessor(r, i, location, kind, 8, vertexColor)
	if err == nil {
		r.colors[i] = all
	}
	return all, err
}

// vertexColor is an element of three or four components. Integers are normalized,
// even if the file forgets to say so; floats are clamped to 0 to 1, and NaN counts
// as 0.
func vertexColor(c *elements, i int) [4]uint16 {
	whole := *c
	whole.normalized = true
	color := [4]uint16{3: math.MaxUint16}
	for k := range c.components {
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
