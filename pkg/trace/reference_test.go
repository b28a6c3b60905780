package trace

import (
	"math"
	"math/rand/v2"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A plainTracer is the shortest way to the same picture: it tries each
// primitive, scatters evenly over the hemisphere, finds lights by chance alone
// and never ends a path early. It shares no sampling with the tracer.
type plainTracer struct {
	*model.Scene
	*rand.Rand
	triangles []plainTriangle
}

type plainTriangle struct {
	corners  [3]vec.Vec3
	normal   vec.Vec3
	material int
}

func newPlainTracer(s *model.Scene) plainTracer {
	p := plainTracer{Scene: s, Rand: rand.New(rand.NewPCG(1, 2))}
	for _, s := range s.Instances {
		mesh := &p.Meshes[s.Mesh]
		for _, c := range mesh.Triangles {
			t := plainTriangle{material: s.Material}
			for i := range c {
				t.corners[i] = s.Transform.Point(wide(mesh.Vertices[c[i]]))
			}
			t.normal = t.corners[1].Sub(t.corners[0]).Cross(t.corners[2].Sub(t.corners[0])).Unit()
			p.triangles = append(p.triangles, t)
		}
	}
	return p
}

func (p plainTracer) radiance(o, d vec.Vec3, left int) vec.RGB {
	if left == 0 {
		return vec.RGB{}
	}
	dist, n, m, ok := p.first(o, d)
	if !ok {
		return p.Sky.Radiance
	}
	hit := o.Add(d.Scale(dist))
	if m.Kind == model.Glass {
		return p.glass(hit, d, n, m, left)
	}
	if m.Kind == model.Emissive {
		return m.Emission
	}
	if n.Dot(d) > 0 {
		n = n.Neg()
	}
	mirrored := d.Sub(n.Scale(2 * d.Dot(n)))
	if m.Kind == model.Metal && m.Roughness == 0 {
		return p.radiance(hit, mirrored, left-1).Mul(fresnelOf(m.Color, n.Dot(mirrored)))
	}
	in := p.hemisphere(n)
	f := m.Color.Scale((1 - m.Mirror) / math.Pi)
	if m.Kind == model.Metal {
		f = p.metal(n, d.Neg(), in, m)
	}
	light := p.radiance(hit, in, left-1).Mul(f).Scale(2 * math.Pi * n.Dot(in))
	if m.Mirror > 0 {
		light = light.Add(p.radiance(hit, mirrored, left-1).Scale(m.Mirror))
	}
	return light.Add(p.pointLights(hit, n, d, m))
}

// pointLights is what they send on, as no path meets them by chance.
func (p plainTracer) pointLights(hit, n, d vec.Vec3, m *model.Material) (sum vec.RGB) {
	for _, l := range p.PointLights {
		to := l.Position.Sub(hit)
		in := to.Unit()
		if dist, _, _, ok := p.first(hit, in); n.Dot(in) <= 0 || ok && dist < to.Len() {
			continue
		}
		f := m.Color.Scale((1 - m.Mirror) / math.Pi)
		if m.Kind == model.Metal {
			f = p.metal(n, d.Neg(), in, m)
		}
		sum = sum.Add(l.Intensity.Mul(f).Scale(n.Dot(in) / to.Dot(to)))
	}
	return sum
}

func (p plainTracer) hemisphere(n vec.Vec3) vec.Vec3 {
	for {
		d := vec.Vec3{X: p.NormFloat64(), Y: p.NormFloat64(), Z: p.NormFloat64()}.Unit()
		if d.Dot(n) > 0 {
			return d
		}
	}
}

func fresnelOf(c vec.RGB, cos float64) vec.RGB {
	k := math.Pow(1-cos, 5)
	return vec.RGB{R: c.R + (1-c.R)*k, G: c.G + (1-c.G)*k, B: c.B + (1-c.B)*k}
}

// metal is the GGX reflectance as Walter et al. write it, with angles
// ("Microfacet Models for Refraction through Rough Surfaces", EGSR 2007), and
// height-correlated masking, and the tracer's own factor for the light that the
// mirrors send to each other, which TestFurnace proves.
func (p plainTracer) metal(n, out, in vec.Vec3, m *model.Material) vec.RGB {
	a := m.Roughness * m.Roughness
	half := in.Add(out).Unit()
	theta := math.Acos(min(1, n.Dot(half)))
	tan := math.Tan(theta)
	d := a * a / (math.Pi * math.Pow(math.Cos(theta), 4) * math.Pow(a*a+tan*tan, 2))
	lambda := func(v vec.Vec3) float64 {
		tan := math.Tan(math.Acos(min(1, n.Dot(v))))
		return (math.Sqrt(1+a*a*tan*tan) - 1) / 2
	}
	g := 1 / (1 + lambda(in) + lambda(out))
	s := albedoOf(a, n.Dot(out))
	boost := vec.Grey(1).Add(m.Color.Scale(1/(s.base+s.edge) - 1))
	return fresnelOf(m.Color, in.Dot(half)).Mul(boost).Scale(d * g / (4 * n.Dot(in) * n.Dot(out)))
}

// glass follows one of the two rays, as likely as it is bright, by Snell's law
// in angles.
func (p plainTracer) glass(hit, d, n vec.Vec3, m *model.Material, left int) vec.RGB {
	n1, n2 := 1.0, m.IOR
	if n.Dot(d) > 0 {
		n, n1, n2 = n.Neg(), n2, n1
	}
	cos1 := -n.Dot(d)
	sin2 := n1 / n2 * math.Sqrt(max(0, 1-cos1*cos1))
	mirrored := d.Add(n.Scale(2 * cos1))
	if sin2 >= 1 {
		return p.radiance(hit, mirrored, left-1)
	}
	cos2 := math.Cos(math.Asin(sin2))
	rs := math.Pow((n1*cos1-n2*cos2)/(n1*cos1+n2*cos2), 2)
	rp := math.Pow((n1*cos2-n2*cos1)/(n1*cos2+n2*cos1), 2)
	if p.Float64() < (rs+rp)/2 {
		return p.radiance(hit, mirrored, left-1)
	}
	side := d.Add(n.Scale(cos1))
	through := side.Scale(n1 / n2).Sub(n.Scale(cos2)).Unit()
	return p.radiance(hit, through, left-1).Mul(m.Color)
}

// first is what the ray hits, with its normal.
func (p plainTracer) first(o, d vec.Vec3) (dist float64, n vec.Vec3, m *model.Material, ok bool) {
	const off = 1e-7 // where the ray begins to count
	dist = math.Inf(1)
	try := func(t float64, normal vec.Vec3, material *model.Material) {
		if off < t && t < dist {
			dist, n, m, ok = t, normal, material, true
		}
	}
	ball := func(center vec.Vec3, radius float64, material *model.Material) {
		to := o.Sub(center)
		b, c := to.Dot(d), to.Dot(to)-radius*radius
		root := math.Sqrt(b*b - c)
		for _, t := range []float64{-b - root, -b + root} {
			try(t, to.Add(d.Scale(t)).Scale(1/radius), material)
		}
	}
	for _, s := range p.Spheres {
		ball(s.Center, s.Radius, &p.Materials[s.Material])
	}
	for _, l := range p.SphereLights {
		ball(l.Center, l.Radius, &model.Material{Kind: model.Emissive, Emission: l.Emission})
	}
	for _, s := range p.Planes {
		try(s.Point.Sub(o).Dot(s.Normal)/d.Dot(s.Normal), s.Normal, &p.Materials[s.Material])
	}
	for i := range p.triangles {
		s := &p.triangles[i]
		a, b, c := s.corners[0], s.corners[1], s.corners[2]
		t := a.Sub(o).Dot(s.normal) / d.Dot(s.normal)
		if !(off < t && t < dist) {
			continue
		}
		at := o.Add(d.Scale(t))
		inside := func(a, b vec.Vec3) bool { return b.Sub(a).Cross(at.Sub(a)).Dot(s.normal) >= 0 }
		if inside(a, b) && inside(b, c) && inside(c, a) {
			try(t, s.normal, &p.Materials[s.material])
		}
	}
	return dist, n, m, ok
}

// TestAgreesWithThePlainTracer compares the means of the two estimators over
// small pictures, by their standard errors.
func TestAgreesWithThePlainTracer(t *testing.T) {
	const side, batches, samples, depth = 8, 24, 160, 5
	box := basics(5)
	box.SphereLights[0].Radius = 2 // so that chance finds it
	dull := basics(6)
	dull.PointLights, dull.SphereLights, dull.Sky.Radiance = nil, nil, vec.Grey(1)
	for i := range dull.Materials {
		dull.Materials[i].Mirror = 0
	}
	hall := room(t)
	hall.SphereLights[0].Radius = 1.2
	for name, s := range map[string]*model.Scene{
		"medley": box, "sky and triangles": dull, "room": hall,
		"glass":     still(model.Material{Kind: model.Glass, Color: vec.RGB{R: 1, G: 0.9, B: 0.8}, IOR: 1.5}),
		"satin":     still(model.Material{Kind: model.Metal, Color: vec.RGB{R: 1, G: 0.8, B: 0.5}, Roughness: 0.6}),
		"dull":      still(model.Material{Kind: model.Metal, Color: vec.RGB{R: 1, G: 0.8, B: 0.5}, Roughness: 1}),
		"half":      still(model.Material{Kind: model.Diffuse, Color: vec.RGB{R: 1, G: 0.8, B: 0.5}, Mirror: 0.5}),
		"reflector": still(model.Material{Kind: model.Metal, Color: vec.RGB{R: 1, G: 0.8, B: 0.5}}),
	} {
		o := Options{Width: side, Height: side, Samples: samples, MaxDepth: depth}
		view := newView(s.Camera, s.Image, o)
		plain := newPlainTracer(s)
		var got, want []float64
		for batch := range uint64(batches) {
			o.Seed = batch
			f := rendered(t, s, o.bounds(), o)
			sum := 0.0
			for _, v := range f.Pix {
				sum += float64(v)
			}
			got = append(got, sum/(3*side*side))
			sum = 0
			for i := range side * side * samples {
				x, y := i%side, i/side%side
				d := view.corner.Add(view.right.Scale(float64(x) + plain.Float64())).Add(view.down.Scale(float64(y) + plain.Float64())).Unit()
				sum += plain.radiance(view.Position, d, depth).Mean()
			}
			want = append(want, sum/(side*side*samples))
		}
		a, ea := estimate(got)
		b, eb := estimate(want)
		if e := math.Hypot(ea, eb); math.Abs(a-b) > 4*e || e > 0.01*b {
			t.Errorf("%s: the mean is %.5f ± %.5f, plainly %.5f ± %.5f", name, a, ea, b, eb)
		}
	}
}

// still is a large ball of the material on a floor, near a large light.
func still(m model.Material) *model.Scene {
	s := &model.Scene{
		Materials:    []model.Material{{Kind: model.Diffuse, Color: vec.Grey(0.7)}, m},
		Planes:       []model.Plane{{Point: at(0, -1, 0), Normal: at(0, 1, 0)}},
		Spheres:      []model.Sphere{{Radius: 1, Material: 1}},
		SphereLights: []model.SphereLight{{Center: at(-1, 4, 1), Radius: 2, Emission: vec.Grey(4)}},
		Camera:       from(at(1, 0.3, 4), at(0, -0.2, 0)),
		Sky:          model.Sky{Radiance: vec.RGB{R: 0.1, G: 0.2, B: 0.3}},
	}
	s.Camera.FOV = 40
	return s
}

// estimate is the mean of batches, and its standard error.
func estimate(batches []float64) (mean, err float64) {
	n := float64(len(batches))
	for _, x := range batches {
		mean += x / n
	}
	for _, x := range batches {
		err += (x - mean) * (x - mean) / (n * (n - 1))
	}
	return mean, math.Sqrt(err)
}
