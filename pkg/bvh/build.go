package bvh

import (
	"math"
	"runtime"
	"sync"
)

// Build makes the tree of a mesh of up to 2²⁸ triangles, each three indexes into
// vertices. It uses so many goroutines, or GOMAXPROCS if workers is 0; the tree
// does not depend on their number. Triangles with an index out of range or a
// corner that is not finite are never hit.
func Build(vertices [][3]float32, triangles [][3]uint32, workers int) *Tree {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	return build(mesh{vertices, triangles}, workers, hasKernel())
}

func build(m mesh, workers int, kernel bool) *Tree {
	b := &builder{mesh: m, taskGroup: newTaskGroup(workers), kernel: kernel, finite: true}
	b.scale = b.fitScale()
	t := &Tree{scale: b.scale, kernel: kernel}
	items, release := mapScratch[item](len(m.triangles))
	b.items = items
	all := b.collectItems()
	if all.len() == 0 {
		release()
		return t
	}
	root := newSubtree(all.len())
	b.buildNode(root, all, 1)
	b.finish()
	b.keepIDs()
	release()
	b.assemble(t, root)
	return t
}

// A mesh is the arguments of Build.
type mesh struct {
	vertices  [][3]float32
	triangles [][3]uint32
}

// corners are those of triangle i; ok is false if it is to be left out.
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
	*taskGroup
	scale      float32
	kernel     bool
	finite     bool // all vertices are finite
	items      []item
	ids        []uint32  // of the items, in the tree's order
	samplePool sync.Pool // of *sample
}

// fitScale is the power of two that scales all coordinates into [-1, 1]. It sets
// b.finite too.
func (b *builder) fitScale() float32 {
	var (
		most  [chunks]float32
		wrong [chunks]bool
	)
	b.forChunks(len(b.vertices), func(i, from, to int) {
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

// collectItems fills b.items, in the triangles' order, and returns the span of
// all of them.
func (b *builder) collectItems() span {
	var (
		sides  [chunks]extent
		counts [chunks]int
	)
	b.forChunks(len(b.triangles), func(i, from, to int) {
		sides[i] = emptyExtent()
		counts[i] = b.collectChunk(b.items[from:to], from, &sides[i])
	})
	// Where triangles were left out the items after them move up.
	all, n := emptyExtent(), 0
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

// collectChunk puts the items of the triangles that start at from into items,
// adds them to s, and returns their number: some triangles may be left out.
func (b *builder) collectChunk(items []item, from int, s *extent) (n int) {
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
		it.idBits = idBias | uint32(t)
		for axis := range 3 {
			x, y, z := v[0][axis]*b.scale, v[1][axis]*b.scale, v[2][axis]*b.scale
			it.lo[axis], it.minusHi[axis] = min(x, y, z), -max(x, y, z)
		}
		s.add(it)
	}
	return n
}

// A span is a range of items, from and up to to, that become one child of a node,
// with its bounds.
type span struct {
	from, to int
	extent
}

func (s *span) len() int { return s.to - s.from }

// subtreeItems: a span of more items becomes a subtree of its own, which another
// goroutine may build.
const subtreeItems = 4096

// oneNodeItems is how many items make about eight leaves, as these are usually
// filled.
const oneNodeItems = 56

// buildNode appends the node of a span, and all nodes below it, to the subtree p,
// and returns its index. Of the node's children the one of the highest cost, by
// the surface area heuristic, is split in two until there are eight. Children
// that fit into one node are not split, so that nodes are full. If the tree could
// become too deep the child with the most items is halved instead.
func (b *builder) buildNode(p *subtree, s span, depth int) (number uint32) {
	var kids [width]span
	kids[0] = s
	n := 1
	tight := depth+minDepth(s.len()) >= maxDepth
	maxUnsplit := width // a child of no more items is not split
	if s.len() > width*width && !tight {
		maxUnsplit = oneNodeItems
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
			if kids[i].len() > maxUnsplit && (at < 0 || larger(&kids[i], &kids[at])) {
				at = i
			}
		}
		if at < 0 {
			break
		}
		kids[at], kids[n] = b.split(kids[at], !tight)
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
		case k.len() > subtreeItems:
			below := newSubtree(k.len())
			p.children = append(p.children, below)
			p.nodes[number].setChild(lane, subtreeRef+uint32(len(p.children)-1))
			b.Go(func() { b.buildNode(below, k, depth+1) })
		default:
			c := b.buildNode(p, k, depth+1)
			p.nodes[number].setChild(lane, c)
		}
	}
	return number
}

// A taskGroup runs functions on the goroutines that build one tree.
type taskGroup struct {
	sync.WaitGroup
	idle chan struct{} // a token for each further goroutine
}

func newTaskGroup(workers int) *taskGroup {
	c := &taskGroup{idle: make(chan struct{}, workers)}
	for range workers - 1 {
		c.idle <- struct{}{}
	}
	return c
}

// Go calls f, on another goroutine if one is idle.
func (c *taskGroup) Go(f func()) {
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

// finish waits until all goroutines are done. Meanwhile one more may run, instead
// of the caller's.
func (c *taskGroup) finish() {
	c.idle <- struct{}{}
	c.Wait()
	<-c.idle
}

// chunks is the number of ranges that forChunks makes, whatever the number of
// goroutines.
const chunks = 64

// forChunks calls f for each of the chunks of 0 to n, in parallel, and waits.
func (c *taskGroup) forChunks(n int, f func(i, from, to int)) {
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
