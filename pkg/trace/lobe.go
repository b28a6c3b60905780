package trace

import (
	"math"

	"mosaic/pkg/vec"
)

// A lobe is what a rough surface does with light that leaves in one direction.
// Its vectors are local: Z is the normal, on the side of the direction out.
type lobe struct {
	of    lobeKind
	thin  bool // glass
	alpha float64
	color vec.RGB
	out   vec.Vec3

	lambda float64 // of out
	boost  vec.RGB // metal, pane: for light that is reflected more than once
	f0     float64 // plastic: reflectance at normal incidence
	gloss  float64 // plastic: share of the energy that is reflected
	chance float64 // plastic: that a sample is of the gloss
	eta    float64 // glass: the index on the side of out over the other
}

type lobeKind uint8

const (
	ofMetal   lobeKind = iota
	ofPlastic          // a colourless gloss over a Lambertian base
	ofGlass
)

// metal makes l the lobe of a metal. Light that the tiny mirrors send to each
// other is given back by a factor: Turquin, "Practical Multiple Scattering
// Compensation for Microfacet Models", 2019.
func (l *lobe) metal(m *material, out vec.Vec3) {
	l.set(ofMetal, m, out)
	s := albedoOf(m.alpha, out.Z)
	one := s.base + s.edge
	l.boost = vec.Grey(1).Add(m.color.Scale((1 - one) / one))
}

// set sets what all lobes have.
func (l *lobe) set(of lobeKind, m *material, out vec.Vec3) {
	l.of, l.thin, l.alpha, l.color, l.out = of, m.thin, m.alpha, m.color, out
	l.lambda = smithLambda(m.alpha, out.Z)
}

// plastic makes l the lobe of a gloss over a Lambertian base, which gets the light
// that the gloss does not reflect.
func (l *lobe) plastic(m *material, out vec.Vec3) {
	l.set(ofPlastic, m, out)
	s := albedoOf(m.alpha, out.Z)
	l.f0 = normalReflectance(m.ior)
	l.gloss = s.base + float64(s.edge*l.f0)
	below := float64((1 - l.gloss) * m.color.Mean())
	l.chance = l.gloss / (l.gloss + below)
}

// glass makes l the lobe of a rough boundary: Walter et al., "Microfacet Models
// for Refraction through Rough Surfaces", EGSR 2007. A thin pane lets light
// through as if it had been reflected by its back, and loses none, like metal.
func (l *lobe) glass(m *material, eta float64, out vec.Vec3) {
	l.set(ofGlass, m, out)
	l.eta = eta
	if l.thin {
		s := albedoOf(m.alpha, out.Z)
		l.boost = vec.Grey(1 / (s.base + s.edge))
	}
}

// eval is the share of light from the direction in that leaves, the cosine
// included, and the density with which sample finds that direction.
func (l *lobe) eval(in vec.Vec3) (f vec.RGB, pdf float64) {
	switch {
	case l.of == ofGlass:
		return l.evalGlass(in)
	case in.Z <= 0:
		return vec.RGB{}, 0
	}
	half := in.Add(l.out).Unit()
	d := ggx(l.alpha, half.Z) / (4 * l.out.Z)
	pdf = d / (1 + l.lambda)
	mirrored := d / (1 + l.lambda + smithLambda(l.alpha, in.Z))
	cos := half.Dot(in)
	if l.of == ofMetal {
		return schlick(l.color, cos).Mul(l.boost).Scale(mirrored), pdf
	}
	x := fifth(cos)
	spread := float64(in.Z * (1 / math.Pi))
	f = vec.Grey(float64(mirrored * (x + float64(l.f0*(1-x))))).Add(l.color.Scale(float64((1 - l.gloss) * spread)))
	return f, float64(pdf*l.chance) + float64(spread*(1-l.chance))
}

// sample is a direction, what light from there weighs, and its density: a
// density of 0 if there is none. which chooses between the parts of the lobe.
func (l *lobe) sample(u, v, which float64) (in vec.Vec3, weight vec.RGB, pdf float64) {
	if l.of == ofPlastic && which >= l.chance {
		in, _ = cosineHemisphere(vec.Vec3{Z: 1}, u, v)
	} else {
		half := visibleNormal(l.alpha, l.out, u, v)
		if l.of == ofGlass {
			return l.sampleGlass(half, which)
		}
		in = reflect(l.out.Neg(), half)
	}
	f, pdf := l.eval(in)
	if !(pdf > 0) {
		return in, vec.RGB{}, 0
	}
	return in, f.Scale(1 / pdf), pdf
}

// share is what the tiny mirror half of a glass reflects.
func (l *lobe) share(half vec.Vec3) (share, cosT float64) {
	eta := l.eta
	if l.thin {
		eta = min(eta, 1/eta) // both sides are outside
	}
	share, cosT = fresnel(l.out.Dot(half), eta)
	if l.thin {
		share = pane(share)
	}
	return share, cosT
}

// pane is what a pane reflects by both of its sides, each of which reflects
// the share r.
func pane(r float64) float64 { return float64(2*r) / (1 + r) }

func (l *lobe) sampleGlass(half vec.Vec3, which float64) (in vec.Vec3, weight vec.RGB, pdf float64) {
	share, cosT := l.share(half)
	cos := l.out.Dot(half)
	switch {
	case which < share:
		in = reflect(l.out.Neg(), half)
		if in.Z <= 0 {
			return in, vec.RGB{}, 0
		}
	case l.thin:
		in = reflect(l.out.Neg(), half)
		if in.Z <= 0 {
			return in, vec.RGB{}, 0
		}
		in.Z = -in.Z
	default:
		in = half.Scale(float64(l.eta*cos) - cosT).Sub(l.out.Scale(l.eta)).Unit()
		if in.Z >= 0 {
			return in, vec.RGB{}, 0
		}
	}
	f, pdf := l.evalGlass(in)
	if !(pdf > 0) {
		return in, vec.RGB{}, 0
	}
	return in, f.Scale(1 / pdf), pdf
}

func (l *lobe) evalGlass(in vec.Vec3) (f vec.RGB, pdf float64) {
	through := in.Z < 0
	if through && l.thin {
		in.Z = -in.Z
	}
	if in.Z == 0 {
		return vec.RGB{}, 0
	}
	if in.Z > 0 { // reflected, or reflected and through the pane
		half := in.Add(l.out).Unit()
		share, _ := l.share(half)
		color := vec.Grey(1)
		if through {
			share, color = 1-share, l.color
		}
		pdf = float64(share*visible(l.alpha, l.out, half)) / (4 * l.out.Dot(half))
		if l.thin {
			seen := (1 + l.lambda) / (1 + l.lambda + smithLambda(l.alpha, in.Z))
			return color.Mul(l.boost).Scale(float64(pdf * seen)), pdf
		}
		return color.Scale(float64(pdf * smithG1(l.alpha, in.Z))), pdf
	}
	half := in.Add(l.out.Scale(l.eta)).Unit()
	if half.Z < 0 {
		half = half.Neg()
	}
	cosOut, cosIn := l.out.Dot(half), in.Dot(half)
	if cosOut <= 0 || cosIn >= 0 {
		return vec.RGB{}, 0
	}
	share, _ := l.share(half)
	k := float64(l.eta*cosOut) + cosIn
	pdf = float64((1-share)*visible(l.alpha, l.out, half)) * -cosIn / float64(k*k)
	return l.color.Scale(float64(pdf * smithG1(l.alpha, -in.Z))), pdf
}
