package gltf

import (
	"math"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A pose is what deforms a mesh: a skin, or -1, and the weights of its morph
// targets.
type pose struct {
	skin    integer
	node    integer // that gives the weights; -1 if the mesh does
	weights []float64
}

// A poseKey identifies a mesh of the document in a pose.
type poseKey struct{ mesh, skin, node integer }

// deform is a geometry in a pose, as a part without its material: morph targets
// are applied first, and then the skin. A skinned mesh is in coordinates of the
// scene, whatever the transform of its node.
func (r *reader) deform(f *geometry, p *primitive, by pose, location string) (part, error) {
	bent := f.Mesh
	moved, err := r.morph(&bent, p, by.weights, location)
	if err != nil {
		return part{}, err
	}
	a := &p.Attributes
	if by.skin == -1 || a.Joints0 == nil || a.Weights0 == nil {
		if !moved {
			if f.index == 0 {
				f.index = 1 + r.add(f.Mesh, f.bounds)
			}
			return part{mesh: f.index - 1}, nil
		}
		return part{mesh: r.add(bent, boundsOf(bent.Vertices))}, r.countMesh(&bent, location)
	}
	center, err := r.applySkin(&bent, p, by.skin, location)
	if err != nil {
		return part{}, err
	}
	at := vec.Translate(center)
	return part{mesh: r.add(bent, boundsOf(bent.Vertices)), transform: &at}, r.countMesh(&bent, location)
}

// countMesh holds a mesh that is made for one pose against the limits.
func (r *reader) countMesh(m *model.Mesh, location string) error {
	r.count.vertices += len(m.Vertices)
	r.count.triangles += len(m.Triangles)
	if r.count.vertices > model.MaxVertices || r.count.triangles > model.MaxTriangles {
		return fault(location, "brings the file to more than %d vertices or %d triangles: export it in parts", model.MaxVertices, model.MaxTriangles)
	}
	return nil
}

// morph applies morph targets to copies of the vertices and normals. It reports
// false if all weights are 0: then nothing changes.
func (r *reader) morph(m *model.Mesh, p *primitive, weights []float64, location string) (moved bool, err error) {
	targets := location + ".targets"
	for k := range min(len(p.Targets), len(weights)) {
		w, target := weights[k], &p.Targets[k]
		if w == 0 || target.Position == nil && target.Normal == nil {
			continue
		}
		if !model.InRange(w) {
			return false, fault(location, "has a target of the weight %g: set it from 0 to 1", w)
		}
		if !moved {
			moved = true
			if err := r.unshare(m, location); err != nil {
				return false, err
			}
		}
		if target.Position != nil {
			if err := r.addTarget(m.Vertices, *target.Position, w, targets); err != nil {
				return false, err
			}
		}
		if target.Normal != nil && m.Normals != nil {
			if err := r.addTarget(m.Normals, *target.Normal, w, targets); err != nil {
				return false, err
			}
		}
	}
	if !moved {
		return false, nil
	}
	for k, v := range m.Vertices {
		if !model.InRange(float64(v[0])) || !model.InRange(float64(v[1])) || !model.InRange(float64(v[2])) {
			return false, fault(targets, "move vertex %d to %g, which is not within %g: make the model smaller", k, v, model.MaxCoordinate)
		}
	}
	for k, n := range m.Normals {
		if !hasDirection(n) {
			m.Normals[k] = [3]float32{0, 0, 1}
		}
	}
	return true, nil
}

// unshare copies the vertices and normals, which other meshes may share.
func (r *reader) unshare(m *model.Mesh, location string) error {
	if err := r.reserve(len(m.Vertices)+len(m.Normals), 12, location); err != nil {
		return err
	}
	m.Vertices = append([][3]float32(nil), m.Vertices...)
	m.Normals = append([][3]float32(nil), m.Normals...)
	return nil
}

// addTarget adds a morph target to the rows, times its weight.
func (r *reader) addTarget(rows [][3]float32, target integer, weight float64, location string) error {
	by, err := readAccessor(r, target, location, "VEC3", 12, vec3)
	if err != nil {
		return err
	}
	if len(by) != len(rows) {
		return fault(location, "have %d rows for %d vertices: export the file again", len(by), len(rows))
	}
	for i, v := range by {
		for k := range v {
			if d := float64(weight * float64(v[k])); d != 0 {
				rows[i][k] = float32(float64(rows[i][k]) + d)
			}
		}
	}
	return nil
}

// flipped are the triangles with the other winding.
func (r *reader) flipped(all [][3]uint32, location string) ([][3]uint32, error) {
	if err := r.reserve(len(all), 12, location); err != nil {
		return nil, err
	}
	other := make([][3]uint32, len(all))
	for i, t := range all {
		other[i] = [3]uint32{t[0], t[2], t[1]}
	}
	return other, nil
}

// unitNormal is v, normalized, as a mesh stores it; of no direction, it is +Z.
func unitNormal(v vec.Vec3) [3]float32 {
	v = v.Scale(1 / max(math.Abs(v.X), math.Abs(v.Y), math.Abs(v.Z))).Unit()
	n := [3]float32{float32(v.X), float32(v.Y), float32(v.Z)}
	if !hasDirection(n) {
		return [3]float32{0, 0, 1}
	}
	return n
}
