// Package soup is what the importers of triangle soups (obj, ply, stl) share:
// scanning text and numbers, triangulating polygons, merging equal vertices,
// vertex colours, and the limits of coordinates and counts.
//
// Coordinates are read as float64 and stored as float32 relative to the centre of
// their bounding box, which an instance translates back: so they stay precise far
// from the origin.
package soup

import (
	"fmt"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A Box is an axis-aligned bounding box. The zero Box is empty.
type Box struct {
	lo, hi   vec.Vec3
	nonEmpty bool
}

// Add extends the box to hold p, whose components are finite.
func (b *Box) Add(p vec.Vec3) {
	if !b.nonEmpty {
		*b = Box{p, p, true}
		return
	}
	extend(&b.lo.X, &b.hi.X, p.X)
	extend(&b.lo.Y, &b.hi.Y, p.Y)
	extend(&b.lo.Z, &b.hi.Z, p.Z)
}

func extend(lo, hi *float64, x float64) {
	if x < *lo {
		*lo = x
	}
	if x > *hi {
		*hi = x
	}
}

// Center is the centre of the box; of an empty one it is the origin.
func (b *Box) Center() vec.Vec3 { return b.lo.Add(b.hi).Scale(0.5) }

// ToFloat32 is a vector as a model.Mesh stores it.
func ToFloat32(v vec.Vec3) [3]float32 {
	return [3]float32{float32(v.X), float32(v.Y), float32(v.Z)}
}

// ToFloat64 is a vector that a model.Mesh stores.
func ToFloat64(v [3]float32) vec.Vec3 {
	return vec.Vec3{X: float64(v[0]), Y: float64(v[1]), Z: float64(v[2])}
}

// ValidNormals is the normals, or nil if one of them has no length or is not
// finite: the mesh is then flat shaded.
func ValidNormals(normals [][3]float32) [][3]float32 {
	for _, n := range normals {
		v := ToFloat64(n)
		if l := v.Dot(v); !(l > 0 && l-l == 0) {
			return nil
		}
	}
	return normals
}

// DefaultMaterial is the material of faces without one.
func DefaultMaterial() model.Material {
	return model.Material{Kind: model.Physical, Color: vec.Grey(0.8), Roughness: 0.5, IOR: 1.5}
}

// SingleMesh is the model of one mesh of the default material. The mesh is stored
// relative to center.
func SingleMesh(mesh model.Mesh, center vec.Vec3) *model.Model {
	return &model.Model{
		Materials: []model.Material{DefaultMaterial()},
		Meshes:    []model.Mesh{mesh},
		Instances: []model.Instance{{Transform: vec.Translate(center)}},
	}
}

// CheckCounts is an error if a file has more vertices or triangles than an importer
// reads.
func CheckCounts(vertices, triangles int) error {
	if vertices > model.MaxVertices {
		return fmt.Errorf("there are %d vertices, more than %d: split the file", vertices, model.MaxVertices)
	}
	if triangles > model.MaxTriangles {
		return fmt.Errorf("there are %d triangles, more than %d: split the file", triangles, model.MaxTriangles)
	}
	return nil
}
