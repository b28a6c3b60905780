package gltf

import (
	"math"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A stance is what bends a mesh: a skin, or -1, and the weights of its targets.
type stance struct {
	skin    integer
	node    integer // that has the weights; -1 if they are the mesh's own
	weights []float64
}

// posed is a mesh of the document in a stance.
type posed struct{ mesh, skin, node integer }

// bend is a form in a stance, as a part without its material: first its targets
// move it, and then its joints. Those put it where it is in the scene, whatever
// its node says.
func (r *reader) bend(f *form, p *primitive, by stance, place string) (part, error) {
	bent := f.Mesh
	moved, err := r.morph(&bent, p, by.weights, place)
	if err != nil {
		return part{}, err
	}
	a := &p.Attributes
	if by.skin == -1 || a.Joints0 == nil || a.Weights0 == nil {
		if !moved {
			if f.number == 0 {
				f.number = 1 + r.add(f.Mesh, f.bounds)
			}
			return part{mesh: f.number - 1}, nil
		}
		return part{mesh: r.add(bent, boundsOf(bent.Vertices))}, r.counted(&bent, place)
	}
	middle, err := r.dress(&bent, p, by.skin, place)
	if err != nil {
		return part{}, err
	}
	at := vec.Translate(middle)
	return part{mesh: r.add(bent, boundsOf(bent.Vertices)), place: &at}, r.counted(&bent, place)
}

// counted holds a mesh of its own against the limits.
func (r *reader) counted(m *model.Mesh, place string) error {
	r.count.vertices += len(m.Vertices)
	r.count.triangles += len(m.Triangles)
	if r.count.vertices > model.MaxVertices || r.count.triangles > model.MaxTriangles {
		return fault(place, "brings the file to more than %d vertices or %d triangles: export it in parts", model.MaxVertices, model.MaxTriangles)
	}
	return nil
}

// morph gives the mesh vertices and normals of its own, moved by the targets,
// if a weight is not 0.
func (r *reader) morph(m *model.Mesh, p *primitive, weights []float64, place string) (moved bool, err error) {
	targets := place + ".targets"
	for k := range min(len(p.Targets), len(weights)) {
		w, target := weights[k], &p.Targets[k]
		if w == 0 || target.Position == nil && target.Normal == nil {
			continue
		}
		if !within(w) {
			return false, fault(place, "has a target of the weight %g: set it from 0 to 1", w)
		}
		if !moved {
			moved = true
			if err := r.own(m, place); err != nil {
				return false, err
			}
		}
		if target.Position != nil {
			if err := r.push(m.Vertices, *target.Position, w, targets); err != nil {
				return false, err
			}
		}
		if target.Normal != nil && m.Normals != nil {
			if err := r.push(m.Normals, *target.Normal, w, targets); err != nil {
				return false, err
			}
		}
	}
	if !moved {
		return false, nil
	}
	for k, v := range m.Vertices {
		if !within(float64(v[0])) || !within(float64(v[1])) || !within(float64(v[2])) {
			return false, fault(targets, "move vertex %d to %g, which is not within %g: make the model smaller", k, v, model.MaxCoordinate)
		}
	}
	for k, n := range m.Normals {
		if !directed(n) {
			m.Normals[k] = [3]float32{0, 0, 1}
		}
	}
	return true, nil
}

// own copies what others may share.
func (r *reader) own(m *model.Mesh, place string) error {
	if err := r.take(len(m.Vertices)+len(m.Normals), 12, place); err != nil {
		return err
	}
	m.Vertices = append([][3]float32(nil), m.Vertices...)
	m.Normals = append([][3]float32(nil), m.Normals...)
	return nil
}

// push adds a target's rows, by its weight.
func (r *reader) push(rows [][3]float32, target integer, weight float64, place string) error {
	by, err := gather(r, target, place, "VEC3", 12, triple)
	if err != nil {
		return err
	}
	if len(by) != len(rows) {
		return fault(place, "have %d rows for %d vertices: export the file again", len(by), len(rows))
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

// flipped are triangles that go round the other way.
func (r *reader) flipped(all [][3]uint32, place string) ([][3]uint32, error) {
	if err := r.take(len(all), 12, place); err != nil {
		return nil, err
	}
	other := make([][3]uint32, len(all))
	for i, t := range all {
		other[i] = [3]uint32{t[0], t[2], t[1]}
	}
	return other, nil
}

// toward is a direction as a mesh stores it; what has none becomes another.
func toward(v vec.Vec3) [3]float32 {
	v = v.Scale(1 / max(math.Abs(v.X), math.Abs(v.Y), math.Abs(v.Z))).Unit()
	n := [3]float32{float32(v.X), float32(v.Y), float32(v.Z)}
	if !directed(n) {
		return [3]float32{0, 0, 1}
	}
	return n
}
