package trace

import (
	"math"
	"slices"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// lights are what shines and can be aimed at. A uniform sky and emissive planes
// are none of them: paths find those by themselves.
type lights struct {
	all         []light
	sum         []float64    // of the chances of the lights up to each
	environment *environment // the sky, if it is one of them
	onlySpheres bool         // there are some, and each is a ball
}

// The shapes of light.
type shape uint8

const (
	pointLight shape = iota
	distantLight
	sphereLight
	triangleLight
	discLight        // a disc
	environmentLight // the sky
)

// A light is one thing that shines.
type light struct {
	shape    shape
	chance   float64 // that it is the one chosen, in proportion to its power
	power    float64
	emission vec.RGB  // radiance; of a point, intensity; of a distant light, irradiance across each direction
	center   vec.Vec3 // of the ball, the disc, or the point
	square   float64  // of the ball's or the disc's radius
	dense    float64  // of the ball: chance / 2π square
	axis     vec.Vec3 // of a spot, along which it shines; of a distant light, to it; of a disc
	inner    float64  // of a spot: cosines of its cones; both 0 if it shines everywhere
	outer    float64
	spread   float64          // of a distant light: 1 - cos of its radius
	triangle triangle         // the triangle that shines
	area     float64          // of the triangle or the disc
	margin   float64          // of the triangle: by so much the tree may see it nearer
	texture  *emissionTexture // of the triangle, if its emission varies
	oneSided bool             // the triangle's or the disc's back does not shine
}

// An emissionTexture is what the textures and colours of a triangle that shines need.
type emissionTexture struct {
	place *instance
	hit   hit
	m     *material
}

func newLights(s *model.Scene, w *world) lights {
	var ls lights
	for _, l := range s.PointLights {
		ls.add(light{
			shape: pointLight, emission: l.Intensity, center: l.Position, axis: l.Direction, inner: l.CosInner, outer: l.CosOuter,
			power: 4 * math.Pi * l.Intensity.Mean(),
		})
	}
	for prim := range w.surfaces {
		at := &w.surfaces[prim]
		m := &w.materials[at.material]
		l := light{emission: m.emission, oneSided: m.oneSided}
		disc := prim - len(w.spheres) - len(w.planes)
		switch {
		case prim < len(w.spheres):
			b := w.spheres[prim]
			l.shape, l.center, l.square = sphereLight, b.center, b.square
			l.power = 4 * math.Pi * math.Pi * b.square * l.emission.Mean()
		case disc >= 0:
			d := w.discs[disc]
			l.shape, l.center, l.square, l.axis = discLight, d.center, d.square, d.normal
			l.area = math.Pi * d.square
			l.power = 2 * math.Pi * l.area * l.emission.Mean()
		}
		if m.emissionMap == nil && !m.hasAlpha { // paths find the others by themselves
			at.light = ls.add(l)
		}
	}
	for i := range w.instances {
		ls.addTriangleLights(&w.instances[i], w)
	}
	// What comes from afar has the power that meets the scene.
	reach := w.reach()
	for _, l := range s.DistantLights {
		_, cos := vec.SinCos(l.Angle / 720)
		ls.add(light{
			shape: distantLight, axis: l.Direction.Neg(), spread: 1 - cos,
			emission: l.Irradiance.Scale(2 / (1 + cos)), // the cone's mean cosine with its axis is (1+cos)/2
			power:    math.Pi * reach * reach * l.Irradiance.Mean(),
		})
	}
	if s.Sky.Map > 0 {
		w.textures[s.Sky.Map-1].toHuge()
		ls.environment = newEnvironment(&s.Sky, &w.textures[s.Sky.Map-1])
		if i := ls.add(light{shape: environmentLight, power: math.Pi * reach * reach * ls.environment.mean * 4 * math.Pi}); i == none {
			ls.environment.chance = 0
		}
	}
	total := 0.0
	for _, l := range ls.all {
		total += l.power
		ls.sum = append(ls.sum, total)
	}
	ls.onlySpheres = len(ls.all) > 0
	for i := range ls.all {
		ls.onlySpheres = ls.onlySpheres && ls.all[i].shape == sphereLight
		ls.all[i].chance = ls.all[i].power / total
		ls.all[i].dense = ls.all[i].chance / (2 * math.Pi * ls.all[i].square)
		ls.sum[i] /= total
		if ls.all[i].shape == environmentLight {
			ls.environment.chance = ls.all[i].chance
		}
	}
	return ls
}

// reach is the radius of a ball around all that has an end; 1 if nothing has.
func (w *world) reach() float64 {
	all := nothing()
	for _, b := range w.spheres {
		r := 1 / b.inverse
		e := vec.Vec3{X: r, Y: r, Z: r}
		all = all.union(box{b.center.Sub(e), b.center.Add(e)})
	}
	for i := range w.instances {
		all = all.union(w.instances[i].bounds())
	}
	if r := 0.5 * all.max.Sub(all.min).Len(); r > 0 && !math.IsInf(r, 1) {
		return r
	}
	return 1
}

// add is the place of the light, or none if it has no power.
func (ls *lights) add(l light) int32 {
	if !(l.power > 0) {
		return none
	}
	ls.all = append(ls.all, l)
	return int32(len(ls.all) - 1)
}

// addTriangleLights adds the triangles of a place that shine.
func (ls *lights) addTriangleLights(p *instance, w *world) {
	if !slices.ContainsFunc(p.parts, func(part part) bool { return w.materials[part.material].shines() }) {
		return
	}
	p.lights = make([]int32, len(p.Triangles))
	for i := range p.lights {
		p.lights[i] = none
		if m := &w.materials[p.material(uint32(i))]; m.shines() {
			p.lights[i] = ls.add(newTriangleLight(p, uint32(i), m))
		}
	}
}

func newTriangleLight(p *instance, triangle uint32, m *material) light {
	l := light{shape: triangleLight, emission: m.emission, margin: p.margin, oneSided: m.oneSided}
	var ok bool
	if l.triangle, ok = newTriangle(p.corners(triangle)); !ok {
		return l
	}
	l.area = 0.5 * l.triangle.edge1.Cross(l.triangle.edge2).Len()
	if p.mirrored {
		l.triangle.normal = l.triangle.normal.Neg()
	}
	seen := m.emission
	if m.emissionMap != nil || m.hasAlpha || m.kind == model.Emissive && m.tinted {
		l.texture = &emissionTexture{place: p, hit: hit{triangle: triangle}, m: m}
		// Its middle tells little of a large triangle.
		seen = seen.Scale(0.25).Add(l.emissionAt(1./3, 1./3).Scale(0.75))
	}
	l.power = 2 * math.Pi * l.area * seen.Mean()
	return l
}

// emissionAt is the emission of a triangle at the point with the weights u and v of
// its second and third corner: of what is a hole, only the share that is not.
func (l *light) emissionAt(u, v float64) vec.RGB {
	if l.texture == nil {
		return l.emission
	}
	h, m := l.texture.hit, l.texture.m
	h.u, h.v = float32(u), float32(v)
	at := l.texture.place.attributes(&h)
	c := l.emission.Scale(m.solid(&at))
	if m.emissionMap != nil {
		c = c.Mul(m.emissionMap.color(&at.uv))
	}
	if m.kind == model.Emissive && m.tinted {
		c = c.Mul(at.tint.color)
	}
	return c
}

// choose is the light that the number u in [0, 1) stands for.
func (ls *lights) choose(u float64) *light {
	lo, hi := 0, len(ls.sum)-1
	for lo < hi {
		if mid := (lo + hi) / 2; ls.sum[mid] < u {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return &ls.all[lo]
}

// A lightSample is light that may reach a point: from the direction dir, out of the
// distance dist. It was found with the density pdf, per solid angle; of a point
// light, which nothing else can find, the pdf is 0, and the light is what
// arrives.
type lightSample struct {
	dir   vec.Vec3
	dist  float64
	light vec.RGB
	pdf   float64
}

// set sets each field by itself: a struct that is made at once and then copied
// makes the processor wait.
func (g *lightSample) set(dir vec.Vec3, dist float64, light vec.RGB, pdf float64) {
	g.dir.X, g.dir.Y, g.dir.Z = dir.X, dir.Y, dir.Z
	g.dist = dist
	g.light.R, g.light.G, g.light.B = light.R, light.G, light.B
	g.pdf = pdf
}

// misWeight is the weight of the light by multiple importance sampling, divided by its density, if the surface
// finds its direction with density other: by the power heuristic, see heuristic.
func (g *lightSample) misWeight(other float64) float64 {
	if g.pdf == 0 {
		return 1
	}
	return g.pdf / (float64(g.pdf*g.pdf) + float64(other*other))
}

// sample sets g to light from l at the point p; none if it is black.
func (ls *lights) sample(g *lightSample, l *light, p vec.Vec3, u, v float64) {
	switch l.shape {
	case sphereLight:
		l.sampleSphere(g, p, u, v)
	case pointLight:
		l.samplePoint(g, p)
	case distantLight:
		l.sampleDistant(g, u, v)
	case triangleLight:
		l.sampleTriangle(g, p, u, v)
	case discLight:
		l.sampleDisc(g, p, u, v)
	default:
		*g = ls.environment.sample(u, v)
	}
}

func (l *light) samplePoint(g *lightSample, p vec.Vec3) {
	to := l.center.Sub(p)
	d2 := to.Dot(to)
	dist := math.Sqrt(d2)
	g.set(to.Scale(1/dist), dist, l.emission.Scale(1/(d2*l.chance)), 0)
	if l.axis != (vec.Vec3{}) {
		g.light = g.light.Scale(l.cone(-g.dir.Dot(l.axis)))
	}
}

// cone is how much of a spot's light goes in a direction of the given cosine
// with its axis: as KHR_lights_punctual suggests.
func (l *light) cone(cos float64) float64 {
	x := max(0, min((cos-l.outer)/max(l.inner-l.outer, 1e-4), 1))
	return float64(x * x)
}

// sampleDistant takes a direction out of the cone that the light fills. It has
// no density: no path hits it.
func (l *light) sampleDistant(g *lightSample, u, v float64) {
	down := float64(u * l.spread)
	sin, cos := math.Sqrt(float64(down*(2-down))), 1-down
	sinPhi, cosPhi := vec.SinCos(v)
	t, b := vec.Basis(l.axis)
	dir := t.Scale(sin * cosPhi).Add(b.Scale(sin * sinPhi)).Add(l.axis.Scale(cos))
	g.set(dir, math.Inf(1), l.emission.Scale(1/l.chance), 0)
}

func (l *light) sampleDisc(g *lightSample, p vec.Vec3, u, v float64) {
	r := math.Sqrt(float64(u * l.square))
	sin, cos := vec.SinCos(v)
	t, b := vec.Basis(l.axis)
	to := l.center.Add(t.Scale(float64(r * cos))).Add(b.Scale(float64(r * sin))).Sub(p)
	dist := to.Len()
	dir := to.Scale(1 / dist)
	pdf := l.pdf(p, dir, dist)
	if !(pdf > 0) || math.IsInf(pdf, 1) || l.oneSided && l.axis.Dot(dir) > 0 {
		*g = lightSample{}
		return
	}
	g.set(dir, dist, l.emission, pdf)
}

// sampleSphere takes a direction out of the cone that the ball fills.
// (Shirley, Wang and Zimmerman, "Monte Carlo Techniques for Direct Lighting
// Calculations", ACM TOG 15(1), 1996, section 3.2.2.)
func (l *light) sampleSphere(g *lightSample, p vec.Vec3, u, v float64) {
	to := l.center.Sub(p)
	d2 := to.Dot(to)
	if d2 <= l.square {
		*g = lightSample{}
		return
	}
	inverse := 1 / d2
	dist := math.Sqrt(d2)
	edge2 := float64(l.square * inverse) // sin² of the cone's edge
	edge := 1 + math.Sqrt(1-edge2)       // and 1 + cos
	down := float64(u * (edge2 / edge))  // 1 - cos of the direction
	sin2 := float64(down * (2 - down))   // and sin²
	sin, cos := math.Sqrt(sin2), 1-down
	sinPhi, cosPhi := vec.SinCos(v)
	axis := to.Scale(float64(dist * inverse))
	t, b := vec.Basis(axis)
	g.dir = t.Scale(sin * cosPhi).Add(b.Scale(sin * sinPhi)).Add(axis.Scale(cos))
	g.dist = float64(dist*cos) - math.Sqrt(max(0, l.square-float64(d2*sin2)))
	g.light = l.emission
	g.pdf = float64(float64(l.dense*d2) * edge)
}

func (l *light) sampleTriangle(g *lightSample, p vec.Vec3, u, v float64) {
	// Turk, "Generating Random Points in Triangles", Graphics Gems, 1990.
	r := math.Sqrt(u)
	t := &l.triangle
	toB, toC := 1-r, float64(v*r)
	to := t.corner.Add(t.edge1.Scale(toB)).Add(t.edge2.Scale(toC)).Sub(p)
	dist := to.Len()
	dir := to.Scale(1 / dist)
	pdf := l.pdf(p, dir, dist)
	if !(pdf > 0) || math.IsInf(pdf, 1) || l.oneSided && t.normal.Dot(dir) > 0 {
		*g = lightSample{}
		return
	}
	g.set(dir, dist-l.margin/math.Abs(t.normal.Dot(dir)), l.emissionAt(toB, toC), pdf)
}

// pdf is the density with which sample finds the direction d at the point p,
// given that l is hit in that direction at the distance dist.
func (l *light) pdf(p, d vec.Vec3, dist float64) float64 {
	switch l.shape {
	case triangleLight:
		cos := math.Abs(l.triangle.normal.Dot(d))
		return l.chance * float64(dist*dist) / (cos * l.area)
	case discLight:
		cos := math.Abs(l.axis.Dot(d))
		return l.chance * float64(dist*dist) / (cos * l.area)
	}
	to := l.center.Sub(p)
	d2 := to.Dot(to)
	if d2 <= l.square {
		return 0
	}
	// One over the solid angle of a cone, 2π(1-cos): see sampleSphere.
	return float64(float64(l.dense*d2) * (1 + math.Sqrt(1-l.square/d2)))
}
