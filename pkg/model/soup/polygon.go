package soup

import (
	"errors"
	"math"

	"mosaic/pkg/vec"
)

// A Cutter cuts polygons into triangles. It is meant for all polygons of a
// file: what it spends on them together is bounded.
type Cutter struct {
	out        [][3]uint32
	flat       [][2]float64
	prev, next []int32
	hollow     []bool // the corner does not stick out
	spent      int
	corners    int
}

// What a Cutter may spend, in pairs of corners that it compares.
const (
	budget          = 1 << 28
	budgetOfACorner = 64
)

var errIntricate = errors.New("has too many corners that turn inwards: cut it into triangles with the program that wrote it")

// Cut is the triangles of the polygon, three or more corners in order, as
// places among them. They hold until the next call.
func (c *Cutter) Cut(p []vec.Vec3) ([][3]uint32, error) {
	c.out = c.out[:0]
	c.corners += len(p)
	switch {
	case len(p) == 3:
		return c.fan(3), nil
	case len(p) == 4:
		return c.quad(p), nil
	case c.project(p):
		return c.clip()
	}
	return c.fan(len(p)), nil
}

// fan is right for what is convex.
func (c *Cutter) fan(corners int) [][3]uint32 {
	for i := 2; i < corners; i++ {
		c.out = append(c.out, [3]uint32{0, uint32(i - 1), uint32(i)})
	}
	return c.out
}

// quad takes the diagonal whose two triangles face the same way.
func (c *Cutter) quad(p []vec.Vec3) [][3]uint32 {
	diagonal := p[2].Sub(p[0])
	n := p[1].Sub(p[0]).Cross(diagonal)
	m := diagonal.Cross(p[3].Sub(p[0]))
	if n.Dot(m) < 0 {
		c.out = append(c.out, [3]uint32{1, 2, 3}, [3]uint32{1, 3, 0})
		return c.out
	}
	return c.fan(4)
}

// project lays the polygon on the plane of two axes that it is widest in, to
// be counterclockwise there. It reports false if a fan will do: for convex
// polygons and for those without a plane.
func (c *Cutter) project(p []vec.Vec3) bool {
	var n vec.Vec3 // Newell's: the sum over a fan
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
	c.flat, c.prev, c.next, c.hollow = c.flat[:0], c.prev[:0], c.next[:0], c.hollow[:0]
	for i, v := range p {
		v = v.Sub(p[0])
		c.flat = append(c.flat, [2]float64{v.Axis(x), v.Axis(y)})
		c.prev = append(c.prev, int32(i-1))
		c.next = append(c.next, int32(i+1))
	}
	last := int32(len(p) - 1)
	c.prev[0], c.next[last] = last, 0
	concave := false
	for i := range p {
		turn := c.turn(c.prev[i], int32(i), c.next[i])
		c.hollow = append(c.hollow, turn <= 0)
		concave = concave || turn < 0
	}
	return concave
}

// turn is twice the area of a triangle: positive if it is counterclockwise.
func (c *Cutter) turn(i, j, k int32) float64 {
	a, b, d := c.flat[i], c.flat[j], c.flat[k]
	return float64((b[0]-a[0])*(d[1]-a[1])) - float64((b[1]-a[1])*(d[0]-a[0]))
}

// clip cuts off one ear after the other: a corner that sticks out, with no
// other corner in its triangle. (Meisters, "Polygons Have Ears", American
// Mathematical Monthly 82, 1975.) A polygon that crosses itself may have none:
// what is left of it becomes a fan.
func (c *Cutter) clip() ([][3]uint32, error) {
	i, left, failed := int32(0), len(c.flat), 0
	for left >= 3 {
		if c.spent > budget+budgetOfACorner*c.corners {
			return nil, errIntricate
		}
		a, b := c.prev[i], c.next[i]
		if left > 3 && failed < left && !c.ear(i) {
			failed++
			i = b
			continue
		}
		c.out = append(c.out, [3]uint32{uint32(a), uint32(i), uint32(b)})
		left--
		c.next[a], c.prev[b] = b, a
		if failed == left+1 { // no ears: go on around a
			i, failed = b, left
			continue
		}
		c.hollow[a] = c.turn(c.prev[a], a, b) <= 0
		c.hollow[b] = c.turn(a, b, c.next[b]) <= 0
		i, failed = a, 0 // where the next ear often is
	}
	return c.out, nil
}

// ear reports whether corner i may be cut off.
func (c *Cutter) ear(i int32) bool {
	c.spent++
	a, b := c.prev[i], c.next[i]
	if c.flat[i] == c.flat[a] || c.flat[i] == c.flat[b] {
		return true
	}
	if c.hollow[i] {
		return false
	}
	for k := c.next[b]; k != a; k = c.next[k] {
		c.spent++
		if c.hollow[k] && c.inside(k, a, i, b) {
			return false
		}
	}
	return true
}

// inside reports whether corner k lies in a triangle, but not at its corners:
// those of a polygon with a hole, which has a seam, do.
func (c *Cutter) inside(k, a, i, b int32) bool {
	p := c.flat[k]
	return p != c.flat[a] && p != c.flat[i] && p != c.flat[b] &&
		c.turn(a, i, k) >= 0 && c.turn(i, b, k) >= 0 && c.turn(b, a, k) >= 0
}
