package gltf

import (
	"fmt"

	"mosaic/pkg/model"
)

// A part is a primitive as the model has it.
type part struct {
	mesh, material int // indexes into out.Meshes and out.Materials
}

// A shape is all that a primitive's triangles come from: accessors, of which
// -1 is none, and how they go together. Primitives of one shape share a mesh.
type shape struct {
	position, normal, uv0, uv1, color, indices, mode integer
}

// The modes of primitives that are surfaces.
const (
	triangles = 4
	strip     = 5
	fan       = 6
)

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
			or(p.Attributes.UV0, -1), or(p.Attributes.UV1, -1), or(p.Attributes.Color, -1), or(p.Indices, -1), or(p.Mode, triangles)}
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
		if s.color != -1 {
			r.out.Materials[material].Tinted = true
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
	attributes := place + ".attributes."
	p, err := r.vertices(s.position, attributes+"POSITION")
	if err != nil {
		return 0, err
	}
	m.Vertices = p.all
	if m.Triangles, err = r.triangles(s, len(m.Vertices), place); err != nil {
		return 0, err
	}
	if s.normal != -1 {
		n, err := r.directions(s.normal, attributes+"NORMAL")
		if err != nil {
			return 0, err
		}
		m.Normals = n.all
		if len(m.Normals) != len(m.Vertices) {
			return 0, fault(attributes+"NORMAL", "has %d rows for %d vertices: export the file again", len(m.Normals), len(m.Vertices))
		}
		if m.Normals, err = r.mended(&m, n.wrong, attributes+"NORMAL"); err != nil {
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
	if s.color != -1 {
		place := attributes + "COLOR_0"
		if m.Colors, err = r.tints(s.color, place); err != nil {
			return 0, err
		}
		if len(m.Colors) != len(m.Vertices) {
			return 0, fault(place, "has %d rows for %d vertices: export the file again", len(m.Colors), len(m.Vertices))
		}
	}
	r.built[s] = len(r.out.Meshes)
	r.out.Meshes = append(r.out.Meshes, m)
	r.bounds = append(r.bounds, p.bounds)
	return r.built[s], nil
}
