package bvh

import "math"

// A part is nodes made by one goroutine. Its children are numbered by their
// place in the part; leaves by their first item, and the number of items less
// one in the last three bits; children of elsewhere and above are parts below.
type part struct {
	nodes  []node
	leaves int
	below  []*part

	// Where it goes in the tree.
	firstNode, firstBlock uint32
}

const elsewhere = 1 << 30

// newPart has room for about as many nodes as so many items make.
func newPart(items int) *part {
	if items > apart*width {
		return &part{} // nearly all are in the parts below
	}
	return &part{nodes: make([]node, 0, items/28)}
}

// order is all that is left of the items when the nodes are made.
func (b *builder) order() {
	b.ids = make([]uint32, len(b.items))
	b.split(len(b.items), func(_, from, to int) {
		for i := from; i < to; i++ {
			b.ids[i] = b.items[i].id()
		}
	})
	b.items = nil
}

// lay puts the parts one after the other, and the triangles into blocks.
func (b *builder) lay(t *Tree, root *part) {
	var all []*part
	nodes, blocks := 0, 0
	var place func(p *part)
	place = func(p *part) {
		p.firstNode, p.firstBlock = uint32(nodes), uint32(blocks)
		nodes += len(p.nodes)
		blocks += p.leaves
		all = append(all, p)
		for _, q := range p.below {
			place(q)
		}
	}
	place(root)
	t.nodes, t.blocks = roomy[node](nodes), roomy[block](blocks)
	b.split(len(all), func(_, from, to int) {
		for _, p := range all[from:to] {
			b.layPart(t, p)
		}
	})
}

func (b *builder) layPart(t *Tree, p *part) {
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
				b.fill(&t.blocks[block], b.ids[first:first+c%width+1])
				n.setChild(lane, leaf|block)
				block++
			case c >= elsewhere:
				n.setChild(lane, p.below[c-elsewhere].firstNode)
			default:
				n.setChild(lane, p.firstNode+c)
			}
		}
	}
}

// fill makes the block of some triangles. Where two hits are equally near the one
// in the lower lane counts: the lower triangle.
func (b *builder) fill(to *block, ids []uint32) {
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
