package bvh

import (
	"math"
	"runtime"
	"slices"
	"testing"
)

// An rng gives the same random numbers on each run. Marsaglia, "Xorshift RNGs",
// Journal of Statistical Software 8(14), 2003.
type rng uint64

func (d *rng) uniform(lo, hi float64) float64 {
	*d ^= *d << 13
	*d ^= *d >> 7
	*d ^= *d << 17
	return lo + (hi-lo)*float64(*d>>11)*0x1p-53
}

func (d *rng) point(lo, hi float64) [3]float32 {
	return [3]float32{float32(d.uniform(lo, hi)), float32(d.uniform(lo, hi)), float32(d.uniform(lo, hi))}
}

func (d *rng) intN(n int) int { return int(d.uniform(0, float64(n))) }

// ball is a closed, wavy sphere around the origin, with n vertices around and n/2
// from pole to pole.
func ball(n int) (m mesh) {
	high := n / 2
	for j := range high + 1 {
		theta := math.Pi * float64(j) / float64(high)
		sin := math.Sin(theta)
		if j == high {
			sin = 0 // exactly: the pole is one point
		}
		for i := range n {
			phi := 2 * math.Pi * float64(i) / float64(n)
			r := 1 + 0.12*math.Sin(9*phi)*math.Sin(7*theta)*sin +
				0.03*math.Sin(41*phi+3*theta)*sin*math.Sin(37*theta)
			x, y, z := r*sin*math.Cos(phi), r*math.Cos(theta), r*sin*math.Sin(phi)
			m.vertices = append(m.vertices, [3]float32{float32(x), float32(y), float32(z)})
		}
	}
	for j := range high {
		for i := range n {
			a, c := uint32(j*n+i), uint32(j*n+(i+1)%n)
			d, e := a+uint32(n), c+uint32(n)
			if j > 0 {
				m.triangles = append(m.triangles, [3]uint32{a, d, c})
			}
			if j < high-1 {
				m.triangles = append(m.triangles, [3]uint32{c, d, e})
			}
		}
	}
	return m
}

// hardMesh is hard on a tree: axis-aligned, coplanar, coincident, thin and
// degenerate triangles, and some that are not finite or have an index out of range.
func hardMesh(d *rng) (m mesh) {
	add := func(a, b, c [3]float32) {
		n := uint32(len(m.vertices))
		m.vertices = append(m.vertices, a, b, c)
		m.triangles = append(m.triangles, [3]uint32{n, n + 1, n + 2})
	}
	plus := func(p [3]float32, x, y, z float64) [3]float32 {
		return [3]float32{p[0] + float32(x), p[1] + float32(y), p[2] + float32(z)}
	}
	for i := range 1200 {
		p := d.point(-3, 3)
		for axis := range p {
			if i%2 == 0 {
				p[axis] = float32(math.Round(float64(p[axis])))
			}
		}
		q, r := d.point(-1, 1), d.point(-1, 1)
		switch i % 8 {
		case 0, 1:
			add(p, [3]float32{p[0] + q[0], p[1] + q[1], p[2] + q[2]}, [3]float32{p[0] + r[0], p[1] + r[1], p[2] + r[2]})
		case 2, 3: // along the axes
			add(p, plus(p, 1, 0, 0), plus(p, 0, 1, 0))
		case 4: // all the same
			add([3]float32{}, [3]float32{1, 0, 0}, [3]float32{0, 0, 1})
		case 5: // a needle
			add(p, plus(p, 1, 0, 0), plus(p, 1, 1e-6, 0))
		case 6: // a line, or a point
			add(p, plus(p, float64(i%3), 1, 1), plus(p, float64(i%3)*2, 2, 2))
		default:
			nan, inf := float32(math.NaN()), float32(math.Inf(1))
			add(p, plus(p, 0, 1, 0), [3]float32{nan, inf, -inf})
		}
	}
	m.triangles = append(m.triangles, [3]uint32{0, 1, math.MaxUint32}, [3]uint32{uint32(len(m.vertices)), 0, 1})
	return m
}

// incompleteMesh is a ball of which some triangles have an index out of range.
func incompleteMesh() mesh {
	m := ball(300)
	d := rng(5)
	for i := range m.triangles {
		if d.uniform(0, 1) < 0.1 || i < 2 || i > len(m.triangles)-3 {
			m.triangles[i][i%3] = uint32(len(m.vertices))
		}
	}
	return m
}

func (m mesh) build() *Tree { return Build(m.vertices, m.triangles, 0) }

// A testRay is the arguments of Intersect.
type testRay struct {
	o, d       [3]float32
	tmin, tmax float32
}

var inf = float32(math.Inf(1))

// testRays are rays that are likely to fail: along axes, from and to vertices,
// along sides of boxes, with zeros of both signs.
func testRays(d *rng, m mesh, n int) []testRay {
	all := make([]testRay, 0, n)
	zero := [2]float32{0, float32(math.Copysign(0, -1))}
	for i := range n {
		s := testRay{o: d.point(-4, 4), d: d.point(-1, 1), tmax: inf}
		if i%3 == 0 { // from where boxes may end
			s.o = m.vertices[d.intN(len(m.vertices))]
		}
		if i%5 == 0 {
			for axis := range s.o {
				s.o[axis] = float32(math.Round(float64(s.o[axis])))
			}
		}
		if i%4 == 1 { // at a corner
			v := m.vertices[d.intN(len(m.vertices))]
			s.d = [3]float32{v[0] - s.o[0], v[1] - s.o[1], v[2] - s.o[2]}
		}
		if i%7 < 3 { // along axes or planes of axes
			s.d[d.intN(3)] = zero[d.intN(2)]
			s.d[d.intN(3)] = zero[d.intN(2)]
		}
		switch d.intN(6) {
		case 0:
			s.tmin, s.tmax = float32(d.uniform(0, 2)), float32(d.uniform(0, 8))
		case 1:
			s.tmin = 1e-4
		}
		all = append(all, s)
	}
	return all
}

