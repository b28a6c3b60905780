package trace

import (
	"mosaic/pkg/vec"
)

// shadingNormal is the normal that the place shows at a hit, where its triangle has
// the normal out; both point to the same side.
func (p *instance) shadingNormal(h *hit, out vec.Vec3) vec.Vec3 {
	n, ok := p.smooth(h)
	switch {
	case !ok:
		return out
	case n.Dot(out) < 0:
		return n.Neg()
	default:
		return n
	}
}

// shadingNormal is the normal that a surface shows at a hit, with the bumps of its
// normal map; m is the material there.
func (w *world) shadingNormal(m *material, h *hit, out vec.Vec3) vec.Vec3 {
	n := out
	in := w.instance(h.prim)
	if in != nil {
		n = in.shadingNormal(h, out)
	}
	if m.normalMap == nil {
		return n
	}
	x, y := w.tangents(m.normalMap, h, out, n)
	c := m.bump
	bump := func(c float64) float64 { return float64(m.normalScale * (float64(2*c) - 1)) }
	bent := x.Scale(bump(c.R)).Add(y.Scale(bump(c.G))).Add(n.Scale(float64(2*c.B) - 1)).Unit()
	if bent.Dot(out) > 0 {
		return bent
	}
	return n
}

// tangents are unit vectors across the normal n along which the layer lies: to
// its right, and to its top.
func (w *world) tangents(l *layer, h *hit, out, n vec.Vec3) (x, y vec.Vec3) {
	right, down := w.slopes(h, l.UVSet, out)
	m, sign := &l.Matrix, 1.0
	if float64(m[0]*m[4]) < float64(m[1]*m[3]) {
		sign = -1
	}
	x = right.Scale(m[4]).Sub(down.Scale(m[3])).Scale(sign)
	down = down.Scale(m[0]).Sub(right.Scale(m[1])).Scale(sign)
	x = x.Sub(n.Scale(n.Dot(x))).Unit()
	if !finite(vec.RGB{R: x.X, G: x.Y, B: x.Z}) {
		return vec.Basis(n)
	}
	if y = n.Cross(x); y.Dot(down) > 0 {
		y = y.Neg()
	}
	return x, y
}

// slopes are the directions along the surface in which its texture coordinates
// grow, at the same scale; the surface has the normal out.
func (w *world) slopes(h *hit, set int, out vec.Vec3) (right, down vec.Vec3) {
	in := w.instance(h.prim)
	switch {
	case in != nil:
		return in.slopes(h, set)
	case h.prim < len(w.spheres): // u goes all around, v half
		right = vec.Vec3{X: out.Z, Z: -out.X}
		return right.Scale(2), right.Cross(out).Scale(1 / right.Len())
	default:
		x, y := vec.Basis(out)
		return x, y.Neg()
	}
}

func (p *instance) slopes(h *hit, set int) (right, down vec.Vec3) {
	all := p.UVs[set]
	if all == nil {
		return right, down
	}
	t := &p.Triangles[h.triangle]
	a, b, c := p.corners(h.triangle)
	u1, v1 := float64(all[t[1]][0])-float64(all[t[0]][0]), float64(all[t[1]][1])-float64(all[t[0]][1])
	u2, v2 := float64(all[t[2]][0])-float64(all[t[0]][0]), float64(all[t[2]][1])-float64(all[t[0]][1])
	det := float64(u1*v2) - float64(u2*v1)
	e1, e2 := b.Sub(a), c.Sub(a)
	return e1.Scale(v2).Sub(e2.Scale(v1)).Scale(det), e2.Scale(u1).Sub(e1.Scale(u2)).Scale(det)
}
