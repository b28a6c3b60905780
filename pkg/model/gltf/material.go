package gltf

import (
	"fmt"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// material is the index of a material of the document, or, if i is -1, of the
// one that primitives have without any.
func (r *reader) material(i integer, place string) (int, error) {
	if k, ok := r.materials[i]; ok {
		return k, nil
	}
	var source material
	if i != -1 {
		m, err := at(r.doc.materials, i, place, "materials")
		if err != nil {
			return 0, err
		}
		source = *m
	}
	if len(r.out.Materials) == model.MaxMaterials {
		return 0, fault(place, "brings the file to more than %d materials: export it in parts", model.MaxMaterials)
	}
	s := surface{reader: r, here: fmt.Sprintf("materials[%d]", i)}
	m := s.material(&source)
	if s.err != nil {
		return 0, s.err
	}
	r.materials[i] = len(r.out.Materials)
	r.out.Materials = append(r.out.Materials, m)
	return r.materials[i], nil
}

// A surface reads one material, and keeps the first thing that is wrong.
type surface struct {
	*reader
	here string
	err  error
}

func (s *surface) material(from *material) model.Material {
	m := model.Material{Name: from.Name, Kind: model.Physical, OneSided: !from.DoubleSided}
	s.opacity(from, &m)
	s.base(from, &m)
	if from.Extensions.Unlit != nil {
		return unlit(m)
	}
	m.NormalMap = s.texture(from.NormalTexture, "normalTexture", true)
	if from.NormalTexture != nil {
		m.NormalScale = or(from.NormalTexture.Scale, 1)
		if !within(m.NormalScale) {
			s.fail(".normalTexture.scale", "is %g: set it near 1", m.NormalScale)
		}
	}
	s.emission(from, &m)
	s.glass(from, &m)
	s.lustre(from, &m)
	return m
}

// base reads the colour, and how rough and metallic the surface is.
func (s *surface) base(from *material, m *model.Material) {
	m.Color, m.Opacity, m.Metallic, m.Roughness, m.IOR = vec.Grey(1), 1, 1, 1, 1.5
	if g := from.Extensions.Gloss; g != nil {
		s.gloss(g, m)
		return
	}
	p := from.PBR
	if p == nil {
		return
	}
	const here = "pbrMetallicRoughness"
	c := s.shares(p.BaseColorFactor, "."+here+".baseColorFactor", 1, 1, 1, 1)
	m.Color, m.Opacity = vec.RGB{R: c[0], G: c[1], B: c[2]}, c[3]
	m.Metallic = s.share(or(p.MetallicFactor, 1), "."+here+".metallicFactor")
	m.Roughness = s.share(or(p.RoughnessFactor, 1), "."+here+".roughnessFactor")
	m.ColorMap = s.texture(p.BaseColorTexture, here+".baseColorTexture", false)
	if from.Extensions.Unlit == nil {
		m.MetallicRoughnessMap = s.texture(p.MetallicRoughnessTexture, here+".metallicRoughnessTexture", true)
	}
}

func (s *surface) opacity(from *material, m *model.Material) {
	switch from.AlphaMode {
	case "", "OPAQUE":
	case "MASK":
		m.AlphaMode, m.AlphaCutoff = model.Mask, or(from.AlphaCutoff, .5)
		if !(m.AlphaCutoff >= 0 && within(m.AlphaCutoff)) {
			s.fail(".alphaCutoff", "is %g: set it from 0 to 1", m.AlphaCutoff)
		}
	case "BLEND":
		m.AlphaMode = model.Blend
	default:
		s.fail(".alphaMode", "is %.20q, not OPAQUE, MASK or BLEND: export the file again", from.AlphaMode)
	}
}

func (s *surface) emission(from *material, m *model.Material) {
	strength := 1.0
	if e := from.Extensions.Strength; e != nil {
		strength = or(e.EmissiveStrength, 1)
	}
	factor := from.EmissiveFactor
	if factor == nil {
		factor = []float64{0, 0, 0}
	}
	var err error
	m.Emission, err = shine(factor, strength, s.here+".emissiveFactor")
	s.keep(err)
	if !m.Emission.IsBlack() {
		m.EmissionMap = s.texture(from.EmissiveTexture, "emissiveTexture", false)
	}
}

// glass reads what lets light through. Without a volume, the extension of
// transmission means a thin pane.
func (s *surface) glass(from *material, m *model.Material) {
	if e := from.Extensions.IOR; e != nil && e.IOR != nil && *e.IOR != 0 { // 0 has a meaning only for an older kind of material
		m.IOR = *e.IOR
		if !(m.IOR >= 1 && m.IOR <= 100) {
			s.fail(".extensions.KHR_materials_ior.ior", "is %g: set it from 1 to 100", m.IOR)
		}
	}
	v := from.Extensions.Volume
	m.Thin = v == nil || !(v.ThicknessFactor > 0)
	if t := from.Extensions.Transmission; t != nil {
		const here = "extensions.KHR_materials_transmission"
		m.Transmission = s.share(t.TransmissionFactor, "."+here+".transmissionFactor")
		if m.Transmission > 0 {
			m.TransmissionMap = s.texture(t.TransmissionTexture, here+".transmissionTexture", true)
			m.OneSided = m.OneSided && m.Thin // a volume ends at its back
		}
	}
}

// unlit is a material that shows its colour whatever the light.
func unlit(m model.Material) model.Material {
	out := model.Material{
		Name: m.Name, Kind: model.Emissive, Emission: m.Color, EmissionMap: m.ColorMap,
		Opacity: m.Opacity, AlphaMode: m.AlphaMode, AlphaCutoff: m.AlphaCutoff, OneSided: m.OneSided,
	}
	if m.AlphaMode != model.Opaque {
		out.ColorMap = m.ColorMap // for its alpha
	}
	return out
}

// share wants a number from 0 to 1; what exporters' rounding adds is cut.
func (s *surface) share(v float64, place string) float64 {
	const rounding = 1e-4
	if !(v >= -rounding && v <= 1+rounding) {
		s.fail(place, "is %g: set it from 0 to 1", v)
	}
	return min(max(v, 0), 1)
}

// shares are as many as there are defaults, or those.
func (s *surface) shares(list []float64, place string, defaults ...float64) []float64 {
	c, err := numbers(list, s.here+place, defaults...)
	if err != nil {
		s.keep(err)
		return defaults
	}
	for k := range c {
		c[k] = s.share(c[k], fmt.Sprintf("%s[%d]", place, k))
	}
	return c
}

func (s *surface) texture(t *textureInfo, name string, raw bool) model.Map {
	if t == nil || s.err != nil {
		return model.Map{}
	}
	m, err := s.mapped(t, s.here+"."+name, raw)
	s.keep(err)
	return m
}

func (s *surface) fail(place, format string, args ...any) {
	s.keep(fault(s.here+place, format, args...))
}

func (s *surface) keep(err error) {
	if s.err == nil {
		s.err = err
	}
}
