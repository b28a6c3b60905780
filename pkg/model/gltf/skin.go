package gltf

import (
	"fmt"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A skeleton is the joint matrices of a skin: from the mesh's coordinates to the
// scene's.
type skeleton []vec.Affine

// skeleton reads a skin, once.
func (r *reader) skeleton(i integer, location string) (skeleton, error) {
	if s, ok := r.skeletons[i]; ok {
		return s, nil
	}
	s, err := lookup(r.doc.skins, i, location, "skins")
	if err != nil {
		return nil, err
	}
	here := fmt.Sprintf("skins[%d]", i)
	if err := r.reserve(len(s.Joints), 96, here); err != nil {
		return nil, err
	}
	joints := make(skeleton, len(s.Joints))
	var inverseBind []vec.Affine
	if s.InverseBindMatrices != nil {
		inverseBind, err = readAccessor(r, *s.InverseBindMatrices, here+".inverseBindMatrices", "MAT4", 96, mat4)
		if err != nil {
			return nil, err
		}
		if len(inverseBind) < len(joints) {
			return nil, fault(here+".inverseBindMatrices", "has %d rows for %d joints: export the file again", len(inverseBind), len(joints))
		}
	}
	for k, n := range s.Joints {
		joint := fmt.Sprintf("%s.joints[%d]", here, k)
		if _, err := lookup(r.doc.nodes, n, joint, "nodes"); err != nil {
			return nil, err
		}
		if joints[k], err = r.worldTransform(int(n)); err != nil {
			return nil, err
		}
		if inverseBind != nil {
			joints[k] = joints[k].Mul(inverseBind[k])
		}
	}
	r.skeletons[i] = joints
	return joints, nil
}

// worldTransform is the transform of a node to the scene.
func (r *reader) worldTransform(i int) (vec.Affine, error) {
	var path []int // from the node up to the first whose transform is known
	for n := i; n != -1; n = r.parents[n] {
		if _, ok := r.worldTransforms[n]; ok {
			break
		}
		path = append(path, n)
	}
	for k := len(path) - 1; k >= 0; k-- {
		n := path[k]
		own, err := r.doc.nodes[n].transform(fmt.Sprintf("nodes[%d]", n))
		if err != nil {
			return own, err
		}
		if parent := r.parents[n]; parent != -1 {
			above := r.worldTransforms[parent]
			own = above.Mul(own)
		}
		r.worldTransforms[n] = own
	}
	return r.worldTransforms[i], nil
}

// mat4 is an element that is a matrix, column-major, whose last row is ignored.
func mat4(c *elements, i int) (a vec.Affine) {
	for row := range a {
		for column := range a[row] {
			a[row][column] = float64(c.at(i, 4*column+row))
		}
	}
	return a
}

// A binding is one set of joints and weights, four of each per vertex.
type binding struct {
	joints  [][4]uint32
	weights [][4]float32
}

// bindings are all sets of a primitive.
func (r *reader) bindings(p *primitive, vertices int, location string) ([]binding, error) {
	a := &p.Attributes
	var all []binding
	for k, set := range [4][2]*integer{{a.Joints0, a.Weights0}, {a.Joints1, a.Weights1}, {a.Joints2, a.Weights2}, {a.Joints3, a.Weights3}} {
		if set[0] == nil || set[1] == nil {
			continue
		}
		joints, weights := fmt.Sprintf("%s.attributes.JOINTS_%d", location, k), fmt.Sprintf("%s.attributes.WEIGHTS_%d", location, k)
		var b binding
		var err error
		if b.joints, err = readAccessor(r, *set[0], joints, "VEC4", 16, jointIndices); err != nil {
			return nil, err
		}
		if b.weights, err = readAccessor(r, *set[1], weights, "VEC4", 16, jointWeights); err != nil {
			return nil, err
		}
		if len(b.joints) != vertices || len(b.weights) != vertices {
			return nil, fault(joints, "has %d rows, and as weights %d, for %d vertices: export the file again", len(b.joints), len(b.weights), vertices)
		}
		all = append(all, b)
	}
	return all, nil
}

func jointIndices(c *elements, i int) (j [4]uint32) {
	whole := *c
	whole.normalized = false
	for k := range j {
		if v := whole.at(i, k); v > 0 {
			j[k] = uint32(min(v, 1<<24)) // no skin has so many
		}
	}
	return j
}

// jointWeights is an element of weights. Integers are normalized, even if the file
// forgets to say so; a weight that is negative or NaN is 0.
func jointWeights(c *elements, i int) (w [4]float32) {
	whole := *c
	whole.normalized = true
	for k := range w {
		if v := whole.at(i, k); v > 0 && model.InRange(float64(v)) {
			w[k] = v
		}
	}
	return w
}

// applySkin transforms the mesh's vertices and normals with the joints of a skin
// (linear blend skinning), relative to the returned centre.
func (r *reader) applySkin(m *model.Mesh, p *primitive, skin integer, location string) (center vec.Vec3, err error) {
	joints, err := r.skeleton(skin, "the skin")
	if err != nil {
		return center, err
	}
	bound, err := r.bindings(p, len(m.Vertices), location)
	if err != nil {
		return center, err
	}
	if err := r.unshare(m, location); err != nil {
		return center, err
	}
	if err := r.reserve(len(m.Vertices), 24, location); err != nil {
		return center, err
	}
	points := make([]vec.Vec3, len(m.Vertices))
	mirrored := 0
	for i := range points {
		a, err := joints.blend(bound, i, location)
		if err != nil {
			return center, err
		}
		points[i] = a.Point(point(m.Vertices[i]))
		if v := points[i]; !model.InRange(v.X) || !model.InRange(v.Y) || !model.InRange(v.Z) {
			return center, fault(location, "has the vertex %d, which joints put further than %g from the origin: scale the scene down", i, model.MaxCoordinate)
		}
		det := a.Det()
		if det < 0 {
			mirrored++
		}
		if m.Normals == nil {
			continue
		}
		n := a.Vector(point(m.Normals[i]))
		if invertible(&a) {
			inverseBind := a.Inverse()
			n = inverseBind.TransposeVector(point(m.Normals[i]))
		}
		m.Normals[i] = unitNormal(n)
	}
	if 2*mirrored > len(points) {
		if m.Triangles, err = r.flipped(m.Triangles, location); err != nil {
			return center, err
		}
	}
	lo, hi := points[0], points[0]
	for _, v := range points {
		lo, hi = lo.Min(v), hi.Max(v)
	}
	center = lo.Add(hi).Scale(0.5)
	for i, v := range points {
		v = v.Sub(center)
		m.Vertices[i] = [3]float32{float32(v.X), float32(v.Y), float32(v.Z)}
	}
	return center, nil
}

// blend is the weighted mean of the joint matrices of vertex i. A vertex whose
// weights are all 0 follows its first joint.
func (s skeleton) blend(bound []binding, i int, location string) (a vec.Affine, err error) {
	sum := 0.0
	for _, b := range bound {
		for k, w := range b.weights[i] {
			if w == 0 {
				continue
			}
			j := b.joints[i][k]
			if j >= uint32(len(s)) {
				return a, fault(location+".attributes", "bind vertex %d to joint %d of %d: export the file again", i, j, len(s))
			}
			share := float64(w)
			sum += share
			for row := range a {
				for column := range a[row] {
					a[row][column] += float64(share * s[j][row][column])
				}
			}
		}
	}
	if sum == 0 {
		if j := bound[0].joints[i][0]; j < uint32(len(s)) {
			return s[j], nil
		}
		return a, fault(location+".attributes", "bind vertex %d to nothing: export the file again", i)
	}
	for row := range a {
		for column := range a[row] {
			a[row][column] /= sum
		}
	}
	return a, nil
}
