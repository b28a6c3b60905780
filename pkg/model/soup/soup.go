// Package soup holds what the importers of plain triangles share: numbers out
// of text, polygons cut into triangles, equal corners made one, and places
// kept precise far from the origin.
package soup

import (
	"fmt"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A Box is the least one around points, with edges along the axes. The zero
// Box is empty.
type Box struct {
	lo, hi vec.Vec3
	some   bool
}

// Add makes the box reach to p, whose numbers are finite.
func (b *Box) Add(p vec.Vec3) {
	if !b.some {
		*b = Box{p, p, true}
		return
	}
	stretch(&b.lo.X, &b.hi.X, p.X)
	stretch(&b.lo.Y, &b.hi.Y, p.Y)
	stretch(&b.lo.Z, &b.hi.Z, p.Z)
}

func stretch(lo, hi *float64, x float64) {
	if x < *lo {
		*lo = x
	}
	if x > *hi {
		*hi = x
	}
}

// Middle is the middle of the box. Coordinates are stored relative to it, so
// that float32 is precise enough for a map too.
func (b *Box) Middle() vec.Vec3 { return b.lo.Add(b.hi).Scale(0.5) }

// Single is a vector as a Mesh stores it.
func Single(v vec.Vec3) [3]float32 {
	return [3]float32{float32(v.X), float32(v.Y), float32(v.Z)}
}

// Double is a vector that a Mesh stores.
func Double(v [3]float32) vec.Vec3 {
	return vec.Vec3{X: float64(v[0]), Y: float64(v[1]), Z: float64(v[2])}
}

// Shading is the normals if each has a length, and else none at all: the
// triangles are then flat.
func Shading(normals [][3]float32) [][3]float32 {
	for _, n := range normals {
		v := Double(n)
		if l := v.Dot(v); !(l > 0 && l-l == 0) {
			return nil
		}
	}
	return normals
}

// Plain is the material of what has none.
func Plain() model.Material {
	return model.Material{Kind: model.Physical, Color: vec.Grey(0.8), Roughness: 0.5, IOR: 1.5}
}

// One is the model of one plain mesh, which is stored relative to middle.
func One(mesh model.Mesh, middle vec.Vec3) *model.Model {
	return &model.Model{
		Materials: []model.Material{Plain()},
		Meshes:    []model.Mesh{mesh},
		Instances: []model.Instance{{Transform: vec.Translate(middle)}},
	}
}

// Fits says what is wrong with so many vertices or triangles in a file, if
// something is.
func Fits(vertices, triangles int) error {
	if vertices > model.MaxVertices {
		return fmt.Errorf("there are %d vertices, more than %d: split the file", vertices, model.MaxVertices)
	}
	if triangles > model.MaxTriangles {
		return fmt.Errorf("there are %d triangles, more than %d: split the file", triangles, model.MaxTriangles)
	}
	return nil
}

// Within reports whether x is a coordinate, or another number of moderate size.
func Within(x float64) bool { return -model.MaxCoordinate <= x && x <= model.MaxCoordinate }
