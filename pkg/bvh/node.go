package bvh

import "math"

// width is the number of a node's children, and of a leaf's triangles at most.
const width = 8

// Sizes, for the kernel in assembly and for Size.
const (
	nodeBytes  = 256
	blockBytes = 320
)

// A node is the boxes of its children, a lane for each, one coordinate to a row:
// lowest x, highest x, lowest y and so on. Row 6 has the children, as the bits of
// uint32: the index of a node or, with the leaf bit, of a block. A lane without a
// child has an inverted box, lowest above highest, which no ray enters. Row 7 is
// padding: a node is four cache lines.
type node struct{ row [8][width]float32 }

const (
	childRow = 6
	leaf     = 1 << 31
)

func (n *node) child(lane int) uint32 { return math.Float32bits(n.row[childRow][lane]) }

func (n *node) setChild(lane int, c uint32) { n.row[childRow][lane] = math.Float32frombits(c) }

// emptyNode has no children.
func emptyNode() (n node) {
	inf := float32(math.Inf(1))
	for lane := range width {
		for axis := range 3 {
			n.row[2*axis][lane], n.row[2*axis+1][lane] = inf, -inf
		}
	}
	return n
}

// A block is the triangles of a leaf, a lane for each: coordinate axis of a corner
// is in row 3·corner + axis, and id is the index in the caller's list. Lanes
// without a triangle are the last ones; all their coordinates are 0, which no
// ray hits.
type block struct {
	row [9][width]float32
	id  [width]uint32
}

// none is the id of no triangle, and the slot of none. A slot is the position of
// a triangle in the blocks: width times the index of the block, plus the lane.
const none = math.MaxUint32

// pad is added to each side of a box, so that a ray that runs along a side is
// inside: there the relative slack of the ray (ray.go) has no effect. It is far
// below the resolution of float32 in a mesh of size 1.
const pad = 1.0 / (1 << 40)

// setBox puts a child's box, padded, in its lane.
func (n *node) setBox(lane int, b *bounds) {
	for axis := range 3 {
		n.row[2*axis][lane] = math.Nextafter32(b.lo(axis)-pad, float32(math.Inf(-1)))
		n.row[2*axis+1][lane] = math.Nextafter32(b.hi(axis)+pad, float32(math.Inf(1)))
	}
}
