package trace

import (
	"mosaic/pkg/vec"
)

// A plane is the points p with normal · p = offset.
type plane struct {
	normal vec.Vec3
	offset float64
}

// hit is the distance at which the ray crosses the plane: not positive, or
// NaN, if it does not.
func (p *plane) hit(o, d vec.Vec3) float64 {
	return (p.offset - p.normal.Dot(o)) / p.normal.Dot(d)
}

// A disc is the points of a plane that lie near its middle.
type disc struct {
	plane
	center vec.Vec3
	square float64 // of the radius
}

// hit is like that of the plane.
func (c *disc) hit(o, d vec.Vec3) float64 {
	t := c.plane.hit(o, d)
	if off := o.Add(d.Scale(t)).Sub(c.center); off.Dot(off) <= c.square {
		return t
	}
	return 0
}

// A triangle is its first corner and the edges to the others.
type triangle struct {
	corner, edge1, edge2 vec.Vec3
	normal               vec.Vec3 // of length 1
}

// newTriangle is false if the triangle has no area.
func newTriangle(v0, v1, v2 vec.Vec3) (t triangle, ok bool) {
	t = triangle{corner: v0, edge1: v1.Sub(v0), edge2: v2.Sub(v0)}
	n := t.edge1.Cross(t.edge2)
	area := n.Len()
	t.normal = n.Scale(1 / area)
	long := t.normal.Dot(t.normal)
	return t, 0.5 < long && long < 2 // false of NaN too
}
