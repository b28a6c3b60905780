package gltf

import (
	"fmt"
	"math"

	"mosaic/pkg/vec"
)

// maxDepth is of nodes below nodes.
const maxDepth = 1000

// scene reads the nodes of the default scene; those that are nobody's child
// if the file has no scenes. What a scene names stands by itself, even if it is
// the child of a node that the scene leaves out: so does UniGLTF write them.
func (r *reader) scene() error {
	parents, err := r.trees()
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
	number := or(r.doc.scene, 0)
	s, err := at(r.doc.scenes, number, "scene", "scenes")
	if err != nil {
		return err
	}
	seen := map[integer]bool{}
	for k, i := range s.Nodes {
		place := fmt.Sprintf("scenes[%d].nodes[%d]", number, k)
		if _, err := at(r.doc.nodes, i, place, "nodes"); err != nil {
			return err
		}
		if seen[i] {
			return fault(place, "is %d for the second time: export the file again", i)
		}
		seen[i] = true
		if err := r.node(i, vec.Identity, 0); err != nil {
			return err
		}
	}
	return nil
}

// trees are the parents of all nodes, or -1: it makes sure that the nodes are
// trees.
func (r *reader) trees() ([]int, error) {
	parents := make([]int, len(r.doc.nodes))
	for i := range parents {
		parents[i] = -1
	}
	for i, n := range r.doc.nodes {
		for k, c := range n.Children {
			place := fmt.Sprintf("nodes[%d].children[%d]", i, k)
			if _, err := at(r.doc.nodes, c, place, "nodes"); err != nil {
				return nil, err
			}
			if parents[c] != -1 {
				return nil, fault(place, "is %d, which is a child of nodes[%d] too: export the file again", c, parents[c])
			}
			parents[c] = i
		}
	}
	// With one parent each, what no root leads to is on a cycle or below one.
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

// node reads a node and what is below it.
func (r *reader) node(i integer, place vec.Affine, depth int) error {
	n, here := &r.doc.nodes[i], fmt.Sprintf("nodes[%d]", i)
	if r.shown[i] {
		return fault(here, "is in the scene by itself and below another: export the file again")
	}
	r.shown[i] = true
	if depth > maxDepth {
		return fault(here, "lies below more than %d others: flatten the hierarchy", maxDepth)
	}
	own, err := n.place(here)
	if err != nil {
		return err
	}
	place = place.Mul(own)
	if n.Mesh != nil {
		if err := r.show(i, place, here); err != nil {
			return err
		}
	}
	if n.Camera != nil {
		if err := r.camera(*n.Camera, place, here); err != nil {
			return err
		}
	}
	if l := n.Extensions.Light; l != nil {
		if err := r.light(l.Light, place, here); err != nil {
			return err
		}
	}
	for _, c := range n.Children {
		if err := r.node(c, place, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// place is where the node is, in its parent.
func (n *node) place(here string) (vec.Affine, error) {
	if n.Matrix != nil {
		m := n.Matrix // by columns
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
	return placed([3]float64(shift), [4]float64(turn), [3]float64(scale)), nil
}

// placed stretches, then turns, then shifts.
func placed(shift [3]float64, turn [4]float64, scale [3]float64) vec.Affine {
	a := vec.Rotate(turn[0], turn[1], turn[2], turn[3]).Mul(vec.Scale(vec.Vec3{X: scale[0], Y: scale[1], Z: scale[2]}))
	return vec.Translate(vec.Vec3{X: shift[0], Y: shift[1], Z: shift[2]}).Mul(a)
}

// numbers are a list of as many as there are defaults, or those.
func numbers(list []float64, place string, defaults ...float64) ([]float64, error) {
	if list == nil {
		return defaults, nil
	}
	if len(list) != len(defaults) {
		return nil, fault(place, "has %d numbers, not %d: export the file again", len(list), len(defaults))
	}
	return list, nil
}
