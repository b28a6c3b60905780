package trace

import "mosaic/pkg/vec"

// enter is the distance at which the ray enters the box, which it does before
// dist if ok. A ray that runs along a side of the box may be reported as
// entering it, but none that enters is missed: comparisons with NaN, from
// 0 times infinity, leave the interval as it is, and its end is lengthened by
// the rounding errors. Ize, "Robust BVH Ray Traversal", JCGT 2(2), 2013.
func (b *box) enter(o, inverse vec.Vec3, dist float64) (near float64, ok bool) {
	const slack = 1 + 2e-15
	far := dist
	slab := func(lo, hi, o, inverse float64) {
		a, z := float64((lo-o)*inverse), float64((hi-o)*inverse)
		if inverse < 0 {
			a, z = z, a
		}
		if a > near {
			near = a
		}
		if z = float64(z * slack); z < far {
			far = z
		}
	}
	slab(b.min.X, b.max.X, o.X, inverse.X)
	slab(b.min.Y, b.max.Y, o.Y, inverse.Y)
	slab(b.min.Z, b.max.Z, o.Z, inverse.Z)
	return near, near <= far
}

// descend replaces h by the first primitive of the tree that the ray hits
// before it.
func (w *world) descend(o, d vec.Vec3, h *hit) {
	inverse := vec.Vec3{X: 1 / d.X, Y: 1 / d.Y, Z: 1 / d.Z}
	var stack [stackSize]struct {
		node int32
		near float64
	}
	depth := 0
	at := int32(0)
	for {
		n := &w.tree.nodes[at]
		for _, p := range w.tree.leaf(n) {
			if int(p) >= len(w.surfaces) {
				w.instances[int(p)-len(w.surfaces)].find(o, d, h, int(p))
			} else if t := w.spheres[p].hit(o, d); 0 < t && t < h.dist {
				h.dist, h.prim = t, int(p)
			}
		}
		if n.count == 0 {
			a, b := n.first, n.first+1
			nearA, okA := w.tree.nodes[a].box.enter(o, inverse, h.dist)
			nearB, okB := w.tree.nodes[b].box.enter(o, inverse, h.dist)
			if okA && okB && nearB < nearA {
				a, b, nearB = b, a, nearA
			}
			switch {
			case okA && okB:
				stack[depth].node, stack[depth].near = b, nearB
				depth++
				at = a
				continue
			case okA:
				at = a
				continue
			case okB:
				at = b
				continue
			}
		}
		for {
			if depth == 0 {
				return
			}
			depth--
			if stack[depth].near <= h.dist {
				at = stack[depth].node
				break
			}
		}
	}
}

// descendAny reports whether the ray hits any primitive of the tree before dist.
func (w *world) descendAny(o, d vec.Vec3, dist float64) bool {
	inverse := vec.Vec3{X: 1 / d.X, Y: 1 / d.Y, Z: 1 / d.Z}
	var stack [stackSize]int32
	depth := 1 // of the root, node 0
	for depth > 0 {
		depth--
		n := &w.tree.nodes[stack[depth]]
		if _, ok := n.box.enter(o, inverse, dist); !ok {
			continue
		}
		if n.count == 0 {
			stack[depth], stack[depth+1] = n.first, n.first+1
			depth += 2
			continue
		}
		for _, p := range w.tree.leaf(n) {
			if int(p) >= len(w.surfaces) {
				if w.instances[int(p)-len(w.surfaces)].occluded(o, d, dist) {
					return true
				}
			} else if t := w.spheres[p].hit(o, d); 0 < t && t < dist {
				return true
			}
		}
	}
	return false
}
