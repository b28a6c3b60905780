package gltf

import (
	"fmt"
	"math"

	"mosaic/pkg/vec"
)

// maxDepth limits the depth of the node hierarchy.
const maxDepth = 1000

// scene reads the nodes of the default scene or, if the file has no scenes, all
// root nodes. A node that the scene lists is a root, even if it is the child of a
// node that is not in the scene: UniGLTF writes such files.
func (r *reader) scene() error {
	parents, err := r.findParents()
	if err != nil {
		return err
	}
	r.parents = parents
	if len(r.doc.scenes) == 0 {
		for i, parent := range parents {
			if parent == -1 {
				if err := r.node(integer(i), vec.Identity, 0); err != nil {
					return err
				}
			}
		}
		return nil
	}
	number := valueOr(r.doc.scene, 0)
	s, err := lookup(r.doc.scenes, number, "scene", "scenes")
	if err != nil {
		return err
	}
	seen := map[integer]bool{}
	for k, i := range s.Nodes {
		location := fmt.Sprintf("scenes[%d].nodes[%d]", number, k)
		if _, err := lookup(r.doc.nodes, i, location, "nodes"); err != nil {
			return err
		}
		if seen[i] {
			return fault(location, "is %d for the second time: export the file again", i)
		}
		seen[i] = true
		if err := r.node(i, vec.Identity, 0); err != nil {
			return err
		}
	}
	return nil
}

// findParents are the parents of all nodes, or -1. It is an error if the nodes are
// not trees.
func (r *reader) findParents() ([]int, error) {
	parents := make([]int, len(r.doc.nodes))
	for i := range parents {
		parents[i] = -1
	}
	for i, n := range r.doc.nodes {
		for k, c := range n.Children {
			location := fmt.Sprintf("nodes[%d].children[%d]", i, k)
			if _, err := lookup(r.doc.nodes, c, location, "nodes"); err != nil {
				return nil, err
			}
			if parents[c] != -1 {
				return nil, fault(location, "is %d, which is a child of nodes[%d] too: export the file again", c, parents[c])
			}
			parents[c] = i
		}
	}
	// Each node has at most one parent, so those not below a root are on a cycle or
	// below one.
	reached := make([]bool, len(parents))
	for i := range parents {
		steps := 0
		for n := i; n != -1 && !reached[n]; n = parents[n] {
			if steps++; steps > len(parents) {
				return nil, fault(fmt.Sprintf("nodes[%d]", n), "is below itself: export the file again")
			}
		}
		for n := i; n != -1 && !reached[n]; n = parents[n] {
			reached[n] = true
		}
	}
	return parents, nil
}

// node reads a node and all nodes below it.
func (r *reader) node(i integer, transform vec.Affine, depth int) error {
	n, here := &r.doc.nodes[i], fmt.Sprintf("nodes[%d]", i)
	if r.visited[i] {
		return fault(here, "is in the scene by itself and below another: export the file again")
	}
	r.visited[i] = true
	if depth > maxDepth {
		return fault(here, "lies below more than %d others: flatten the hierarchy", maxDepth)
	}
	own, err := n.transform(here)
	if err != nil {
		return err
	}
	transform = transform.Mul(own)
	if n.Mesh != nil {
		if err := r.addNodeMesh(i, transform, here); err != nil {
			return err
		}
	}
	if n.Camera != nil {
		if err := r.camera(*n.Camera, transform, here); err != nil {
			return err
		}
	}
	if l := n.Extensions.Light; l != nil {
		if err := r.light(l.Light, transform, here); err != nil {
			return err
		}
	}
	for _, c := range n.Children {
		if err := r.node(c, transform, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// transform is the local transform of the node.
func (n *node) transform(here string) (vec.Affine, error) {
	if n.Matrix != nil {
		m := n.Matrix // column-major
		if len(m) != 16 {
			return vec.Identity, fault(here+".matrix", "has %d numbers, not 16: export the file again", len(m))
		}
		for k, want := range []float64{0, 0, 0, 1} {
			if math.Abs(m[4*k+3]-want) > 1e-6 {
				return vec.Identity, fault(here+".matrix", "has a last row other than 0, 0, 0, 1: apply the node's transform and export again")
			}
		}
		var a vec.Affine
		for row := range a {
			for column := range a[row] {
				a[row][column] = m[4*column+row]
			}
		}
		return a, nil
	}
	shift, err := numbers(n.Translation, here+".translation", 0, 0, 0)
	if err != nil {
		return vec.Identity, err
	}
	turn, err := numbers(n.Rotation, here+".rotation", 0, 0, 0, 1)
	if err != nil {
		return vec.Identity, err
	}
	scale, err := numbers(n.Scale, here+".scale", 1, 1, 1)
	if err != nil {
		return vec.Identity, err
	}
	return trs([3]float64(shift), [4]float64(turn), [3]float64(scale)), nil
}

// trs is the transform that scales, then rotates, then translates.
func trs(shift [3]float64, turn [4]float64, scale [3]float64) vec.Affine {
	a := vec.Rotate(turn[0], turn[1], turn[2], turn[3]).Mul(vec.Scale(vec.Vec3{X: scale[0], Y: scale[1], Z: scale[2]}))
	return vec.Translate(vec.Vec3{X: shift[0], Y: shift[1], Z: shift[2]}).Mul(a)
}

// numbers are a list of as many as there are defaults, which are those of an
// omitted list.
func numbers(list []float64, location string, defaults ...float64) ([]float64, error) {
	if list == nil {
		return defaults, nil
	}
	if len(list) != len(defaults) {
		return nil, fault(location, "has %d numbers, not %d: export the file again", len(list), len(defaults))
	}
	return list, nil
}
