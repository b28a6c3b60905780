package trace

import (
	"math"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A path is followed from the eye, against the light.
type path struct {
	from, dir vec.Vec3
	weight    vec.RGB // throughput: what light found at its end is multiplied by
	pdf       float64 // of dir, per solid angle; 0 if no light sample could have taken it
	light     vec.RGB // found so far
}

// Russian roulette begins with this segment.
const roulette = 2

// keep is the chance with which Russian roulette lets a path go on, if below 1.
func keep(weight *vec.RGB) float64 { return float64(lenience * weight.Max()) }

// lenience is how many times its weight a path's chance is: less makes more
// samples a second, and more noise in the same time.
const lenience = 1.4

// radiance is an estimate of the light that comes to the point o from the
// direction d, over paths of up to maxDepth segments.
func (t *Tracer) radiance(o, d vec.Vec3, s *stream, maxDepth int) vec.RGB {
	p := path{from: o, dir: d, weight: vec.Grey(1)}
	var h hit
	for segment := 1; ; segment++ {
		if t.holes {
			h = t.first(p.from, p.dir, s)
		} else {
			t.closest(&h, p.from, p.dir)
		}
		if h.prim == none {
			return p.light.Add(p.weight.Mul(t.behind(&p)))
		}
		number, light := t.surface(&h)
		m := &t.materials[number]
		if m.kind == model.Emissive && !m.mapped {
			return p.light.Add(p.weight.Mul(m.emission).Scale(t.emissionWeight(&p, light, h.dist)))
		}
		if !t.bounce(&p, m, &h, light, segment >= maxDepth, s) {
			return p.light
		}
		if segment >= roulette && m.kind != model.Glass {
			if chance := keep(&p.weight); chance < 1 {
				if s.one() >= chance {
					return p.light
				}
				p.weight = p.weight.Scale(1 / chance)
			}
		}
	}
}

// emissionWeight is the MIS weight of a light that the path has hit by itself, which a light
// sample might have found too.
func (t *Tracer) emissionWeight(p *path, light int32, dist float64) float64 {
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

// behind is the light from behind everything, in the direction of the path.
func (t *Tracer) behind(p *path) vec.RGB {
	if t.environment == nil {
		return t.sky
	}
	c, pdf := t.environment.light(p.dir)
	if p.pdf == 0 || pdf == 0 {
		return c
	}
	return c.Scale(heuristic(p.pdf, pdf))
}

// bounce adds what the surface that the path has hit shines, takes the path on
// from there unless that was the last segment, and reports whether it goes on.
func (t *Tracer) bounce(p *path, m *material, h *hit, light int32, last bool, s *stream) bool {
	at, out, margin := t.surfacePoint(p.from, p.dir, h)
	n := out // as the surface shows itself: by its smooth normals and its bumps
	if m.mapped || m.normalMap != nil {
		uv := t.coordinates(h, at, out)
		local := m.at(&uv)
		m = &local
		n = t.shadingNormal(m, h, out)
	} else if in := t.instance(h.prim); in != nil {
		n = in.shadingNormal(h, out)
	}
	if m.shines() {
		p.light = p.light.Add(p.weight.Mul(m.emission).Scale(t.emissionWeight(p, light, h.dist)))
	}
	if last || m.kind == model.Emissive {
		return false
	}
	inside := out.Dot(p.dir) > 0
	if inside {
		out, n = out.Neg(), n.Neg()
	}
	off := out.Scale(margin)
	cos := -n.Dot(p.dir)
	if cos < grazing { // seen from behind, in spite of the surface
		n, cos = out, max(-out.Dot(p.dir), grazing)
	}
	f := surfaceInteraction{at: at.Add(off), under: at.Sub(off), out: out, normal: n, cos: cos, inside: inside}

	kind := m.kind
	if kind == model.Physical {
		kind = m.part(s)
	}
	if kind != model.Diffuse {
		f.bend(p.dir)
	}
	switch kind {
	case model.Glass:
		return t.glass(p, m, &f, s)
	case model.Metal:
		if m.alpha > 0 {
			a := f.axes()
			var l lobe
			l.metal(m, a.local(p.dir.Neg()))
			return t.rough(p, &l, &f, &a, s)
		}
		p.weight = p.weight.Mul(schlick(m.color, f.cos))
		return p.mirror(&f)
	case model.Physical: // what is left of it is plastic
		if m.alpha > 0 {
			a := f.axes()
			var l lobe
			l.plastic(m, a.local(p.dir.Neg()))
			return t.rough(p, &l, &f, &a, s)
		}
		share, _ := fresnel(f.cos, 1/m.ior)
		if s.one() < share {
			return p.mirror(&f)
		}
	case model.Diffuse:
		if m.mirror > 0 && s.one() < m.mirror {
			return p.mirror(&f)
		}
	}
	return t.diffuse(p, m, &f, s)
}

// grazing is the least cosine at which a surface is seen.
const grazing = 1e-4

// part is what a path meets of a physical material: metal, glass, or plastic,
// which is called Physical.
func (m *material) part(s *stream) model.MaterialKind {
	metal := m.metallic
	glass := float64((1 - metal) * m.transmission)
	if metal+glass == 0 {
		return model.Physical
	}
	switch u := s.one(); {
	case u < metal:
		return model.Metal
	case u < metal+glass:
		return model.Glass
	}
	return model.Physical
}

// A surfaceInteraction is a point of a surface from which a path goes on.
type surfaceInteraction struct {
	at, under vec.Vec3 // on the side that the path came from, and on the other
	out       vec.Vec3 // the surface's normal, on the path's side
	normal    vec.Vec3 // what it shows itself as
	cos       float64  // of the normal with the direction back
	inside    bool     // the path came from where the surface's normal does not point
}

// bend leans the normal so far towards that of the surface that a mirror sends
// light of direction d off the surface, not into it: coarse meshes with smooth
// normals would have dark rims. (Keller et al., "The Iray Light Transport
// Simulation and Rendering System", 2017, appendix A.3.)
func (f *surfaceInteraction) bend(d vec.Vec3) {
	least := min(0.01, float64(-0.9*f.out.Dot(d)))
	r := reflect(d, f.normal)
	if up := f.out.Dot(r); up < least {
		r = r.Add(f.out.Scale(least - up)).Unit()
		f.normal = r.Sub(d).Unit()
		f.cos = max(-f.normal.Dot(d), grazing)
	}
}

// Axes are those of a lobe: z is the normal.
type axes struct{ x, y, z vec.Vec3 }

func (f *surfaceInteraction) axes() axes {
	x, y := vec.Basis(f.normal)
	return axes{x, y, f.normal}
}

// local is a direction of the scene in the axes.
func (a *axes) local(d vec.Vec3) vec.Vec3 {
	return vec.Vec3{X: a.x.Dot(d), Y: a.y.Dot(d), Z: a.z.Dot(d)}
}

// scene is a direction of the axes in the scene.
func (a *axes) scene(d vec.Vec3) vec.Vec3 {
	return a.x.Scale(d.X).Add(a.y.Scale(d.Y)).Add(a.z.Scale(d.Z))
}

// mirror takes the path on as a mirror does.
func (p *path) mirror(f *surfaceInteraction) bool {
	p.from, p.dir, p.pdf = f.at, reflect(p.dir, f.normal), 0
	return f.out.Dot(p.dir) > 0
}

// bending is how far an index of refraction must be from 1 for a rough boundary
// to bend light by an angle that matters.
const bending = 1e-4

// glass reflects or refracts the path at a boundary. What paths carry is basic
// radiance, radiance over the square of the index of refraction, which no
// boundary changes (Nicodemus, "Radiance", Am. J. Phys. 31, 1963): lights within
// glass shine as they would outside.
func (t *Tracer) glass(p *path, m *material, f *surfaceInteraction, s *stream) bool {
	eta := 1 / m.ior
	if f.inside && !m.thin {
		eta = m.ior
	}
	if m.alpha > 0 && (m.thin || math.Abs(eta-1) > bending) {
		a := f.axes()
		var l lobe
		l.glass(m, eta, a.local(p.dir.Neg()))
		return t.rough(p, &l, f, &a, s)
	}
	share, cosT := fresnel(f.cos, eta)
	if m.thin {
		share = pane(share)
	}
	if s.one() < share {
		return p.mirror(f)
	}
	p.pdf, p.from = 0, f.under
	if !m.thin {
		p.dir = p.dir.Scale(eta).Add(f.normal.Scale(float64(eta*f.cos) - cosT)).Unit()
	}
	p.weight = p.weight.Mul(m.color)
	return f.out.Dot(p.dir) < 0
}

// diffuse adds the light of a light source, and goes on by the cosine.
func (t *Tracer) diffuse(p *path, m *material, f *surfaceInteraction, s *stream) bool {
	p.weight = p.weight.Mul(m.color)
	p.from = f.at
	// Both directions are made before either is used: the processor computes
	// them side by side.
	var g lightSample
	ok := t.aim(&g, p.from, s)
	u, v := s.two()
	dir, ahead := cosineHemisphere(f.normal, u, v)
	if cos := f.normal.Dot(g.dir); ok && cos > 0 && f.out.Dot(g.dir) > 0 && !t.blocked(p.from, g.dir, g.dist, s) {
		share := float64(cos * (1 / math.Pi))
		p.light = p.light.Add(p.weight.Mul(g.light).Scale(float64(share * g.misWeight(share))))
	}
	p.dir, p.pdf = dir, float64(ahead*(1/math.Pi))
	return f.out.Dot(dir) > 0
}

// rough adds the light of a light source, and goes on by a lobe.
func (t *Tracer) rough(p *path, l *lobe, f *surfaceInteraction, a *axes, s *stream) bool {
	var g lightSample
	if t.aim(&g, f.at, s) {
		in, side := a.local(g.dir), f.out.Dot(g.dir)
		if from := f.side(side); in.Z*side > 0 && (side > 0 || l.of == ofGlass) && !t.blocked(from, g.dir, g.dist, s) {
			share, pdf := l.eval(in)
			p.light = p.light.Add(p.weight.Mul(share).Mul(g.light).Scale(g.misWeight(pdf)))
		}
	}
	u, v := s.two()
	which := 0.0
	if l.of != ofMetal {
		which = s.one()
	}
	in, weight, pdf := l.sample(u, v, which)
	if !(pdf > 0) {
		return false
	}
	p.weight = p.weight.Mul(weight)
	p.dir = a.scene(in)
	p.pdf = pdf
	side := f.out.Dot(p.dir)
	p.from = f.side(side)
	return in.Z*side > 0
}

// side is where a ray starts that leaves on the side of out, or on the other.
func (f *surfaceInteraction) side(cos float64) vec.Vec3 {
	if cos < 0 {
		return f.under
	}
	return f.at
}

// aim sets g to a light sample at the point p, if there is any.
func (t *Tracer) aim(g *lightSample, p vec.Vec3, s *stream) bool {
	if len(t.lights.all) == 0 {
		return false
	}
	l := &t.lights.all[0]
	if len(t.lights.all) > 1 {
		l = t.lights.choose(s.one())
	}
	u, v := s.two()
	t.lights.sample(g, l, p, u, v)
	g.dist *= beforeLight
	return g.dist > 0
}

// beforeLight keeps a light from being in its own way.
const beforeLight = 1 - 1e-6