// oddNumbers are extreme values for the components of rays.
var oddNumbers = []float32{0, float32(math.Copysign(0, -1)), inf, -inf, float32(math.NaN()), math.MaxFloat32, -math.MaxFloat32,
	math.SmallestNonzeroFloat32, 0x1p-126, -0x1p-140, 1e-30, 1e30, 1, -1}

func oddRays(d *rng, n int) []testRay {
	all := make([]testRay, n)
	for i := range all {
		all[i] = testRay{o: d.point(-1, 1), d: d.point(-1, 1), tmax: 100}
		for range 1 + d.intN(3) {
			k := oddNumbers[d.intN(len(oddNumbers))]
			switch at := d.intN(8); at {
			case 0, 1, 2:
				all[i].o[at] = k
			case 3, 4, 5:
				all[i].d[at-3] = k
			case 6:
				all[i].tmin = k
			default:
				all[i].tmax = k
			}
		}
	}
	return all
}

func TestTreeDoesNotDependOnWorkersAndKernel(t *testing.T) {
	for name, m := range map[string]mesh{"ball": ball(512), "hard": hardMesh(new(rng(7))), "incomplete": incompleteMesh()} {
		want := build(m, 1, false)
		for _, workers := range []int{1, 2, 3, 16, 0} {
			got := Build(m.vertices, m.triangles, workers)
			if !slices.EqualFunc(got.nodes, want.nodes, sameNode) || !slices.Equal(got.blocks, want.blocks) {
				t.Errorf("%s: %d workers make another tree than one without the kernel", name, workers)
			}
		}
	}
}

func sameNode(a, b node) bool {
	for lane := range width {
		if a.child(lane) != b.child(lane) {
			return false
		}
	}
	a.row[childRow], b.row[childRow] = [width]float32{}, [width]float32{}
	return a == b
}

func TestTreeHoldsEachTriangleOnce(t *testing.T) {
	for name, m := range map[string]mesh{"ball": ball(300), "hard": hardMesh(new(rng(7)))} {
		tree := m.build()
		seen := make([]int, len(m.triangles))
		deep := 0
		var walk func(at uint32, depth int)
		walk = func(at uint32, depth int) {
			if at&leaf != 0 {
				for _, id := range tree.blocks[at&^leaf].id {
					if id != none {
						seen[id]++
					}
				}
				return
			}
			deep = max(deep, depth)
			for lane := range width {
				if n := &tree.nodes[at]; n.row[0][lane] <= n.row[1][lane] {
					walk(n.child(lane), depth+1)
				}
			}
		}
		walk(0, 1)
		for i, n := range seen {
			want := 1
			if _, ok := m.corners(i); !ok {
				want = 0
			}
			if n != want {
				t.Fatalf("%s: triangle %d is in the tree %d times, want %d", name, i, n, want)
			}
		}
		t.Logf("%s: %d triangles, %d nodes, depth %d, %.2f triangles a leaf, %.1f MB", name, len(m.triangles), len(tree.nodes), deep,
			float64(len(m.triangles))/float64(len(tree.blocks)), float64(tree.Size())/1e6)
	}
}

func TestEmptyTree(t *testing.T) {
	nan := float32(math.NaN())
	for _, m := range []mesh{
		{},
		{vertices: [][3]float32{{1, 2, 3}}},
		{vertices: [][3]float32{{1, 2, 3}}, triangles: [][3]uint32{{0, 0, 1}}},
		{vertices: [][3]float32{{nan, 2, 3}, {}, {1, 1, 1}}, triangles: [][3]uint32{{0, 1, 2}}},
		{vertices: [][3]float32{{1, 2, 3}}, triangles: [][3]uint32{{0, 0, 0}}},
		{vertices: [][3]float32{{}}, triangles: slices.Repeat([][3]uint32{{0, 0, 0}}, 100)},
	} {
		tree := m.build()
		if h, ok := tree.Intersect(Vec{}, Vec{1, 2, 3}, 0, inf); ok {
			t.Errorf("a ray hits %v of %v", h, m)
		}
		if tree.Occluded(Vec{}, Vec{1, 2, 3}, 0, inf) {
			t.Errorf("a ray hits something of %v", m)
		}
	}
}

func TestEachStackSufficesForTheDeepestTree(t *testing.T) {
	// Triangles that halve towards a corner make splits that split off one each.
	var m mesh
	for i := range 20_000 {
		x := float32(math.Pow(0.995, float64(i)))
		n := uint32(len(m.vertices))
		m.vertices = append(m.vertices, [3]float32{x, 0, 0}, [3]float32{0, x, 0}, [3]float32{0, 0, x})
		m.triangles = append(m.triangles, [3]uint32{n, n + 1, n + 2})
	}
	tree := m.build()
	var depth func(at uint32) int
	depth = func(at uint32) int {
		if at&leaf != 0 {
			return 0
		}
		most := 0
		for lane := range width {
			if n := &tree.nodes[at]; n.row[0][lane] <= n.row[1][lane] {
				most = max(most, depth(n.child(lane)))
			}
		}
		return most + 1
	}
	if got := depth(0); got > maxDepth {
		t.Errorf("%d nodes one below the other, more than %d", got, maxDepth)
	}
	runtime.KeepAlive(tree)
	if h, ok := tree.Intersect(Vec{1, 1, 1}, Vec{-1, -1, -1}, 0, inf); !ok || h.Triangle != 0 {
		t.Errorf("hit %v, want triangle 0", h)
	}
}
