package gltf

import (
	"fmt"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// material is the index in the model of material i of the document, or of the
// default material, if i is -1.
func (r *reader) material(i integer, location string) (int, error) {
	if k, ok := r.materials[i]; ok {
		return k, nil
	}
	var source material
	if i != -1 {
		m, err := lookup(r.doc.materials, i, location, "materials")
		if err != nil {
			return 0, err
		}
		source = *m
	}
	if len(r.out.Materials) == model.MaxMaterials {
		return 0, fault(location, "brings the file to more than %d materials: export it in parts", model.MaxMaterials)
	}
	s := materialReader{reader: r, here: fmt.Sprintf("materials[%d]", i)}
	m := s.material(&source)
	if s.err != nil {
		return 0, s.err
	}
	r.materials[i] = len(r.out.Materials)
	r.out.Materials = append(r.out.Materials, m)
	return r.materials[i], nil
}

// A materialReader reads one material, and keeps the first error.
type materialReader struct {
	*reader
	here string
	err  error
}

func (s *materialReader) material(from *material) model.Material {
	m := model.Material{Name: from.Name, Kind: model.Physical, OneSided: !from.DoubleSided}
	s.opacity(from, &m)
	s.baseColor(from, &m)
	if from.Extensions.Unlit != nil {
		return unlit(m)
	}
	m.NormalMap = s.texture(from.NormalTexture, "normalTexture", true)
	if from.NormalTexture != nil {
		m.NormalScale = valueOr(from.NormalTexture.Scale, 1)
		if !model.InRange(m.NormalScale) {
			s.fail(".normalTexture.scale", "is %g: set it near 1", m.NormalScale)
		}
	}
	s.emission(from, &m)
	s.transmission(from, &m)
	s.specular(from, &m)
	s.clearcoat(from, &m)
	s.volume(from, &m)
	return m
}

// baseColor reads the base colour, roughness and metallic.
func (s *materialReader) baseColor(from *material, m *model.Material) {
	m.Color, m.Opacity, m.Metallic, m.Roughness, m.IOR = vec.Grey(1), 1, 1, 1, 1.5
	if g := from.Extensions.SpecularGlossiness; g != nil {
		s.specularGlossiness(g, m)
		return
	}
	p := from.PBR
	if p == nil {
		return
	}
	const here = "pbrMetallicRoughness"
	c := s.factors(p.BaseColorFactor, "."+here+".baseColorFactor", 1, 1, 1, 1)
	m.Color, m.Opacity = vec.RGB{R: c[0], G: c[1], B: c[2]}, c[3]
	m.Metallic = s.factor(valueOr(p.MetallicFactor, 1), "."+here+".metallicFactor")
	m.Roughness = s.factor(valueOr(p.RoughnessFactor, 1), "."+here+".roughnessFactor")
	m.ColorMap = s.texture(p.BaseColorTexture, here+".baseColorTexture", false)
	if from.Extensions.Unlit == nil {
		m.MetallicRoughnessMap = s.texture(p.MetallicRoughnessTexture, here+".metallicRoughnessTexture", true)
	}
}

func (s *materialReader) opacity(from *material, m *model.Material) {
	switch from.AlphaMode {
	case "", "OPAQUE":
	case "MASK":
		m.AlphaMode, m.AlphaCutoff = model.Mask, valueOr(from.AlphaCutoff, .5)
		if !(m.AlphaCutoff >= 0 && model.InRange(m.AlphaCutoff)) {
			s.fail(".alphaCutoff", "is %g: set it from 0 to 1", m.AlphaCutoff)
		}
	case "BLEND":
		m.AlphaMode = model.Blend
	default:
		s.fail(".alphaMode", "is %.20q, not OPAQUE, MASK or BLEND: export the file again", from.AlphaMode)
	}
}

func (s *materialReader) emission(from *material, m *model.Material) {
	strength := 1.0
	if e := from.Extensions.EmissiveStrength; e != nil {
		strength = valueOr(e.EmissiveStrength, 1)
	}
	factor := from.EmissiveFactor
	if factor == nil {
		factor = []float64{0, 0, 0}
	}
	var err error
	m.Emission, err = scaledColor(factor, strength, s.here+".emissiveFactor")
	s.setErr(err)
	if !m.Emission.IsBlack() {
		m.EmissionMap = s.texture(from.EmissiveTexture, "emissiveTexture", false)
	}
}

// transmission reads KHR_materials_ior and KHR_materials_transmission. Without a
// volume, transmission is that of a thin pane.
func (s *materialReader) transmission(from *material, m *model.Material) {
	if e := from.Extensions.IOR; e != nil && e.IOR != nil && *e.IOR != 0 { // 0 is for specular-glossiness materials only
		m.IOR = *e.IOR
		if !(m.IOR >= 1 && m.IOR <= 100) {
			s.fail(".extensions.KHR_materials_ior.ior", "is %g: set it from 1 to 100", m.IOR)
		}
	}
	v := from.Extensions.Volume
	m.Thin = v == nil || !(v.ThicknessFactor > 0)
	if t := from.Extensions.Transmission; t != nil {
		const here = "extensions.KHR_materials_transmission"
		m.Transmission = s.factor(t.TransmissionFactor, "."+here+".transmissionFactor")
		if m.Transmission > 0 {
			m.TransmissionMap = s.texture(t.TransmissionTexture, here+".transmissionTexture", true)
			m.OneSided = m.OneSided && m.Thin // light leaves a volume through back faces
		}
	}
}

// unlit is the material of KHR_materials_unlit: it emits its base colour.
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

// factor checks that a number is from 0 to 1, save for exporters' rounding.
func (s *materialReader) factor(v float64, location string) float64 {
	const rounding = 1e-4
	if !(v >= -rounding && v <= 1+rounding) {
		s.fail(location, "is %g: set it from 0 to 1", v)
	}
	return min(max(v, 0), 1)
}

// factors are as many as there are defaults, which are those of an omitted list.
func (s *materialReader) factors(list []float64, location string, defaults ...float64) []float64 {
	c, err := numbers(list, s.here+location, defaults...)
	if err != nil {
		s.setErr(err)
		return defaults
	}
	for k := range c {
		c[k] = s.factor(c[k], fmt.Sprintf("%s[%d]", location, k))
	}
	return c
}

func (s *materialReader) texture(t *textureInfo, name string, raw bool) model.Map {
	if t == nil || s.err != nil || s.untextured {
		return model.Map{}
	}
	m, err := s.textureMap(t, s.here+"."+name, raw)
	s.setErr(err)
	return m
}

func (s *materialReader) fail(location, format string, args ...any) {
	s.setErr(fault(s.here+location, format, args...))
}

func (s *materialReader) setErr(err error) {
	if s.err == nil {
		s.err = err
	}
}
