package gltf

import (
	"fmt"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A part is a primitive of the document, as the model has it.
type part struct {
	mesh, material int         // indexes into out.Meshes and out.Materials
	transform      *vec.Affine // from the mesh to the scene, instead of that of the node; or nil
}

// A geometryKey is all that the triangles of a primitive depend on: its accessors,
// of which -1 is none, and its mode. Primitives with the same key share a mesh.
type geometryKey struct {
	position, normal, uv0, uv1, color, indices, mode integer
}

// A geometry is the triangles of a geometryKey, without any pose.
type geometry struct {
	model.Mesh
	bounds bounds
	index  int // into out.Meshes, plus 1; 0 if it is not there without a pose
}

// The modes of primitives that are surfaces.
const (
	triangles = 4
	strip     = 5
	fan       = 6
)

// mesh is the parts of a mesh of the document in a pose.
func (r *reader) mesh(i integer, p pose, location string) ([]part, error) {
	m, err := lookup(r.doc.meshes, i, location, "meshes")
	if err != nil {
		return nil, err
	}
	key := poseKey{i, p.skin, p.node}
	if parts, ok := r.parts[key]; ok {
		return parts, nil
	}
	if p.node == -1 {
		p.weights = m.Weights
	}
	// The same JSON may be decoded for many poses.
	if err := r.reserve(len(m.Primitives), 1, location); err != nil {
		return nil, err
	}
	var primitives []primitive
	here := fmt.Sprintf("meshes[%d].primitives", i)
	if err := decodeList(m.Primitives, here, &primitives); err != nil {
		return nil, err
	}
	var parts []part
	for k := range primitives {
		source, location := &primitives[k], fmt.Sprintf("%s[%d]", here, k)
		a := &source.Attributes
		s := geometryKey{valueOr(a.Position, -1), valueOr(a.Normal, -1), valueOr(a.UV0, -1), valueOr(a.UV1, -1), valueOr(a.Color, -1), valueOr(source.Indices, -1), valueOr(source.Mode, triangles)}
		if s.mode < 0 || s.mode > fan {
			return nil, fault(location+".mode", "is %d, not from 0 to 6: export the file again", s.mode)
		}
		if s.mode < triangles || a.Position == nil {
			continue
		}
		f, err := r.geometry(s, location)
		if err != nil {
			return nil, err
		}
		one, err := r.deform(f, source, p, location)
		if err != nil {
			return nil, err
		}
		if one.material, err = r.material(valueOr(source.Material, -1), location+".material"); err != nil {
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

// valueOr is *p, or another value if p is nil.
func valueOr[T any](p *T, instead T) T {
	if p == nil {
		return instead
	}
	return *p
}

// geometry reads a geometry, once.
func (r *reader) geometry(s geometryKey, location string) (*geometry, error) {
	if f, ok := r.geometries[s]; ok {
		return f, nil
	}
	var m geometry
	attributes := location + ".attributes."
	p, err := r.readPositions(s.position, attributes+"POSITION")
	if err != nil {
		return nil, err
	}
	m.Vertices, m.bounds = p.all, p.bounds
	if m.Triangles, err = r.triangles(s, len(m.Vertices), location); err != nil {
		return nil, err
	}
	if s.normal != -1 {
		n, err := r.readNormals(s.normal, attributes+"NORMAL")
		if err != nil {
			return nil, err
		}
		m.Normals = n.all
		if len(m.Normals) != len(m.Vertices) {
			return nil, fault(attributes+"NORMAL", "has %d rows for %d vertices: export the file again", len(m.Normals), len(m.Vertices))
		}
		if m.Normals, err = r.repairedNormals(&m.Mesh, n.invalid, attributes+"NORMAL"); err != nil {
			return nil, err
		}
	}
	for k, i := range []integer{s.uv0, s.uv1} {
		if i == -1 {
			continue
		}
		location := fmt.Sprintf("%sTEXCOORD_%d", attributes, k)
		if m.UVs[k], err = r.readUVs(i, location); err != nil {
			return nil, err
		}
		if len(m.UVs[k]) != len(m.Vertices) {
			return nil, fault(location, "has %d rows for %d vertices: export the file again", len(m.UVs[k]), len(m.Vertices))
		}
	}
	if s.color != -1 {
		location := attributes + "COLOR_0"
		if m.Colors, err = r.readColors(s.color, location); err != nil {
			return nil, err
		}
		if len(m.Colors) != len(m.Vertices) {
			return nil, fault(location, "has %d rows for %d vertices: export the file again", len(m.Colors), len(m.Vertices))
		}
	}
	r.geometries[s] = &m
	return &m, nil
}

// add appends a mesh to the model, and is its index.
func (r *reader) add(m model.Mesh, b bounds) int {
	r.out.Meshes = append(r.out.Meshes, m)
	r.bounds = append(r.bounds, b)
	return len(r.out.Meshes) - 1
}
