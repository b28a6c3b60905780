package gltf

import (
	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// triangles are those of a geometry with so many vertices, in the order of the
// specification, section 3.7.2.1, which keeps the winding in a strip.
func (r *reader) triangles(s geometryKey, vertices int, location string) ([][3]uint32, error) {
	n := vertices
	corner := func(i int) uint32 { return uint32(i) }
	if s.indices != -1 {
		location += ".indices"
		indices, err := r.indices(s.indices, vertices, location)
		if err != nil {
			return nil, err
		}
		n = len(indices)
		corner = func(i int) uint32 { return indices[i] }
	}
	count := n - 2
	if s.mode == triangles {
		count = n / 3
		if n%3 != 0 {
			return nil, fault(location, "has %d corners, which are no whole triangles: export the file again", n)
		}
	}
	if count < 1 {
		return nil, fault(location, "has %d corners, too few for a triangle: export the file again", n)
	}
	if r.count.triangles += count; r.count.triangles > model.MaxTriangles {
		return nil, fault(location, "brings the file to more than %d triangles: export it in parts", model.MaxTriangles)
	}
	if err := r.reserve(count, 12, location); err != nil {
		return nil, err
	}
	all := make([][3]uint32, count)
	for i := range all {
		a, b, c := 3*i, 3*i+1, 3*i+2
		switch s.mode {
		case strip:
			a, b, c = i, i+1+i%2, i+2-i%2
		case fan:
			a, b, c = i+1, i+2, 0
		}
		all[i] = [3]uint32{corner(a), corner(b), corner(c)}
	}
	return all, nil
}

func (r *reader) indices(i integer, vertices int, location string) ([]uint32, error) {
	a, err := lookup(r.doc.accessors, i, location, "accessors")
	if err != nil {
		return nil, err
	}
	if !unsigned(a.ComponentType) {
		return nil, fault(location, "is accessors[%d] of componentType %d, not 5121, 5123 or 5125: export the file again", i, a.ComponentType)
	}
	all, err := readAccessor(r, i, location, "SCALAR", 4, (*elements).index)
	if err != nil {
		return nil, err
	}
	for k, v := range all {
		if v >= uint32(vertices) {
			return nil, fault(location, "row %d is vertex %d of %d: export the file again", k, v, vertices)
		}
	}
	return all, nil
}

// repairedNormals are the mesh's normals, of which those without a direction are
// replaced by geometric ones.
func (r *reader) repairedNormals(m *model.Mesh, wrong []int, location string) ([][3]float32, error) {
	if wrong == nil {
		return m.Normals, nil
	}
	if err := r.reserve(len(m.Normals), 12, location); err != nil {
		return nil, err
	}
	repaired := append([][3]float32(nil), m.Normals...) // other meshes may share them
	for _, i := range wrong {
		repaired[i] = [3]float32{0, 0, 1} // for corners of triangles without area
	}
	for _, t := range m.Triangles {
		if hasDirection(m.Normals[t[0]]) && hasDirection(m.Normals[t[1]]) && hasDirection(m.Normals[t[2]]) {
			continue
		}
		a, b, c := point(m.Vertices[t[0]]), point(m.Vertices[t[1]]), point(m.Vertices[t[2]])
		n := b.Sub(a).Cross(c.Sub(a))
		if n == (vec.Vec3{}) {
			continue
		}
		n = n.Unit()
		for _, i := range t {
			if !hasDirection(m.Normals[i]) {
				repaired[i] = [3]float32{float32(n.X), float32(n.Y), float32(n.Z)}
			}
		}
	}
	return repaired, nil
}

// hasDirection reports whether a normal has a direction that float32 represents.
func hasDirection(n [3]float32) bool {
	l := point(n).Len()
	return l > 1e-10 && l < 1e10
}
