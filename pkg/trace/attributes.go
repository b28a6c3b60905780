package trace

import (
	"math"

	"mosaic/pkg/vec"
)

// Attributes are what materials need to know of the point that was hit.
type attributes struct {
	uv   [2][2]float64 // the coordinates of both sets of textures
	tint texel         // of the mesh's vertices; white if they have none
}

// A texel is a colour and how opaque it is.
type texel struct {
	color vec.RGB
	alpha float64
}

// white changes nothing that it is multiplied by.
var white = texel{vec.Grey(1), 1}

// coordinates are the attributes of a hit, whose point and normal are p and n.
func (w *world) coordinates(h *hit, p, n vec.Vec3) attributes {
	if in := w.instance(h.prim); in != nil {
		if !h.hasAttributes {
			h.attributes, h.hasAttributes = in.attributes(h), true
		}
		return h.attributes
	}
	s := attributes{tint: white}
	if h.prim < len(w.spheres) { // as on a globe, seen from outside: +Z in the middle, +X to the right
		s.uv[0] = globe(vec.Vec3{X: n.X, Y: n.Y, Z: -n.Z})
	} else { // a unit of length is one texture
		x, y := vec.Basis(n)
		s.uv[0] = [2]float64{x.Dot(p), -y.Dot(p)}
	}
	s.uv[1] = s.uv[0]
	return s
}

// attributes are those of a hit on the instance.
func (p *instance) attributes(h *hit) (s attributes) {
	for set := range s.uv {
		s.uv[set] = p.coordinates(h, set)
	}
	s.tint = p.tint(h)
	return s
}

// coordinates are those of a set at a hit; 0 if the mesh has none.
func (p *instance) coordinates(h *hit, set int) (uv [2]float64) {
	all := p.UVs[set]
	if all == nil {
		return uv
	}
	t := &p.Triangles[h.triangle]
	a, b, c := &all[t[0]], &all[t[1]], &all[t[2]]
	u, v := float64(h.u), float64(h.v)
	for i := range uv {
		uv[i] = float64(float64(a[i])*(1-u-v)) + float64(float64(b[i])*u) + float64(float64(c[i])*v)
	}
	return uv
}

// tint is what the colours of the vertices make of a hit. They are blended in
// linear light, as their numbers are.
func (p *instance) tint(h *hit) texel {
	if p.Colors == nil {
		return white
	}
	t := &p.Triangles[h.triangle]
	a, b, c := &p.Colors[t[0]], &p.Colors[t[1]], &p.Colors[t[2]]
	u, v := float64(h.u), float64(h.v)
	var x [4]float64
	for i := range x {
		sum := float64(float64(a[i])*(1-u-v)) + float64(float64(b[i])*u) + float64(float64(c[i])*v)
		x[i] = max(0, sum/math.MaxUint16) // 1-u-v may be next to nothing below 0
	}
	return texel{vec.RGB{R: x[0], G: x[1], B: x[2]}, x[3]}
}
