package gltf

import (
	"fmt"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A skeleton is where the joints of a skin take what is bound to them: from
// the mesh's coordinates to the scene's.
type skeleton []vec.Affine

// skeleton reads a skin.
func (r *reader) skeleton(i integer, place string) (skeleton, error) {
	if s, ok := r.joints[i]; ok {
		return s, nil
	}
	s, err := at(r.doc.skins, i, place, "skins")
	if err != nil {
		return nil, err
	}
	here := fmt.Sprintf("skins[%d]", i)
	if err := r.take(len(s.Joints), 96, here); err != nil {
		return nil, err
	}
	joints := make(skeleton, len(s.Joints))
	var back []vec.Affine
	if s.InverseBindMatrices != nil {
		back, err = gather(r, *s.InverseBindMatrices, here+".inverseBindMatrices", "MAT4", 96, matrix)
		if err != nil {
			return nil, err
		}
		if len(back) < len(joints) {
			return nil, fault(here+".inverseBindMatrices", "has %d rows for %d joints: export the file again", len(back), len(joints))
		}
	}
	for k, n := range s.Joints {
		joint := fmt.Sprintf("%s.joints[%d]", here, k)
		if _, err := at(r.doc.nodes, n, joint, "nodes"); err != nil {
			return nil, err
		}
		if joints[k], err = r.world(int(n)); err != nil {
			return nil, err
		}
		if back != nil {
			joints[k] = joints[k].Mul(back[k])
		}
	}
	r.joints[i] = joints
	return joints, nil
}

// world is where a node is in the scene.
func (r *reader) world(i int) (vec.Affine, error) {
	var way []int // from the node up to the first that is known
	for n := i; n != -1; n = r.parents[n] {
		if _, ok := r.worlds[n]; ok {
			break
		}
		way = append(way, n)
	}
	for k := len(way) - 1; k >= 0; k-- {
		n := way[k]
		own, err := r.doc.nodes[n].place(fmt.Sprintf("nodes[%d]", n))
		if err != nil {
			return own, err
		}
		if parent := r.parents[n]; parent != -1 {
			above := r.worlds[parent]
			own = above.Mul(own)
		}
		r.worlds[n] = own
	}
	return r.worlds[i], nil
}

// matrix is a row of sixteen numbers, by columns, whose last row says nothing.
func matrix(c *cells, i int) (a vec.Affine) {
	for row := range a {
		for column := range a[row] {
			a[row][column] = float64(c.at(i, 4*column+row))
		}
	}
	return a
}

// A binding is one set of joints and weights, four of each for a vertex.
type binding struct {
	joints  [][4]uint32
	weights [][4]float32
}

// bindings are the sets of a primitive.
func (r *reader) bindings(p *primitive, vertices int, place string) ([]binding, error) {
	a := &p.Attributes
	var all []binding
	for k, set := range [4][2]*integer{{a.Joints0, a.Weights0}, {a.Joints1, a.Weights1}, {a.Joints2, a.Weights2}, {a.Joints3, a.Weights3}} {
		if set[0] == nil || set[1] == nil {
			continue
		}
		joints, weights := fmt.Sprintf("%s.attributes.JOINTS_%d", place, k), fmt.Sprintf("%s.attributes.WEIGHTS_%d", place, k)
		var b binding
		var err error
		if b.joints, err = gather(r, *set[0], joints, "VEC4", 16, numbered); err != nil {
			return nil, err
		}
		if b.weights, err = gather(r, *set[1], weights, "VEC4", 16, weighed); err != nil {
			return nil, err
		}
		if len(b.joints) != vertices || len(b.weights) != vertices {
			return nil, fault(joints, "has %d rows, and as weights %d, for %d vertices: export the file again", len(b.joints), len(b.weights), vertices)
		}
		all = append(all, b)
	}
	return all, nil
}

func numbered(c *cells, i int) (j [4]uint32) {
	whole := *c
	whole.normalized = false
	for k := range j {
		if v := whole.at(i, k); v > 0 {
			j[k] = uint32(min(v, 1<<24)) // so many are in no skin
		}
	}
	return j
}

// weighed is a row of weights. Whole numbers are shares, even if the file
// forgets to say so; less than nothing, or no number at all, is none.
func weighed(c *cells, i int) (w [4]float32) {
	whole := *c
	whole.normalized = true
	for k := range w {
		if v := whole.at(i, k); v > 0 && within(float64(v)) {
			w[k] = v
		}
	}
	return w
}

// dress moves the mesh's vertices and normals with the joints of a skin, and
// says what they are relative to.
func (r *reader) dress(m *model.Mesh, p *primitive, skin integer, place string) (middle vec.Vec3, err error) {
	joints, err := r.skeleton(skin, "the skin")
	if err != nil {
		return middle, err
	}
	bound, err := r.bindings(p, len(m.Vertices), place)
	if err != nil {
		return middle, err
	}
	if err := r.own(m, place); err != nil {
		return middle, err
	}
	if err := r.take(len(m.Vertices), 24, place); err != nil {
		return middle, err
	}
	points := make([]vec.Vec3, len(m.Vertices))
	mirrored := 0
	for i := range points {
		a, err := joints.blend(bound, i, place)
		if err != nil {
			return middle, err
		}
		points[i] = a.Point(point(m.Vertices[i]))
		if v := points[i]; !within(v.X) || !within(v.Y) || !within(v.Z) {
			return middle, fault(place, "has the vertex %d, which joints put further than %g from the origin: scale the scene down", i, model.MaxCoordinate)
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
			back := a.Inverse()
			n = back.TransposeVector(point(m.Normals[i]))
		}
		m.Normals[i] = toward(n)
	}
	if 2*mirrored > len(points) {
		if m.Triangles, err = r.flipped(m.Triangles, place); err != nil {
			return middle, err
		}
	}
	lo, hi := points[0], points[0]
	for _, v := range points {
		lo, hi = lo.Min(v), hi.Max(v)
	}
	middle = lo.Add(hi).Scale(0.5)
	for i, v := range points {
		v = v.Sub(middle)
		m.Vertices[i] = [3]float32{float32(v.X), float32(v.Y), float32(v.Z)}
	}
	return middle, nil
}

// blend is where the joints together take vertex i. Weights are shares of
// their sum; a vertex without any goes with its first joint.
func (s skeleton) blend(bound []binding, i int, place string) (a vec.Affine, err error) {
	sum := 0.0
	for _, b := range bound {
		for k, w := range b.weights[i] {
			if w == 0 {
				continue
			}
			j := b.joints[i][k]
			if j >= uint32(len(s)) {
				return a, fault(place+".attributes", "bind vertex %d to joint %d of %d: export the file again", i, j, len(s))
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
		return a, fault(place+".attributes", "bind vertex %d to nothing: export the file again", i)
	}
	for row := range a {
		for column := range a[row] {
			a[row][column] /= sum
		}
	}
	return a, nil
}
