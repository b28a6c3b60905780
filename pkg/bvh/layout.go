package bvh

import "math"

// A subtree is nodes made by one goroutine. A child of one of its nodes is, as
// long as the tree is being built: the index of a node of the subtree; with the
// bit leaf, the index of the first item times 8, plus the number of items less
// one; or subtreeRef plus an index into children.
type subtree struct {
	nodes    []node
	leaves   int
	children []*subtree

	// Its position in the tree.
	firstNode, firstBlock uint32
}

const subtreeRef = 1 << 30

// newSubtree has capacity for about as many nodes as so many items make.
func newSubtree(items int) *subtree {
	if items > subtreeItems*width {
		return &subtree{} // nearly all nodes are in its children
	}
	return &subtree{nodes: make([]node, 0, items/28)}
}

// keepIDs replaces the items, when the nodes are made, by their triangle indexes.
func (b *builder) keepIDs() {
	b.ids = make([]uint32, len(b.items))
	b.forChunks(len(b.items), func(_, from, to int) {
		for i := from; i < to; i++ {
			b.ids[i] = b.items[i].id()
		}
	})
	b.items = nil
}

// assemble copies the subtrees into the tree, one after the other, and the
// triangles into blocks.
func (b *builder) assemble(t *Tree, root *subtree) {
	var all []*subtree
	nodes, blocks := 0, 0
	var add func(p *subtree)
	add = func(p *subtree) {
		p.firstNode, p.firstBlock = uint32(nodes), uint32(blocks)
		nodes += len(p.nodes)
		blocks += p.leaves
		all = append(all, p)
		for _, q := range p.children {
			add(q)
		}
	}
	add(root)
	t.nodes, t.blocks = MakeHuge[node](nodes), MakeHuge[block](blocks)
	b.forChunks(len(all), func(_, from, to int) {
		for _, p := range all[from:to] {
			b.assembleSubtree(t, p)
		}
	})
}

func (b *builder) assembleSubtree(t *Tree, p *subtree) {
	copy(t.nodes[p.firstNode:], p.nodes)
	block := p.firstBlock
	for i := range p.nodes {
		n := &t.nodes[int(p.firstNode)+i]
		for lane := range width {
			if n.row[0][lane] == float32(math.Inf(1)) {
				break // no more children
			}
			switch c := n.child(lane); {
			case c&leaf != 0:
				first := c &^ leaf >> 3
				b.fillBlock(&t.blocks[block], b.ids[first:first+c%width+1])
				n.setChild(lane, leaf|block)
				block++
			case c >= subtreeRef:
				n.setChild(lane, p.children[c-subtreeRef].firstNode)
			default:
				n.setChild(lane, p.firstNode+c)
			}
		}
	}
}

// fillBlock makes the block of some triangles. Of two hits at the same distance
// that in the lower lane wins, which is the lower triangle.
func (b *builder) fillBlock(to *block, ids []uint32) {
	for lane := range to.id {
		to.id[lane] = none
	}
	for lane, id := range ids {
		to.id[lane] = id
		t := &b.triangles[id]
		for c := range t {
			v := &b.vertices[t[c]]
			to.row[3*c][lane] = v[0] * b.scale
			to.row[3*c+1][lane] = v[1] * b.scale
			to.row[3*c+2][lane] = v[2] * b.scale
		}
	}
}
