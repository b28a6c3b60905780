package trace

import (
	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A part is consecutive triangles of one material.
type part struct {
	first    uint32 // triangle
	material int32
}

// gatherMost is the number of triangles of a mesh that is worth a tree of its
// own: smaller ones, each used once, go into one.
const gatherMost = 4096

// gathered is the small meshes of a scene as one for each set of what vertices
// have, and which instances these are. A mesh is left alone if it is so much
// smaller than all together that float32 would be too coarse for it.
func gathered(s *model.Scene) (places []instance, taken []bool) {
	taken = make([]bool, len(s.Instances))
	uses := make([]int, len(s.Meshes))
	for i := range s.Instances {
		uses[s.Instances[i].Mesh]++
	}
	boxes := make([]box, len(s.Instances))
	all := nothing()
	for i := range s.Instances {
		in := &s.Instances[i]
		if m := &s.Meshes[in.Mesh]; uses[in.Mesh] == 1 && len(m.Triangles) <= gatherMost {
			taken[i], boxes[i] = true, nothing()
			for _, v := range m.Vertices {
				boxes[i] = boxes[i].grow(in.Transform.Point(wide(v)))
			}
			all = all.union(boxes[i])
		}
	}
	const coarse = 1e-3
	least := coarse * all.max.Sub(all.min).Len()
	var kinds [16][]int // of instances, by what their vertices have
	for i := range taken {
		if taken[i] {
			if taken[i] = boxes[i].max.Sub(boxes[i].min).Len() >= least; taken[i] {
				k := kind(&s.Meshes[s.Instances[i].Mesh])
				kinds[k] = append(kinds[k], i)
			}
		}
	}
	middle := all.middle().Scale(0.5)
	for _, instances := range kinds {
		if len(instances) == 0 {
			continue
		}
		var m model.Mesh
		var parts []part
		for _, i := range instances {
			in := &s.Instances[i]
			parts = append(parts, part{uint32(len(m.Triangles)), int32(in.Material)})
			gather(&m, &s.Meshes[in.Mesh], in.Transform, middle)
		}
		if n := newMesh(&m); n != nil {
			places = append(places, newInstance(n, vec.Translate(middle), parts))
		}
	}
	return places, taken
}

// kind is a number for what the vertices of a mesh have.
func kind(m *model.Mesh) (k int) {
	if m.Normals != nil {
		k |= 1
	}
	for set := range m.UVs {
		if m.UVs[set] != nil {
			k |= 2 << set
		}
	}
	if m.Colors != nil {
		k |= 8
	}
	return k
}

// gather adds a mesh to another of its kind, where at puts it, relative to the
// middle.
func gather(to, m *model.Mesh, at vec.Affine, middle vec.Vec3) {
	base := uint32(len(to.Vertices))
	back := at.Inverse()
	for _, v := range m.Vertices {
		to.Vertices = append(to.Vertices, single(at.Point(wide(v)).Sub(middle)))
	}
	for _, n := range m.Normals {
		to.Normals = append(to.Normals, single(back.TransposeVector(wide(n)).Unit()))
	}
	for set := range m.UVs {
		to.UVs[set] = append(to.UVs[set], m.UVs[set]...)
	}
	to.Colors = append(to.Colors, m.Colors...)
	mirrored := at.Det() < 0
	for _, t := range m.Triangles {
		if mirrored { // the other way round
			t[1], t[2] = t[2], t[1]
		}
		to.Triangles = append(to.Triangles, [3]uint32{base + t[0], base + t[1], base + t[2]})
	}
}
