package bvh

import (
	"math"
	"math/bits"
)

// stackSize is how many nodes can be on the traversal stack at once: each node on
// the path to a leaf leaves up to width-1 siblings there. The builder keeps the
// depth of trees at maxDepth.
const (
	maxDepth  = 18 // nodes on the path from the root to a leaf
	stackSize = 1 + maxDepth*(width-1)
)

// A key is the bits of the distance to a child's box, with the lane in the last
// three: children are sorted by distance, and no two keys are equal.
const laneBits = width - 1

// intersectBoxes is the lanes of n whose boxes the ray enters, as a bit mask, and
// their keys.
func (r *ray) intersectBoxes(n *node, keys *[width]uint32) (lanes uint32) {
	nx, ny, nz := r.near[0]/rowBytes&7, r.near[1]/rowBytes&7, r.near[2]/rowBytes&7
	nearX, nearY, nearZ := &n.row[nx], &n.row[ny], &n.row[nz]
	farX, farY, farZ := &n.row[nx^1], &n.row[ny^1], &n.row[nz^1]
	for lane := range width {
		near := max(r.tmin,
			float32((r.origin[0]-nearX[lane])*r.enter[0]),
			float32((r.origin[1]-nearY[lane])*r.enter[1]),
			float32((r.origin[2]-nearZ[lane])*r.enter[2]))
		far := min(r.tmax,
			float32((r.origin[0]-farX[lane])*r.leave[0]),
			float32((r.origin[1]-farY[lane])*r.leave[1]),
			float32((r.origin[2]-farZ[lane])*r.leave[2]))
		if near <= far {
			lanes |= 1 << lane
		}
		keys[lane] = math.Float32bits(near)&^laneBits | uint32(lane)
	}
	return lanes
}

// nearest is the slot of the nearest triangle that the ray hits, or none; r.tmax
// becomes its distance.
func (t *Tree) nearest(r *ray) (slot uint32) {
	var (
		stack [stackSize]uint64 // key and child; the nearest of siblings is the last
		keys  [width]uint32
		depth int
	)
	slot = none
	at := uint32(0)
	for {
		if at&leaf != 0 {
			slot = t.intersectBlock(r, at&^leaf, slot)
		} else {
			n := &t.nodes[at]
			base := depth
			for lanes := r.intersectBoxes(n, &keys); lanes != 0; lanes &= lanes - 1 {
				lane := bits.TrailingZeros32(lanes) % width
				entry := uint64(keys[lane])<<32 | uint64(n.child(lane))
				i := depth
				for ; i > base && stack[i-1] < entry; i-- {
					stack[i] = stack[i-1]
				}
				stack[i] = entry
				depth++
			}
		}
		for {
			if depth == 0 {
				return slot
			}
			depth--
			if entry := stack[depth]; uint32(entry>>32)&^laneBits <= math.Float32bits(r.tmax) {
				at = uint32(entry)
				break
			}
		}
	}
}

// intersectBlock is the slot of the nearest triangle of a block that the ray hits
// before r.tmax, which becomes its distance; without one it is the given slot.
func (t *Tree) intersectBlock(r *ray, number, slot uint32) uint32 {
	b := &t.blocks[number]
	rows := r.rows(b)
	for lane := range uint32(width) {
		if b.id[lane] == none {
			break
		}
		s := r.shear(&rows, lane)
		if !s.inside() {
			continue
		}
		if d := s.distance(r.sz); d >= r.tmin && d < r.tmax {
			r.tmax, slot = d, number*width+lane
			r.v, r.w, r.sum = s.v, s.w, (s.u+s.v)+s.w
		}
	}
	return slot
}

// any reports whether the ray hits any triangle.
func (t *Tree) any(r *ray) bool {
	var (
		stack [stackSize]uint32
		keys  [width]uint32
	)
	depth := 1 // of the root, node 0
	for depth > 0 {
		depth--
		at := stack[depth]
		if at&leaf != 0 {
			if t.intersectBlock(r, at&^leaf, none) != none {
				return true
			}
			continue
		}
		n := &t.nodes[at]
		for lanes := r.intersectBoxes(n, &keys); lanes != 0; lanes &= lanes - 1 {
			stack[depth] = n.child(bits.TrailingZeros32(lanes) % width)
			depth++
		}
	}
	return false
}
