package gltf

import (
	"fmt"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A part is a primitive as the model has it.
type part struct {
	mesh, material int         // indexes into out.Meshes and out.Materials
	place          *vec.Affine // where it is wherever its node is, if it is not nil
}

// A shape is all that a primitive's triangles come from: accessors, of which
// -1 is none, and how they go together. Primitives of one shape share a mesh.
type shape struct {
	position, normal, uv0, uv1, color, indices, mode integer
}

// A form is what a shape looks like.
type form struct {
	model.Mesh
	bounds bounds
	number int // the index into out.Meshes, plus 1; 0 if it is not there as it is
}

// The modes of primitives that are surfaces.
const (
	triangles = 4
	strip     = 5
	fan       = 6
)

// mesh is what a mesh of the document has to show in a stance.
func (r *reader) mesh(i integer, p stance, place string) ([]part, error) {
	m, err := at(r.doc.meshes, i, place, "meshes")
	if err != nil {
		return nil, err
	}
	key := posed{i, p.skin, p.node}
	if parts, ok := r.parts[key]; ok {
		return parts, nil
	}
	if p.node == -1 {
		p.weights = m.Weights
	}
	// The same text may be asked for in many stances.
	if err := r.take(len(m.Primitives), 1, place); err != nil {
		return nil, err
	}
	var primitives []primitive
	here := fmt.Sprintf("meshes[%d].primitives", i)
	if err := list(m.Primitives, here, &primitives); err != nil {
		return nil, err
	}
	var parts []part
	for k := range primitives {
		source, place := &primitives[k], fmt.Sprintf("%s[%d]", here, k)
		a := &source.Attributes
		s := shape{or(a.Position, -1), or(a.Normal, -1), or(a.UV0, -1), or(a.UV1, -1), or(a.Color, -1), or(source.Indices, -1), or(source.Mode, triangles)}
		if s.mode < 0 || s.mode > fan {
			return nil, fault(place+".mode", "is %d, not from 0 to 6: export the file again", s.mode)
		}
		if s.mode < triangles || a.Position == nil {
			continue
		}
		f, err := r.form(s, place)
		if err != nil {
			return nil, err
		}
		one, err := r.bend(f, source, p, place)
		if err != nil {
			return nil, err
		}
		if one.material, err = r.material(or(source.Material, -1), place+".material"); err != nil {
			return nil, err
		}
		if s.color != -1 {
			r.out.Materials[one.material].VertexColors = true
		}
		parts = append(parts, one)
	}
	r.parts[key] = parts
	return parts, nil
}

func or[T any](p *T, instead T) T {
	if p == nil {
		return instead
	}
	return *p
}

// form reads a shape.
func (r *reader) form(s shape, place string) (*form, error) {
	if f, ok := r.forms[s]; ok {
		return f, nil
	}
	var m form
	attributes := place + ".attributes."
	p, err := r.vertices(s.position, attributes+"POSITION")
	if err != nil {
		return nil, err
	}
	m.Vertices, m.bounds = p.all, p.bounds
	if m.Triangles, err = r.triangles(s, len(m.Vertices), place); err != nil {
		return nil, err
	}
	if s.normal != -1 {
		n, err := r.directions(s.normal, attributes+"NORMAL")
		if err != nil {
			return nil, err
		}
		m.Normals = n.all
		if len(m.Normals) != len(m.Vertices) {
			return nil, fault(attributes+"NORMAL", "has %d rows for %d vertices: export the file again", len(m.Normals), len(m.Vertices))
		}
		if m.Normals, err = r.mended(&m.Mesh, n.wrong, attributes+"NORMAL"); err != nil {
			return nil, err
		}
	}
	for k, i := range []integer{s.uv0, s.uv1} {
		if i == -1 {
			continue
		}
		place := fmt.Sprintf("%sTEXCOORD_%d", attributes, k)
		if m.UVs[k], err = r.coordinates(i, place); err != nil {
			return nil, err
		}
		if len(m.UVs[k]) != len(m.Vertices) {
			return nil, fault(place, "has %d rows for %d vertices: export the file again", len(m.UVs[k]), len(m.Vertices))
		}
	}
	if s.color != -1 {
		place := attributes + "COLOR_0"
		if m.Colors, err = r.tints(s.color, place); err != nil {
			return nil, err
		}
		if len(m.Colors) != len(m.Vertices) {
			return nil, fault(place, "has %d rows for %d vertices: export the file again", len(m.Colors), len(m.Vertices))
		}
	}
	r.forms[s] = &m
	return &m, nil
}

// add is the index of a new mesh of the model.
func (r *reader) add(m model.Mesh, b bounds) int {
	r.out.Meshes = append(r.out.Meshes, m)
	r.bounds = append(r.bounds, b)
	return len(r.out.Meshes) - 1
}
