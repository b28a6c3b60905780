package gltf

import (
	"fmt"
	"math"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A part is a primitive as the model has it.
type part struct {
	mesh, material int // indexes into out.Meshes and out.Materials
}

// A shape is all that a primitive's triangles come from: accessors, of which
// -1 is none, and how they go together. Primitives of one shape share a mesh.
type shape struct {
	position, normal, uv0, uv1, indices, mode integer
}

// The modes of primitives that are surfaces.
const (
	triangles = 4
	strip     = 5
	fan       = 6
)

// bounds are the corners of a mesh's box.
type bounds [2]vec.Vec3

// mesh is what a mesh of the document has to show.
func (r *reader) mesh(i integer, place string) ([]part, error) {
	m, err := at(r.doc.meshes, i, place, "meshes")
	if err != nil {
		return nil, err
	}
	if parts, ok := r.parts[i]; ok {
		return parts, nil
	}
	var primitives []primitive
	here := fmt.Sprintf("meshes[%d].primitives", i)
	if err := list(m.Primitives, here, &primitives); err != nil {
		return nil, err
	}
	var parts []part
	for k := range primitives {
		p, place := &primitives[k], fmt.Sprintf("%s[%d]", here, k)
		s := shape{or(p.Attributes.Position, -1), or(p.Attributes.Normal, -1),
			or(p.Attributes.UV0, -1), or(p.Attributes.UV1, -1), or(p.Indices, -1), or(p.Mode, triangles)}
		if s.mode < 0 || s.mode > fan {
			return nil, fault(place+".mode", "is %d, not from 0 to 6: export the file again", s.mode)
		}
		if s.mode < triangles || p.Attributes.Position == nil {
			continue
		}
		mesh, err := r.build(s, place)
		if err != nil {
			return nil, err
		}
		material, err := r.material(or(p.Material, -1), place+".material")
		if err != nil {
			return nil, err
		}
		parts = append(parts, part{mesh, material})
	}
	r.parts[i] = parts
	return parts, nil
}

func or[T any](p *T, instead T) T {
	if p == nil {
		return instead
	}
	return *p
}

// build is the index of the shape's mesh.
func (r *reader) build(s shape, place string) (int, error) {
	if i, ok := r.built[s]; ok {
		return i, nil
	}
	var m model.Mesh
	var err error
	attributes := place + ".attributes."
	if m.Vertices, err = r.vertices(s.position, attributes+"POSITION"); err != nil {
		return 0, err
	}
	if m.Triangles, err = r.triangles(s, len(m.Vertices), place); err != nil {
		return 0, err
	}
	if s.normal != -1 {
		if m.Normals, err = r.vectors(s.normal, attributes+"NORMAL"); err != nil {
			return 0, err
		}
		if len(m.Normals) != len(m.Vertices) {
			return 0, fault(attributes+"NORMAL", "has %d rows for %d vertices: export the file again", len(m.Normals), len(m.Vertices))
		}
		if m.Normals, err = r.mended(&m, attributes+"NORMAL"); err != nil {
			return 0, err
		}
	}
	for k, i := range []integer{s.uv0, s.uv1} {
		if i == -1 {
			continue
		}
		place := fmt.Sprintf("%sTEXCOORD_%d", attributes, k)
		if m.UVs[k], err = r.coordinates(i, place); err != nil {
			return 0, err
		}
		if len(m.UVs[k]) != len(m.Vertices) {
			return 0, fault(place, "has %d rows for %d vertices: export the file again", len(m.UVs[k]), len(m.Vertices))
		}
	}
	r.built[s] = len(r.out.Meshes)
	r.out.Meshes = append(r.out.Meshes, m)
	r.bounds = append(r.bounds, boundsOf(m.Vertices))
	return r.built[s], nil
}

// vertices are the positions that an accessor holds.
func (r *reader) vertices(i integer, place string) ([][3]float32, error) {
	if all, ok := r.positions[i]; ok {
		return all, nil
	}
	all, err := gather(r, i, place, "VEC3", 12, triple)
	if err != nil {
		return nil, err
	}
	if r.count.vertices += len(all); r.count.vertices > model.MaxVertices {
		return nil, fault(place, "brings the file to more than %d vertices: export it in parts", model.MaxVertices)
	}
	for k, v := range all {
		for _, x := range v {
			if !within(float64(x)) {
				return nil, fault(fmt.Sprintf("accessors[%d]", i), "row %d has the coordinate %g, which is not within %g: make the model smaller", k, x, model.MaxLength)
			}
		}
	}
	r.positions[i] = all
	return all, nil
}

// within is false for what is no number, too.
func within(x float64) bool { return math.Abs(x) <= model.MaxLength }

func (r *reader) vectors(i integer, place string) ([][3]float32, error) {
	if all, ok := r.normals[i]; ok {
		return all, nil
	}
	all, err := gather(r, i, place, "VEC3", 12, triple)
	if err == nil {
		r.normals[i] = all
	}
	return all, err
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
			return nil, fault(fmt.Sprintf("accessors[%d]", i), "row %d has the texture coordinates %g, %g, which are not within %g: unwrap the model again", k, v[0], v[1], model.MaxLength)
		}
	}
	r.uvs[i] = all
	return all, nil
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
