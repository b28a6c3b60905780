package gltf

import (
	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// lustre reads what changes how plastic reflects, as far as a material here can
// tell: how much (KHR_materials_specular, by an index of refraction, and without
// its hue) and how sharply (KHR_materials_clearcoat). What of them
// comes from textures is left out.
func (s *surface) lustre(from *material, m *model.Material) {
	if e := from.Extensions.Specular; e != nil && from.Extensions.Gloss == nil {
		const here = ".extensions.KHR_materials_specular"
		share := s.share(or(e.SpecularFactor, 1), here+".specularFactor")
		tint, err := shine(e.SpecularColorFactor, 1, s.here+here+".specularColorFactor")
		s.keep(err)
		if share = float64(share * tint.Mean()); share != 1 && m.Transmission == 0 { // the index bends what goes through, too
			r := (m.IOR - 1) / (m.IOR + 1)
			m.IOR = refraction(float64(float64(r*r) * share))
		}
	}
	if e := from.Extensions.Coat; e != nil && e.ClearcoatTexture == nil && m.Metallic == 0 {
		const here = ".extensions.KHR_materials_clearcoat"
		share := s.share(e.ClearcoatFactor, here+".clearcoatFactor")
		roughness := s.share(e.ClearcoatRoughnessFactor, here+".clearcoatRoughnessFactor")
		// Varnish reflects by itself what is otherwise reflected less sharply.
		switch {
		case share == 1:
			m.MetallicRoughnessMap = model.Map{}
			m.Roughness = min(m.Roughness, roughness)
		case m.MetallicRoughnessMap.Texture == 0 && roughness < m.Roughness:
			m.Roughness = float64(m.Roughness*(1-share)) + float64(roughness*share)
		}
	}
	s.depth(from, m)
}

// depth lets a body of clear glass take its colour from its thickness
// (KHR_materials_volume): each of the two surfaces that light crosses takes half
// of what the way between them does.
func (s *surface) depth(from *material, m *model.Material) {
	v := from.Extensions.Volume
	if v == nil || m.Thin || m.Transmission != 1 || m.TransmissionMap.Texture != 0 || !(or(v.AttenuationDistance, 0) > 0) {
		return
	}
	const here = ".extensions.KHR_materials_volume"
	c := s.shares(v.AttenuationColor, here+".attenuationColor", 1, 1, 1)
	half := v.ThicknessFactor / *v.AttenuationDistance / 2
	if !within(half) {
		s.fail(here+".thicknessFactor", "is %g: set it near the size of the model", v.ThicknessFactor)
		return
	}
	m.Color = m.Color.Mul(vec.RGB{R: vec.Pow(c[0], half), G: vec.Pow(c[1], half), B: vec.Pow(c[2], half)})
}
