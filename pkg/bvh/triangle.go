package bvh

import "math"

// The ray/triangle test is that of Woop, Benthin and Wald, "Watertight
// Ray/Triangle Intersection", JCGT 2(1), 2013. Space is sheared so that the ray
// runs along z from the origin. On which side of an edge it passes is then the
// sign of an edge function, a difference of two products, and that sign is
// exactly the opposite for the same edge in the other direction: a ray cannot
// miss both triangles that share an edge.
//
// Corners are taken as origin minus corner, which negates all three coordinates.
// The products of two are the same, and sz makes up for it in the distance.

// A sheared triangle is its edge functions u, v and w, which are the barycentric
// coordinates of the corners a, b and c, not normalized; and the z of the corners.
type sheared struct {
	u, v, w    float32
	az, bz, cz float32
}

// rows are those of a block in the ray's axes: x, y and z of the first corner,
// then of the others.
type rows [9]*[width]float32

func (r *ray) rows(b *block) rows {
	x, y, z := r.axis[0]/rowBytes, r.axis[1]/rowBytes, r.axis[2]/rowBytes
	return rows{
		&b.row[x], &b.row[y], &b.row[z],
		&b.row[3+x], &b.row[3+y], &b.row[3+z],
		&b.row[6+x], &b.row[6+y], &b.row[6+z],
	}
}

func (r *ray) shear(b *rows, lane uint32) (s sheared) {
	lane %= width
	s.az = r.from[2] - b[2][lane]
	s.bz = r.from[2] - b[5][lane]
	s.cz = r.from[2] - b[8][lane]
	ax := (r.from[0] - b[0][lane]) - float32(s.az*r.sx)
	bx := (r.from[0] - b[3][lane]) - float32(s.bz*r.sx)
	cx := (r.from[0] - b[6][lane]) - float32(s.cz*r.sx)
	ay := (r.from[1] - b[1][lane]) - float32(s.az*r.sy)
	by := (r.from[1] - b[4][lane]) - float32(s.bz*r.sy)
	cy := (r.from[1] - b[7][lane]) - float32(s.cz*r.sy)
	s.u = float32(cx*by) - float32(cy*bx)
	s.v = float32(ax*cy) - float32(ay*cx)
	s.w = float32(bx*ay) - float32(by*ax)
	return s
}

// inside reports whether the ray passes on the same side of all three edges, or
// through one.
func (s *sheared) inside() bool {
	return s.u >= 0 && s.v >= 0 && s.w >= 0 || s.u <= 0 && s.v <= 0 && s.w <= 0
}

// distance is that along the ray; NaN if the ray sees the triangle edge-on.
func (s *sheared) distance(sz float32) float32 {
	sum := float32(s.u*s.az) + float32(s.v*s.bz)
	sum += float32(s.w * s.cz)
	return float32(sum*sz) / ((s.u + s.v) + s.w)
}

// hit is the Hit of a slot at the distance r.tmax.
func (t *Tree) hit(r *ray, slot uint32) Hit {
	return Hit{
		T: float32(r.tmax/r.unit) / t.scale,
		U: r.v / r.sum, V: r.w / r.sum,
		Triangle: t.blocks[slot/width].id[slot%width],
	}
}

// finite reports whether all of a corner's coordinates are finite.
func finite(p *[3]float32) bool {
	return abs(p[0]) <= math.MaxFloat32 && abs(p[1]) <= math.MaxFloat32 && abs(p[2]) <= math.MaxFloat32
}
