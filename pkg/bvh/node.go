package bvh

import "math"

// width is the number of a node's children, and of a leaf's triangles at most.
const width = 8

// Sizes, for the kernel in assembly and for Size.
const (
	nodeBytes  = 256
	blockBytes = 320
)

// A node is the boxes of its children, one coordinate to a row: lowest x,
// highest x, lowest y and so on. Row 6 has the children, as the bits of uint32:
// the number of a node or, with the leaf bit, of a block. A lane without a
// child has a box that is inside out, which no ray enters. Row 7 makes a node
// four cache lines.
type node struct{ row [8][width]float32 }

const (
	children = 6 // the row
	leaf     = 1 << 31
)

func (n *node) child(lane int) uint32 { return math.Float32bits(n.row[children][lane]) }

func (n *node) setChild(lane int, c uint32) { n.row[children][lane] = math.Float32frombits(c) }

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

// A block is the triangles of a leaf: row 3·corner + axis of their coordinates,
// and their places in the caller's list. In lanes without a triangle all
// coordinates are 0, which no ray hits; they are the last ones.
type block struct {
	row [9][width]float32
	id  [width]uint32
}

// A slot is a place of a triangle in the blocks: width times the number of the
// block, plus the lane.

// none is the slot of no triangle, and the id of no triangle.
const none = math.MaxUint32

// box grows the boxes that bound triangles by so much that a ray along one of
// their sides runs within, where the ray's own slack (ray.go) is a share of
// nothing. It is far below what float32 resolves in a mesh of size 1.
const pad = 1.0 / (1 << 40)

// setBox puts a child's box, padded, in its lane.
func (n *node) setBox(lane int, b *bounds) {
	for axis := range 3 {
		n.row[2*axis][lane] = math.Nextafter32(b.lo(axis)-pad, float32(math.Inf(-1)))
		n.row[2*axis+1][lane] = math.Nextafter32(b.hi(axis)+pad, float32(math.Inf(1)))
	}
}
