package trace

import (
	"math"

	"mosaic/pkg/scene"
	"mosaic/pkg/vec"
)

// A material is how a surface scatters light, as the paths need it.
type material struct {
	kind     scene.Kind
	color    vec.RGB
	emission vec.RGB
	mirror   float64 // diffuse: share that is a mirror
	alpha    float64 // metal: GGX width; 0 is a mirror
	ior      float64 // glass
}

func newMaterial(m scene.Material) material {
	// Below this width the lobe is too sharp to be told from a mirror.
	const sharp = 1e-4
	alpha := m.Roughness * m.Roughness // Burley, "Physically Based Shading at Disney", 2012
	if alpha < sharp {
		alpha = 0
	}
	return material{
		kind: m.Kind, color: m.Color, emission: m.Emission,
		mirror: m.Mirror, alpha: alpha, ior: m.IOR,
	}
}

// reflect is the direction d after a mirror with the normal n.
func reflect(d, n vec.Vec3) vec.Vec3 { return d.Sub(n.Scale(2 * d.Dot(n))) }

// cosine is a direction around n, as likely as its cosine with n, which is
// returned too: from the foot of n to a point of the unit ball on its tip.
func cosine(n vec.Vec3, u, v float64) (d vec.Vec3, cos float64) {
	sinPhi, cosPhi := vec.SinCos(v)
	z := 1 - float64(2*u)
	r := 2 * math.Sqrt(float64(u*(1-u)))
	d = vec.Vec3{X: n.X + float64(r*cosPhi), Y: n.Y + float64(r*sinPhi), Z: n.Z + z}
	length := d.Len()
	return d.Scale(1 / length), 0.5 * length
}

// fresnel is the share of light that a smooth boundary reflects: cosI is the
// cosine on the side that the light comes from, eta the index of refraction
// there over that on the other side. cosT is the cosine on the other side.
// (Born and Wolf, Principles of Optics, section 1.5.2.)
func fresnel(cosI, eta float64) (share, cosT float64) {
	sin2 := float64(float64(eta*eta) * (1 - float64(cosI*cosI)))
	if sin2 >= 1 {
		return 1, 0
	}
	cosT = math.Sqrt(1 - sin2)
	across := (float64(eta*cosI) - cosT) / (float64(eta*cosI) + cosT)
	along := (cosI - float64(eta*cosT)) / (cosI + float64(eta*cosT))
	return float64(0.5 * (float64(across*across) + float64(along*along))), cosT
}

// schlick is the colour of a metal at an angle of cosine cos.
// (Schlick, "An Inexpensive BRDF Model", Computer Graphics Forum 13(3), 1994.)
func schlick(color vec.RGB, cos float64) vec.RGB {
	x := 1 - cos
	x2 := float64(x * x)
	x5 := float64(float64(x2*x2) * x)
	return color.Scale(1 - x5).Add(vec.Grey(x5))
}
