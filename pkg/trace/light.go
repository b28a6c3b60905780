package trace

import (
	"math"
	"sort"

	"mosaic/pkg/scene"
	"mosaic/pkg/vec"
)

// lights are what shines and can be aimed at. The sky and emissive planes are
// none of them: paths find those by themselves.
type lights struct {
	all []light
	sum []float64 // of the chances of the lights up to each
}

// The shapes of light.
type shape uint8

const (
	point shape = iota
	ball
	panel
)

// A light is a point, a sphere or a triangle that shines.
type light struct {
	shape    shape
	chance   float64 // that it is the one chosen, in proportion to its power
	power    float64
	emission vec.RGB  // radiance; of a point, intensity
	center   vec.Vec3 // of the ball, or the point
	square   float64  // of the ball's radius
	triangle triangle // the panel
	area     float64  // of the panel
	margin   float64  // of the panel: by so much the tree may see it nearer
}

func newLights(s *scene.Scene, w *world) lights {
	var ls lights
	for _, l := range s.PointLights {
		ls.add(light{shape: point, emission: l.Intensity, center: l.Position, power: 4 * math.Pi * l.Intensity.Mean()})
	}
	for prim := range w.surfaces {
		at := &w.surfaces[prim]
		l := light{emission: w.materials[at.material].emission}
		if prim < len(w.spheres) {
			b := w.spheres[prim]
			l.shape, l.center, l.square = ball, b.center, b.square
			l.power = 4 * math.Pi * math.Pi * b.square * l.emission.Mean()
		}
		at.light = ls.add(l)
	}
	for i := range w.meshes.all {
		m := &w.meshes.all[i]
		if w.materials[m.Material].emission.Mean() > 0 {
			ls.addPanels(m, w)
		}
	}
	total := 0.0
	for _, l := range ls.all {
		total += l.power
		ls.sum = append(ls.sum, total)
	}
	for i := range ls.all {
		ls.all[i].chance = ls.all[i].power / total
		ls.sum[i] /= total
	}
	return ls
}

// add is the place of the light, or none if it has no power.
func (ls *lights) add(l light) int32 {
	if !(l.power > 0) {
		return none
	}
	ls.all = append(ls.all, l)
	return int32(len(ls.all) - 1)
}

// addPanels adds the triangles of a mesh that shines.
func (ls *lights) addPanels(m *mesh, w *world) {
	m.lights = make([]int32, len(m.Triangles))
	for i := range m.Triangles {
		l := light{shape: panel, emission: w.materials[m.Material].emission, margin: w.meshes.margin(m.first + i)}
		var ok bool
		if l.triangle, ok = newTriangle(w.meshes.corners(m.first + i)); ok {
			l.area = 0.5 * l.triangle.edge1.Cross(l.triangle.edge2).Len()
			l.power = 2 * math.Pi * l.area * l.emission.Mean()
		}
		m.lights[i] = ls.add(l)
	}
}

// choose is the light that the number u in [0, 1) stands for.
func (ls *lights) choose(u float64) *light {
	i := sort.SearchFloat64s(ls.sum, u)
	return &ls.all[min(i, len(ls.all)-1)]
}

// A glow is light that may reach a point: from the direction dir, out of the
// distance dist. It was found with the density pdf, per solid angle; of a point
// light, which nothing else can find, the pdf is 0, and the light is what
// arrives.
type glow struct {
	dir   vec.Vec3
	dist  float64
	light vec.RGB
	pdf   float64
}

// worth is the weight of the light, divided by its density, if the surface
// finds its direction with density other: by the power heuristic, see heuristic.
func (g *glow) worth(other float64) float64 {
	if g.pdf == 0 {
		return 1
	}
	return g.pdf / (float64(g.pdf*g.pdf) + float64(other*other))
}

// sample is light from l at the point p; none if it is black.
func (l *light) sample(p vec.Vec3, u, v float64) glow {
	switch l.shape {
	case point:
		to := l.center.Sub(p)
		d2 := to.Dot(to)
		dist := math.Sqrt(d2)
		return glow{to.Scale(1 / dist), dist, l.emission.Scale(1 / (d2 * l.chance)), 0}
	case ball:
		return l.sampleBall(p, u, v)
	default:
		return l.samplePanel(p, u, v)
	}
}

// sampleBall takes a direction out of the cone that the ball fills.
// (Shirley, Wang and Zimmerman, "Monte Carlo Techniques for Direct Lighting
// Calculations", ACM TOG 15(1), 1996, section 3.2.2.)
func (l *light) sampleBall(p vec.Vec3, u, v float64) glow {
	to := l.center.Sub(p)
	d2 := to.Dot(to)
	if d2 <= l.square {
		return glow{}
	}
	inverse := 1 / d2
	dist := math.Sqrt(d2)
	low := coneHeight(float64(l.square * inverse))
	down := float64(u * low)           // 1 - cos
	sin2 := float64(down * (2 - down)) // 1 - cos²
	sin, cos := math.Sqrt(sin2), 1-down
	sinPhi, cosPhi := vec.SinCos(v)
	axis := to.Scale(float64(dist * inverse))
	t, b := vec.Basis(axis)
	dir := t.Scale(sin * cosPhi).Add(b.Scale(sin * sinPhi)).Add(axis.Scale(cos))
	near := float64(dist*cos) - math.Sqrt(max(0, l.square-float64(d2*sin2)))
	return glow{dir, near, l.emission, l.chance / float64(2*math.Pi*low)}
}

// coneHeight is 1 - cos of an angle with the given square of its sine.
func coneHeight(sin2 float64) float64 { return sin2 / (1 + math.Sqrt(1-sin2)) }

func (l *light) samplePanel(p vec.Vec3, u, v float64) glow {
	// Turk, "Generating Random Points in Triangles", Graphics Gems, 1990.
	r := math.Sqrt(u)
	t := &l.triangle
	to := t.corner.Add(t.edge1.Scale(1 - r)).Add(t.edge2.Scale(v * r)).Sub(p)
	dist := to.Len()
	dir := to.Scale(1 / dist)
	pdf := l.pdf(p, dir, dist)
	if !(pdf > 0) || math.IsInf(pdf, 1) {
		return glow{}
	}
	return glow{dir, dist - l.margin/math.Abs(t.normal.Dot(dir)), l.emission, pdf}
}

// pdf is the density with which sample finds the direction d at the point p,
// given that l is hit in that direction at the distance dist.
func (l *light) pdf(p, d vec.Vec3, dist float64) float64 {
	if l.shape == panel {
		cos := math.Abs(l.triangle.normal.Dot(d))
		return l.chance * float64(dist*dist) / (cos * l.area)
	}
	to := l.center.Sub(p)
	d2 := to.Dot(to)
	if d2 <= l.square {
		return 0
	}
	return l.chance / (2 * math.Pi * coneHeight(l.square/d2))
}
