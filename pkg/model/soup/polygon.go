package soup

import (
	"errors"
	"math"

	"mosaic/pkg/vec"
)

// A Triangulator triangulates polygons. One is meant for all polygons of a file:
// the time that it spends on them together is bounded.
type Triangulator struct {
	out        [][3]uint32
	projected  [][2]float64
	prev, next []int32
	reflex     []bool // the angle at the corner is at least 180 degrees
	work       int
	corners    int
}

// Limits of the work of a Triangulator, in pairs of corners that it compares.
const (
	maxWork          = 1 << 28
	maxWorkPerCorner = 64
)

var errTooComplex = errors.New("has too many corners that turn inwards: cut it into triangles with the program that wrote it")

// Triangulate returns the triangles of the polygon with the corners p, three or
// more in order, as indexes into p. The slice is valid until the next call.
func (c *Triangulator) Triangulate(p []vec.Vec3) ([][3]uint32, error) {
	c.out = c.out[:0]
	c.corners += len(p)
	switch {
	case len(p) == 3:
		return c.fan(3), nil
	case len(p) == 4:
		return c.quad(p), nil
	case c.project(p):
		return c.clipEars()
	}
	return c.fan(len(p)), nil
}

// fan triangulates a convex polygon.
func (c *Triangulator) fan(corners int) [][3]uint32 {
	for i := 2; i < corners; i++ {
		c.out = append(c.out, [3]uint32{0, uint32(i - 1), uint32(i)})
	}
	return c.out
}

// quad takes the diagonal whose two triangles have the same orientation.
func (c *Triangulator) quad(p []vec.Vec3) [][3]uint32 {
	diagonal := p[2].Sub(p[0])
	n := p[1].Sub(p[0]).Cross(diagonal)
	m := diagonal.Cross(p[3].Sub(p[0]))
	if n.Dot(m) < 0 {
		c.out = append(c.out, [3]uint32{1, 2, 3}, [3]uint32{1, 3, 0})
		return c.out
	}
	return c.fan(4)
}

// project projects the polygon onto the plane of two axes in which its area is
// largest, counterclockwise. It reports false if a fan will do: for convex
// polygons and for those without an area.
func (c *Triangulator) project(p []vec.Vec3) bool {
	var n vec.Vec3 // normal, times twice the area: the sum over a fan
	for i := 2; i < len(p); i++ {
		n = n.Add(p[i-1].Sub(p[0]).Cross(p[i].Sub(p[0])))
	}
	x, y := 0, 1
	switch max(math.Abs(n.X), math.Abs(n.Y), math.Abs(n.Z)) {
	case 0:
		return false
	case math.Abs(n.X):
		x, y = 1, 2
	case math.Abs(n.Y):
		x, y = 2, 0
	}
	if n.Axis(3-x-y) < 0 {
		x, y = y, x
	}
	c.projected, c.prev, c.next, c.reflex = c.projected[:0], c.prev[:0], c.next[:0], c.reflex[:0]
	for i, v := range p {
		v = v.Sub(p[0])
		c.projected = append(c.projected, [2]float64{v.Axis(x), v.Axis(y)})
		c.prev = append(c.prev, int32(i-1))
		c.next = append(c.next, int32(i+1))
	}
	last := int32(len(p) - 1)
	c.prev[0], c.next[last] = last, 0
	concave := false
	for i := range p {
		turn := c.area2(c.prev[i], int32(i), c.next[i])
		c.reflex = append(c.reflex, turn <= 0)
		concave = concave || turn < 0
	}
	return concave
}

// area2 is twice the signed area of a triangle: positive if it is
// counterclockwise.
func (c *Triangulator) area2(i, j, k int32) float64 {
	a, b, d := c.projected[i], c.projected[j], c.projected[k]
	return float64((b[0]-a[0])*(d[1]-a[1])) - float64((b[1]-a[1])*(d[0]-a[0]))
}

// clipEars triangulates by ear clipping. An ear is a convex corner with no other
// corner in its triangle. (Meisters, "Polygons Have Ears", American Mathematical
// Monthly 82, 1975.) A polygon that intersects itself may have none: what is left
// of it becomes a fan.
func (c *Triangulator) clipEars() ([][3]uint32, error) {
	i, left, failed := int32(0), len(c.projected), 0
	for left >= 3 {
		if c.work > maxWork+maxWorkPerCorner*c.corners {
			return nil, errTooComplex
		}
		a, b := c.prev[i], c.next[i]
		if left > 3 && failed < left && !c.isEar(i) {
			failed++
			i = b
			continue
		}
		c.out = append(c.out, [3]uint32{uint32(a), uint32(i), uint32(b)})
		left--
		c.next[a], c.prev[b] = b, a
		if failed == left+1 { // no ears: continue the fan around a
			i, failed = b, left
			continue
		}
		c.reflex[a] = c.area2(c.prev[a], a, b) <= 0
		c.reflex[b] = c.area2(a, b, c.next[b]) <= 0
		i, failed = a, 0 // where the next ear often is
	}
	return c.out, nil
}

// isEar reports whether corner i is an ear.
func (c *Triangulator) isEar(i int32) bool {
	c.work++
	a, b := c.prev[i], c.next[i]
	if c.projected[i] == c.projected[a] || c.projected[i] == c.projected[b] {
		return true
	}
	if c.reflex[i] {
		return false
	}
	for k := c.next[b]; k != a; k = c.next[k] {
		c.work++
		if c.reflex[k] && c.inside(k, a, i, b) {
			return false
		}
	}
	return true
}

// inside reports whether corner k lies in a triangle, but not at one of its
// corners: in a polygon with a hole the corners of the seam coincide.
func (c *Triangulator) inside(k, a, i, b int32) bool {
	p := c.projected[k]
	return p != c.projected[a] && p != c.projected[i] && p != c.projected[b] &&
		c.area2(a, i, k) >= 0 && c.area2(i, b, k) >= 0 && c.area2(b, a, k) >= 0
}
