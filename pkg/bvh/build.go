package bvh

import (
	"math"
	"runtime"
	"sync"
)

// Build makes the tree of a mesh: its vertices, and the triangles as places of
// vertices. It works with so many goroutines, 0 being one for each processor;
// the tree does not depend on their number. Triangles with a corner that is not
// among the vertices, or not finite, are never hit.
//
// There may be up to 2²⁸ triangles.
func Build(vertices [][3]float32, triangles [][3]uint32, workers int) *Tree {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	return build(mesh{vertices, triangles}, workers, hasKernel())
}

func build(m mesh, workers int, kernel bool) *Tree {
	b := &builder{mesh: m, crew: newCrew(workers), kernel: kernel, finite: true}
	b.scale = b.fit()
	t := &Tree{scale: b.scale, kernel: kernel}
	items, release := scratch[item](len(m.triangles))
	b.items = items
	all := b.gather()
	if all.len() == 0 {
		release()
		return t
	}
	root := newPart(all.len())
	b.grow(root, all, 1)
	b.rest()
	b.order()
	release()
	b.lay(t, root)
	return t
}

// A mesh is what the caller gave.
type mesh struct {
	vertices  [][3]float32
	triangles [][3]uint32
}

// corners of triangle i; ok is false if it is to be left out.
func (m *mesh) corners(i int) (v [3][3]float32, ok bool) {
	for c, at := range m.triangles[i] {
		if uint64(at) >= uint64(len(m.vertices)) || !finite(&m.vertices[at]) {
			return v, false
		}
		v[c] = m.vertices[at]
	}
	return v, true
}

// A builder makes one tree.
type builder struct {
	mesh
	*crew
	scale  float32
	kernel bool
	finite bool // all vertices are
	items  []item
	ids    []uint32  // of the items, in the tree's order
	some   sync.Pool // of samples
}

// fit is the power of two that brings all coordinates into [-1, 1]. It finds out
// too whether all are finite.
func (b *builder) fit() float32 {
	var (
		most  [chunks]float32
		wrong [chunks]bool
	)
	b.split(len(b.vertices), func(i, from, to int) {
		m := float32(0)
		for v := range b.vertices[from:to] {
			p := &b.vertices[from+v]
			if finite(p) {
				m = max(m, abs(p[0]), abs(p[1]), abs(p[2]))
			} else {
				wrong[i] = true
			}
		}
		most[i] = m
	})
	m := float32(0)
	for i := range chunks {
		m = max(m, most[i])
		b.finite = b.finite && !wrong[i]
	}
	if m == 0 {
		return 1
	}
	_, e := math.Frexp(float64(m))
	return float32(math.Ldexp(1, min(max(-e, -126), 126)))
}

// gather fills b.items, in the triangles' order, and is all of them.
func (b *builder) gather() span {
	var (
		sides  [chunks]side
		counts [chunks]int
	)
	b.split(len(b.triangles), func(i, from, to int) {
		sides[i] = noSide()
		counts[i] = b.gatherChunk(b.items[from:to], from, &sides[i])
	})
	// Where triangles were left out the items after them move up.
	all, n := noSide(), 0
	for i := range chunks {
		all.merge(&sides[i])
		if from := len(b.triangles) * i / chunks; n < from {
			copy(b.items[n:], b.items[from:from+counts[i]])
		}
		n += counts[i]
	}
	b.items = b.items[:n]
	return span{0, n, all}
}

// gatherChunk puts the items of triangles from on into items, adds them to s,
// and returns their number: some triangles may be left out.
func (b *builder) gatherChunk(items []item, from int, s *side) (n int) {
	for t := from; t < from+len(items); t++ {
		if b.kernel && b.finite && len(b.vertices) > 0 {
			done := gather8(&items[n], from+len(items)-t, t, &b.mesh, b.scale, s)
			n, t = n+done, t+done
			if t == from+len(items) {
				break
			}
		}
		v, ok := b.corners(t)
		if !ok {
			continue
		}
		it := &items[n]
		n++
		it.name = named | uint32(t)
		for axis := range 3 {
			x, y, z := v[0][axis]*b.scale, v[1][axis]*b.scale, v[2][axis]*b.scale
			it.lo[axis], it.minusHi[axis] = min(x, y, z), -max(x, y, z)
		}
		s.add(it)
	}
	return n
}

// A span is items side by side, that become one child, and what bounds them.
type span struct {
	from, to int
	side
}

func (s *span) len() int { return s.to - s.from }

// Spans of more items than this are worth a goroutine, and a part.
const apart = 4096

// oneNode is how many items make about eight leaves, as these are filled.
const oneNode = 56

// grow makes the node of a span at the end of the part p, and all below it.
// Of the node's children the one that costs most, by the surface area heuristic,
// is cut in two, until there are eight. Children that make one node are left
// whole, so that nodes are full. If the tree could become too deep the child
// with the most items is halved.
func (b *builder) grow(p *part, s span, depth int) (number uint32) {
	var kids [width]span
	kids[0] = s
	n := 1
	tight := depth+levels(s.len()) >= deepest
	whole := width // the most items of a child that is not cut
	if s.len() > width*width && !tight {
		whole = oneNode
	}
	larger := func(k, l *span) bool {
		if tight {
			return k.len() > l.len()
		}
		return float32(k.box.area()*float32(k.len())) > float32(l.box.area()*float32(l.len()))
	}
	for n < width {
		at := -1
		for i := range kids[:n] {
			if kids[i].len() > whole && (at < 0 || larger(&kids[i], &kids[at])) {
				at = i
			}
		}
		if at < 0 {
			break
		}
		kids[at], kids[n] = b.cut(kids[at], !tight)
		n++
	}
	number = uint32(len(p.nodes))
	p.nodes = append(p.nodes, emptyNode())
	for lane := range kids[:n] {
		k := kids[lane]
		p.nodes[number].setBox(lane, &k.box)
		switch {
		case k.len() <= width:
			p.leaves++
			p.nodes[number].setChild(lane, leaf|uint32(k.from)<<3|uint32(k.len()-1))
		case k.len() > apart:
			below := newPart(k.len())
			p.below = append(p.below, below)
			p.nodes[number].setChild(lane, elsewhere+uint32(len(p.below)-1))
			b.Go(func() { b.grow(below, k, depth+1) })
		default:
			c := b.grow(p, k, depth+1)
			p.nodes[number].setChild(lane, c)
		}
	}
	return number
}

// A crew is the goroutines that work on one tree.
type crew struct {
	sync.WaitGroup
	idle chan struct{} // a token for each further goroutine
}

func newCrew(workers int) *crew {
	c := &crew{idle: make(chan struct{}, workers)}
	for range workers - 1 {
		c.idle <- struct{}{}
	}
	return c
}

// Go calls f, beside the caller if a goroutine is idle.
func (c *crew) Go(f func()) {
	select {
	case <-c.idle:
		c.WaitGroup.Go(func() {
			f()
			c.idle <- struct{}{}
		})
	default:
		f()
	}
}

// rest waits until all goroutines are done; one more takes the caller's place.
func (c *crew) rest() {
	c.idle <- struct{}{}
	c.Wait()
	<-c.idle
}

// chunks is the number of pieces that split makes, whatever the number of
// goroutines.
const chunks = 64

// split calls f for each of the pieces of n things, and waits for them.
func (c *crew) split(n int, f func(i, from, to int)) {
	var done sync.WaitGroup
	for i := range chunks {
		done.Add(1)
		c.Go(func() {
			f(i, n*i/chunks, n*(i+1)/chunks)
			done.Done()
		})
	}
	done.Wait()
}
