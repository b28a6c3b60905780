package bvh

import "math"

// A Gate is up to eight boxes around what a ray might be asked to intersect, in
// coordinates that may be those of many trees: a ray that enters none of the
// boxes need not ask. It is one node of a tree.
type Gate struct{ node }

// NewGate is around the boxes with the given lowest and highest corners, at most
// eight. They must be so much larger than what they hold that rounding the rays to
// float32 does not matter.
func NewGate(boxes [][2][3]float32) Gate {
	g := Gate{emptyNode()}
	for lane, b := range boxes {
		for axis := range 3 {
			g.row[2*axis][lane] = math.Nextafter32(b[0][axis], float32(math.Inf(-1)))
			g.row[2*axis+1][lane] = math.Nextafter32(b[1][axis], float32(math.Inf(1)))
		}
	}
	return g
}

// A GateRay is a ray before gates.
type GateRay struct{ ray }

// Aim sets up the ray from o in direction d, and reports whether it is one.
func (r *GateRay) Aim(o, d Vec) bool {
	r.origin = [3]float32{o.X, o.Y, o.Z}
	r.tmin = minDistance
	return r.aim(d)
}

// Enters reports whether the ray enters a box of the gate before tmax.
func (r *GateRay) Enters(g *Gate, tmax float32) bool {
	r.tmax = float32(tmax * r.unit)
	if hasKernel() {
		return enters8(&g.node, &r.ray)
	}
	var keys [width]uint32
	return r.intersectBoxes(&g.node, &keys) != 0
}

// Boxes are the lowest and highest corners of the boxes of the root's children, in
// the mesh's coordinates: together they hold all triangles.
func (t *Tree) Boxes() (boxes [][2][3]float32) {
	if len(t.nodes) == 0 {
		return nil
	}
	row := &t.nodes[0].row
	for lane := range width {
		if row[0][lane] > row[1][lane] {
			break // no more children
		}
		corner := func(far int) [3]float32 {
			return [3]float32{row[far][lane] / t.scale, row[2+far][lane] / t.scale, row[4+far][lane] / t.scale}
		}
		boxes = append(boxes, [2][3]float32{corner(0), corner(1)})
	}
	return boxes
}
