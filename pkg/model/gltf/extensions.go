package gltf

import (
	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// specular reads KHR_materials_specular: it changes how much a dielectric reflects,
// which a model.Material has as an index of refraction. The hue of the specular
// colour and textures are ignored.
func (s *materialReader) specular(from *material, m *model.Material) {
	e := from.Extensions.Specular
	if e == nil || from.Extensions.SpecularGlossiness != nil {
		return
	}
	const here = ".extensions.KHR_materials_specular"
	factor := s.factor(valueOr(e.SpecularFactor, 1), here+".specularFactor")
	color, err := scaledColor(e.SpecularColorFactor, 1, s.here+here+".specularColorFactor")
	s.setErr(err)
	if factor = float64(factor * color.Mean()); factor != 1 && m.Transmission == 0 { // which the index would refract differently
		r := (m.IOR - 1) / (m.IOR + 1)
		m.IOR = iorFromF0(float64(float64(r*r) * factor))
	}
}

// clearcoat reads KHR_materials_clearcoat. A model.Material has one layer, so a
// coat of a dielectric that is smoother than its base lowers the roughness.
// Textures are ignored.
func (s *materialReader) clearcoat(from *material, m *model.Material) {
	e := from.Extensions.Clearcoat
	if e == nil || e.ClearcoatTexture != nil || m.Metallic != 0 {
		return
	}
	const here = ".extensions.KHR_materials_clearcoat"
	factor := s.factor(e.ClearcoatFactor, here+".clearcoatFactor")
	roughness := s.factor(e.ClearcoatRoughnessFactor, here+".clearcoatRoughnessFactor")
	switch {
	case factor == 1:
		m.MetallicRoughnessMap = model.Map{}
		m.Roughness = min(m.Roughness, roughness)
	case m.MetallicRoughnessMap.Texture == 0 && roughness < m.Roughness:
		m.Roughness = float64(m.Roughness*(1-factor)) + float64(roughness*factor)
	}
}

// volume reads KHR_materials_volume: absorption over the thickness gives clear glass
// its colour. A model.Material absorbs at its surfaces, so each of the two that
// light crosses gets the square root of the transmittance between them.
func (s *materialReader) volume(from *material, m *model.Material) {
	v := from.Extensions.Volume
	if v == nil || m.Thin || m.Transmission != 1 || m.TransmissionMap.Texture != 0 || !(valueOr(v.AttenuationDistance, 0) > 0) {
		return
	}
	const here = ".extensions.KHR_materials_volume"
	c := s.factors(v.AttenuationColor, here+".attenuationColor", 1, 1, 1)
	half := v.ThicknessFactor / *v.AttenuationDistance / 2
	if !model.InRange(half) {
		s.fail(here+".thicknessFactor", "is %g: set it near the size of the model", v.ThicknessFactor)
		return
	}
	m.Color = m.Color.Mul(vec.RGB{R: vec.Pow(c[0], half), G: vec.Pow(c[1], half), B: vec.Pow(c[2], half)})
}
