package trace

import (
	"math"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A material is how a surface scatters light, as the paths need it.
type material struct {
	kind         model.MaterialKind
	lambertian   bool // scatters evenly, with the same color everywhere, and does nothing else
	thin         bool // glass: a pane, with nothing behind it
	mapped       bool // some value comes from a texture or the vertices
	tinted       bool // the color does, from the vertices
	holes        bool // rays may pass
	hasAlpha     bool // not only from behind
	oneSided     bool
	alphaMode    model.AlphaMode
	color        vec.RGB
	emission     vec.RGB
	mirror       float64 // diffuse: share that is a mirror
	roughness    float64
	alpha        float64 // GGX width, of the roughness; 0 is a mirror
	ior          float64 // glass, physical
	metallic     float64 // physical: share that is metal
	transmission float64 // physical: share, of what is no metal, that is glass
	opacity      float64
	cutoff       float64
	normalScale  float64

	colorMap, metalRoughMap, transmissionMap, emissionMap, normalMap *layer

	pack *pack   // of the maps that can be read together, if they can
	bump vec.RGB // at a point: what the normal map says
}

func newMaterial(m *model.Material, packs *packer) material {
	textures := packs.textures
	n := material{
		kind: m.Kind, thin: m.Thin, tinted: m.VertexColors, oneSided: m.OneSided, alphaMode: m.AlphaMode,
		color: m.Color, emission: m.Emission, mirror: m.Mirror,
		roughness: m.Roughness, alpha: width(m.Roughness), ior: m.IOR,
		metallic: m.Metallic, transmission: m.Transmission,
		opacity: m.Opacity, cutoff: m.AlphaCutoff, normalScale: m.NormalScale,
		colorMap:        newLayer(m.ColorMap, textures),
		metalRoughMap:   newLayer(m.MetallicRoughnessMap, textures),
		transmissionMap: newLayer(m.TransmissionMap, textures),
		emissionMap:     newLayer(m.EmissionMap, textures),
		normalMap:       newLayer(m.NormalMap, textures),
	}
	n.pack = packs.pack(n.colorMap, n.metalRoughMap, n.normalMap)
	alone := []*layer{n.transmissionMap, n.emissionMap}
	if n.pack == nil {
		alone = append(alone, n.colorMap, n.metalRoughMap, n.normalMap)
	}
	for _, l := range alone {
		if l != nil {
			l.toHuge()
		}
	}
	n.mapped = n.tinted || n.colorMap != nil || n.metalRoughMap != nil || n.transmissionMap != nil || n.emissionMap != nil
	n.hasAlpha = n.alphaMode != model.Opaque && (n.opacity < 1 || n.cutoff > 1 || n.tinted || n.colorMap != nil && !n.colorMap.opaque)
	n.holes = n.oneSided || n.hasAlpha
	n.lambertian = n.kind == model.Diffuse && !n.mapped && n.normalMap == nil && n.mirror == 0 && !n.shines()
	return n
}

// width is the GGX width of a roughness: Burley, "Physically Based Shading at
// Disney", 2012.
func width(roughness float64) float64 {
	// Below this the lobe is too sharp to be told from a mirror.
	const sharp = 1e-4
	if alpha := float64(roughness * roughness); alpha >= sharp {
		return alpha
	}
	return 0
}

// shines reports whether the material gives light of its own.
func (m *material) shines() bool { return !m.emission.IsBlack() }

// at is the material at a point of its surface.
func (m *material) at(s *attributes) material {
	n, uv := *m, &s.uv
	maps := m.maps(uv)
	n.bump = maps.bump
	if m.colorMap != nil {
		n.color = m.color.Mul(maps.color)
	}
	if m.metalRoughMap != nil {
		n.roughness = float64(m.roughness * maps.roughness)
		n.alpha = width(n.roughness)
		n.metallic = float64(m.metallic * maps.metal)
	}
	if m.transmissionMap != nil {
		n.transmission = float64(m.transmission * m.transmissionMap.color(uv).R)
	}
	if m.emissionMap != nil {
		n.emission = m.emission.Mul(m.emissionMap.color(uv))
	}
	switch {
	case !m.tinted:
	case m.kind == model.Emissive:
		n.emission = n.emission.Mul(s.tint.color)
	default:
		n.color = n.color.Mul(s.tint.color)
	}
	return n
}

// passes reports whether a ray in direction d goes through the surface at a
// hit as if it were not there.
func (w *world) passes(m *material, h *hit, o, d vec.Vec3, s *stream) bool {
	p, n, _ := w.surfacePoint(o, d, h)
	if m.oneSided && n.Dot(d) > 0 {
		return true
	}
	if !m.hasAlpha {
		return false
	}
	var at attributes
	if m.colorMap != nil || m.tinted {
		at = w.coordinates(h, p, n)
	}
	solid := m.solid(&at)
	return solid <= 0 || solid < 1 && s.one() >= solid
}

// solid is the share of rays that the front of the surface stops at a point.
func (m *material) solid(s *attributes) float64 {
	if !m.hasAlpha {
		return 1
	}
	opacity := m.opacity
	if m.colorMap != nil {
		opacity = float64(opacity * m.colorMap.alpha(&s.uv))
	}
	if m.tinted {
		opacity = float64(opacity * s.tint.alpha)
	}
	switch {
	case m.alphaMode == model.Blend:
		return opacity
	case opacity < m.cutoff:
		return 0
	default:
		return 1
	}
}

// first is the first surface that stops the ray; like closest, it is none if
// there is none. The path's own numbers decide where a surface lets a share of
// the light through.
func (w *world) first(o, d vec.Vec3, s *stream) hit {
	var h hit
	w.closest(&h, o, d)
	if w.holes {
		w.pass(&h, o, d, s)
	}
	return h
}

// pass replaces h, the closest hit of the ray, by the first that stops it.
func (w *world) pass(h *hit, o, d vec.Vec3, s *stream) {
	gone := 0.0
	for range maxHoles {
		if h.prim == none {
			return
		}
		m, _ := w.surface(h)
		if !w.materials[m].holes || !w.passes(&w.materials[m], h, o, d, s) {
			break
		}
		o, gone = w.beyond(o, d, h, gone)
		w.closest(h, o, d)
	}
	h.dist += gone
}

// maxHoles bounds the holes that one ray may pass.
const maxHoles = 256

// beyond is where a ray goes on that passes a hit, and how far that is from
// where it began.
func (w *world) beyond(o, d vec.Vec3, h *hit, gone float64) (vec.Vec3, float64) {
	p, n, margin := w.surfacePoint(o, d, h)
	if n.Dot(d) < 0 {
		margin = -margin
	}
	return p.Add(n.Scale(margin)), gone + h.dist
}

// blocked reports whether anything nearer than dist stops the ray.
func (w *world) blocked(o, d vec.Vec3, dist float64, s *stream) bool {
	if !w.holes {
		return w.occluded(o, d, dist)
	}
	return w.first(o, d, s).dist < dist
}

// reflect is the direction d after a mirror with the normal n.
func reflect(d, n vec.Vec3) vec.Vec3 { return d.Sub(n.Scale(2 * d.Dot(n))) }

// cosineHemisphere is a direction around n, as likely as its cosine with n, which is
// returned too: a cosine-weighted hemisphere sample, made of a point of the unit sphere around the tip of n.
func cosineHemisphere(n vec.Vec3, u, v float64) (d vec.Vec3, cos float64) {
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
	x := fifth(cos)
	return color.Scale(1 - x).Add(vec.Grey(x))
}

// fifth is (1-cos)⁵.
func fifth(cos float64) float64 {
	x := max(0, 1-cos) // rounding may put cos above 1
	x2 := float64(x * x)
	return float64(float64(x2*x2) * x)
}

// normalReflectance is the reflectance of a boundary at normal incidence.
func normalReflectance(ior float64) float64 {
	r := (ior - 1) / (ior + 1)
	return float64(r * r)
}
