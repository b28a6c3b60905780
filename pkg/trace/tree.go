package trace

import (
	"math"

	"mosaic/pkg/vec"
)

// A box is a box along the axes.
type box struct{ min, max vec.Vec3 }

// nothing holds no point; united with any box it is that box.
func nothing() box {
	inf := math.Inf(1)
	return box{vec.Vec3{X: inf, Y: inf, Z: inf}, vec.Vec3{X: -inf, Y: -inf, Z: -inf}}
}

func (b box) union(c box) box { return box{b.min.Min(c.min), b.max.Max(c.max)} }

func (b box) grow(p vec.Vec3) box { return box{b.min.Min(p), b.max.Max(p)} }

// area is half of the box's surface; 0 if it holds nothing.
func (b box) area() float64 {
	d := b.max.Sub(b.min)
	if d.X < 0 {
		return 0
	}
	return float64(d.X*d.Y) + float64(d.Y*d.Z) + float64(d.Z*d.X)
}

// middle is twice the centre of the box.
func (b box) middle() vec.Vec3 { return b.min.Add(b.max) }

// A tree holds primitives in boxes within boxes (a bounding volume hierarchy).
// Node 0 is the root.
type tree struct {
	nodes []node
	prims []int32 // of the leaves
}

// A node has two children, or is a leaf with primitives.
type node struct {
	box   box
	first int32 // of two children that lie side by side, or of the leaf's prims
	count int32 // of the leaf's prims; 0 if it is no leaf
}

// leaf is the primitives of a node; none if it has children instead.
func (t *tree) leaf(n *node) []int32 {
	if n.count == 0 {
		return nil
	}
	return t.prims[n.first : n.first+n.count]
}

// An item is a primitive to be put in a tree.
type item struct {
	box  box
	prim int32
}

// items are what belongs in the tree.
func (w *world) items() []item {
	var items []item
	for i := w.loose; i < len(w.spheres); i++ {
		s := &w.spheres[i]
		r := float64(1 / s.inverse * (1 + 1e-12))
		e := vec.Vec3{X: r, Y: r, Z: r}
		items = append(items, item{box{s.center.Sub(e), s.center.Add(e)}, int32(i)})
	}
	for i := range w.instances {
		items = append(items, item{w.instances[i].bounds(), int32(len(w.surfaces) + i)})
	}
	return items
}

const (
	leafMost = 2  // primitives of a leaf
	bins     = 16 // of the places at which a node may be split
	// From this depth on nodes are split in halves, so that no tree of fewer
	// than 2^31 primitives is deeper than stackSize.
	depthSAH  = 32
	stackSize = 64
)

// newTree builds a tree top down, each node split where the surface area
// heuristic is least among a few places along the longest axis. Wald, "On fast
// Construction of SAH-based Bounding Volume Hierarchies", IEEE RT 2007.
func newTree(items []item) tree {
	if len(items) == 0 {
		return tree{}
	}
	t := tree{nodes: make([]node, 1, 2*len(items))}
	t.split(0, items, 0)
	return t
}

func (t *tree) split(at int, items []item, depth int) {
	all, middles := nothing(), nothing()
	for i := range items {
		all = all.union(items[i].box)
		middles = middles.grow(items[i].box.middle())
	}
	t.nodes[at].box = all
	if len(items) <= leafMost {
		t.nodes[at].first, t.nodes[at].count = int32(len(t.prims)), int32(len(items))
		for i := range items {
			t.prims = append(t.prims, items[i].prim)
		}
		return
	}
	n := 0
	if depth < depthSAH {
		n = partition(items, middles)
	}
	if n == 0 || n == len(items) {
		n = len(items) / 2
	}
	first := len(t.nodes)
	t.nodes = append(t.nodes, node{}, node{})
	t.nodes[at].first = int32(first)
	t.split(first, items[:n], depth+1)
	t.split(first+1, items[n:], depth+1)
}

// partition puts the items of the left child first, and is their number; 0 if
// all have the same middle.
func partition(items []item, middles box) int {
	size := middles.max.Sub(middles.min)
	axis := 0
	for a := 1; a < 3; a++ {
		if size.Axis(a) > size.Axis(axis) {
			axis = a
		}
	}
	low, scale := middles.min.Axis(axis), bins/size.Axis(axis)
	if !(size.Axis(axis) > 0) || math.IsInf(scale, 1) {
		return 0
	}
	bin := func(i int) int {
		return min(bins-1, int(float64((items[i].box.middle().Axis(axis)-low)*scale)))
	}
	var boxes [bins]box
	var counts [bins]int
	for b := range boxes {
		boxes[b] = nothing()
	}
	for i := range items {
		b := bin(i)
		boxes[b] = boxes[b].union(items[i].box)
		counts[b]++
	}
	cut := cheapest(&boxes, &counts)
	n := 0
	for i := range items {
		if bin(i) < cut {
			items[i], items[n] = items[n], items[i]
			n++
		}
	}
	return n
}

// cheapest is the number of bins on the left of the cheapest cut.
func cheapest(boxes *[bins]box, counts *[bins]int) int {
	var cost [bins]float64
	left, n := nothing(), 0
	for b := range bins - 1 {
		left, n = left.union(boxes[b]), n+counts[b]
		cost[b+1] = float64(left.area() * float64(n))
	}
	right, n := nothing(), 0
	best, cut := math.Inf(1), 0
	for b := bins - 1; b > 0; b-- {
		right, n = right.union(boxes[b]), n+counts[b]
		if c := cost[b] + float64(right.area()*float64(n)); c < best {
			best, cut = c, b
		}
	}
	return cut
}
