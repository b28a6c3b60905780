package trace

import (
	"mosaic/pkg/vec"
)

// shown is the normal that the place shows at a hit, where its triangle has
// the normal out; both point to the same side.
func (p *place) shown(h *hit, out vec.Vec3) vec.Vec3 {
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

// shown is the normal that a surface shows at a hit, with the bumps of its
// normal map.
func (w *world) shown(m *material, h *hit, uv *[2][2]float64, out vec.Vec3) vec.Vec3 {
	n := out
	place := w.place(h.prim)
	if place != nil {
		n = place.shown(h, out)
	}
	if m.normalMap == nil {
		return n
	}
	x, y, ok := vec.Vec3{}, vec.Vec3{}, false
	if place != nil {
		x, y, ok = place.tangents(h, m.normalMap.Set, n)
	}
	if !ok {
		x, y = vec.Basis(n)
	}
	c := m.normalMap.at(uv).color
	bump := func(c float64) float64 { return float64(m.normalScale * (float64(2*c) - 1)) }
	bent := x.Scale(bump(c.R)).Add(y.Scale(bump(c.G))).Add(n.Scale(float64(2*c.B) - 1)).Unit()
	if bent.Dot(out) > 0 {
		return bent
	}
	return n
}

// tangents are unit vectors across the normal n along which the texture
// coordinates grow: to the right, and to the top.
func (p *place) tangents(h *hit, set int, n vec.Vec3) (x, y vec.Vec3, ok bool) {
	all := p.UVs[set]
	if all == nil {
		return x, y, false
	}
	t := &p.Triangles[h.triangle]
	a, b, c := p.corners(h.triangle)
	u1, v1 := float64(all[t[1]][0])-float64(all[t[0]][0]), float64(all[t[1]][1])-float64(all[t[0]][1])
	u2, v2 := float64(all[t[2]][0])-float64(all[t[0]][0]), float64(all[t[2]][1])-float64(all[t[0]][1])
	det := float64(u1*v2) - float64(u2*v1)
	e1, e2 := b.Sub(a), c.Sub(a)
	x = e1.Scale(v2).Sub(e2.Scale(v1)).Scale(det)
	x = x.Sub(n.Scale(n.Dot(x))).Unit()
	y = n.Cross(x)
	// Downwards in the texture is against the second axis.
	if down := e2.Scale(u1).Sub(e1.Scale(u2)).Scale(det); y.Dot(down) > 0 {
		y = y.Neg()
	}
	return x, y, finite(vec.RGB{R: x.X, G: x.Y, B: x.Z})
}
