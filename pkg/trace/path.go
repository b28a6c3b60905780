package trace

import (
	"math"

	"mosaic/pkg/scene"
	"mosaic/pkg/vec"
)

// A path is followed from the eye, against the light.
type path struct {
	from, dir vec.Vec3
	weight    vec.RGB // what light found at its end is worth
	pdf       float64 // of dir, per solid angle; 0 if no light sample could have taken it
	light     vec.RGB // found so far
}

// Russian roulette begins with this segment.
const roulette = 2

// radiance is an estimate of the light that comes to the point o from the
// direction d, over paths of up to maxDepth segments.
func (t *Tracer) radiance(o, d vec.Vec3, s *stream, maxDepth int) vec.RGB {
	p := path{from: o, dir: d, weight: vec.Grey(1)}
	for segment := 1; ; segment++ {
		h := t.closest(p.from, p.dir)
		if h.prim == none {
			return p.light.Add(p.weight.Mul(t.sky))
		}
		number, light := t.surface(h.prim)
		m := &t.materials[number]
		if m.kind == scene.Emissive {
			return p.light.Add(p.weight.Mul(m.emission).Scale(t.lamp(&p, light, h.dist)))
		}
		if segment >= maxDepth || !t.bounce(&p, m, &h, s) {
			return p.light
		}
		if segment >= roulette && m.kind != scene.Glass {
			if chance := p.weight.Max(); chance < 1 {
				if s.one() >= chance {
					return p.light
				}
				p.weight = p.weight.Scale(1 / chance)
			}
		}
	}
}

// lamp is the weight of a lamp that the path has hit by itself, which a light
// sample might have found too.
func (t *Tracer) lamp(p *path, light int32, dist float64) float64 {
	if p.pdf == 0 || light == none {
		return 1
	}
	return heuristic(p.pdf, t.lights.all[light].pdf(p.from, p.dir, dist))
}

// heuristic is the weight of a sample of density a that another strategy finds
// with density b. Veach, "Robust Monte Carlo Methods for Light Transport
// Simulation", 1997, section 9.2.4: the power heuristic.
func heuristic(a, b float64) float64 {
	r := b / a
	return 1 / (1 + float64(r*r))
}

// bounce takes the path on from the primitive that it has hit, and reports
// whether it goes on.
func (t *Tracer) bounce(p *path, m *material, h *hit, s *stream) bool {
	hit, margin := t.touch(p.from, p.dir, h)
	n := t.normal(h.prim, hit)
	cos := -n.Dot(p.dir)
	off := n.Scale(margin)

	if m.kind == scene.Glass {
		p.cross(m, hit, n, off, cos, s)
		return true
	}
	if cos < 0 {
		n, off, cos = n.Neg(), off.Neg(), -cos
	}
	p.from = hit.Add(off)
	switch {
	case m.kind == scene.Diffuse && (m.mirror == 0 || s.one() >= m.mirror):
		return t.diffuse(p, m, n, s)
	case m.kind == scene.Diffuse:
		p.dir, p.pdf = reflect(p.dir, n), 0
	case m.alpha == 0:
		p.weight = p.weight.Mul(schlick(m.color, cos))
		p.dir, p.pdf = reflect(p.dir, n), 0
	default:
		return t.rough(p, m, n, s)
	}
	return true
}

// cross reflects or refracts the path at a glass surface. What paths carry is
// basic radiance, radiance over the square of the index of refraction, which no
// boundary changes (Nicodemus, "Radiance", Am. J. Phys. 31, 1963): lamps within
// glass shine as they would outside.
func (p *path) cross(m *material, hit, n, off vec.Vec3, cos float64, s *stream) {
	eta := 1 / m.ior
	if cos < 0 { // from within
		n, off, cos, eta = n.Neg(), off.Neg(), -cos, m.ior
	}
	share, cosT := fresnel(cos, eta)
	p.pdf = 0
	if s.one() < share {
		p.from, p.dir = hit.Add(off), reflect(p.dir, n)
		return
	}
	p.from = hit.Sub(off)
	p.dir = p.dir.Scale(eta).Add(n.Scale(float64(eta*cos) - cosT)).Unit()
	p.weight = p.weight.Mul(m.color)
}

// diffuse adds the light of a lamp, and goes on by the cosine.
func (t *Tracer) diffuse(p *path, m *material, n vec.Vec3, s *stream) bool {
	p.weight = p.weight.Mul(m.color)
	// Both directions are made before either is used: the processor computes
	// them side by side.
	g, ok := t.aim(p.from, s)
	u, v := s.two()
	dir, ahead := cosine(n, u, v)
	if cos := n.Dot(g.dir); ok && cos > 0 && !t.occluded(p.from, g.dir, g.dist) {
		f := float64(cos * (1 / math.Pi))
		p.light = p.light.Add(p.weight.Mul(g.light).Scale(float64(f * g.worth(f))))
	}
	p.dir, p.pdf = dir, float64(ahead*(1/math.Pi))
	return true
}

// rough adds the light of a lamp, and goes on by the metal's lobe.
func (t *Tracer) rough(p *path, m *material, n vec.Vec3, s *stream) bool {
	x, y := vec.Basis(n)
	local := func(d vec.Vec3) vec.Vec3 { return vec.Vec3{X: x.Dot(d), Y: y.Dot(d), Z: n.Dot(d)} }
	l := newLobe(m, local(p.dir.Neg()))
	if g, ok := t.aim(p.from, s); ok {
		if in := local(g.dir); in.Z > 0 && !t.occluded(p.from, g.dir, g.dist) {
			f, pdf := l.eval(in)
			p.light = p.light.Add(p.weight.Mul(f).Mul(g.light).Scale(g.worth(pdf)))
		}
	}
	u, v := s.two()
	in, weight, pdf := l.sample(u, v)
	p.weight = p.weight.Mul(weight)
	p.dir = x.Scale(in.X).Add(y.Scale(in.Y)).Add(n.Scale(in.Z))
	p.pdf = pdf
	return pdf > 0
}

// aim is a light sample at the point p, if there is any.
func (t *Tracer) aim(p vec.Vec3, s *stream) (g glow, ok bool) {
	if len(t.lights.all) == 0 {
		return glow{}, false
	}
	l := &t.lights.all[0]
	if len(t.lights.all) > 1 {
		l = t.lights.choose(s.one())
	}
	u, v := s.two()
	g = l.sample(p, u, v)
	// The lamp itself is not in the way.
	g.dist *= 1 - 1e-6
	return g, g.dist > 0
}
