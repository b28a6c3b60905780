package gltf

import (
	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// triangles are those of a shape of so many vertices, in the order of the
// specification, section 3.7.2.1: the windings are the same in a strip.
func (r *reader) triangles(s shape, vertices int, place string) ([][3]uint32, error) {
	n := vertices
	corner := func(i int) uint32 { return uint32(i) }
	if s.indices != -1 {
		place += ".indices"
		indices, err := r.indices(s.indices, vertices, place)
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
			return nil, fault(place, "has %d corners, which are no whole triangles: export the file again", n)
		}
	}
	if count < 1 {
		return nil, fault(place, "has %d corners, too few for a triangle: export the file again", n)
	}
	if r.count.triangles += count; r.count.triangles > model.MaxTriangles {
		return nil, fault(place, "brings the file to more than %d triangles: export it in parts", model.MaxTriangles)
	}
	if err := r.take(count, 12, place); err != nil {
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

func (r *reader) indices(i integer, vertices int, place string) ([]uint32, error) {
	a, err := at(r.doc.accessors, i, place, "accessors")
	if err != nil {
		return nil, err
	}
	if !unsigned(a.ComponentType) {
		return nil, fault(place, "is accessors[%d] of componentType %d, not 5121, 5123 or 5125: export the file again", i, a.ComponentType)
	}
	all, err := gather(r, i, place, "SCALAR", 4, (*cells).index)
	if err != nil {
		return nil, err
	}
	for k, v := range all {
		if v >= uint32(vertices) {
			return nil, fault(place, "row %d is vertex %d of %d: export the file again", k, v, vertices)
		}
	}
	return all, nil
}

// mended are the mesh's normals with the geometric direction in place of those
// that have none.
func (r *reader) mended(m *model.Mesh, wrong []int, place string) ([][3]float32, error) {
	if wrong == nil {
		return m.Normals, nil
	}
	if err := r.take(len(m.Normals), 12, place); err != nil {
		return nil, err
	}
	mended := append([][3]float32(nil), m.Normals...) // other meshes may share them
	for _, i := range wrong {
		mended[i] = [3]float32{0, 0, 1} // for corners of triangles without area
	}
	for _, t := range m.Triangles {
		if directed(m.Normals[t[0]]) && directed(m.Normals[t[1]]) && directed(m.Normals[t[2]]) {
			continue
		}
		a, b, c := point(m.Vertices[t[0]]), point(m.Vertices[t[1]]), point(m.Vertices[t[2]])
		n := b.Sub(a).Cross(c.Sub(a))
		if n == (vec.Vec3{}) {
			continue
		}
		n = n.Unit()
		for _, i := range t {
			if !directed(m.Normals[i]) {
				mended[i] = [3]float32{float32(n.X), float32(n.Y), float32(n.Z)}
			}
		}
	}
	return mended, nil
}

// directed says whether a normal has a direction that float32 can tell.
func directed(n [3]float32) bool {
	l := point(n).Len()
	return l > 1e-10 && l < 1e10
}
