package scene

import (
	"mosaic/pkg/model"
)

// materials reads the map of materials by name.
func (p *parser) materials(v value) {
	const want = `a map of materials by name, such as "red: {type: diffuse, color: [0.8, 0.1, 0.1]}"`
	all, ok := v.object(want)
	if !ok {
		return
	}
	all.each(func(name string, v value) {
		p.index[name] = len(p.Materials)
		p.names = append(p.names, name)
		p.Materials = append(p.Materials, p.newMaterial(name, v))
	})
}

func (p *parser) newMaterial(name string, v value) model.Material {
	m := model.Material{Name: name}
	o, ok := v.object("a map of type, color, …")
	if !ok {
		return m
	}
	switch o.choice("type", "diffuse", "metal", "glass", "physical", "emissive") {
	case "diffuse":
		m.Kind = model.Diffuse
		m.Color = o.color()
		m.ColorMap = p.texture(o, "colorMap", false)
		m.Mirror = o.numberOr("mirror", 0, share)
	case "metal":
		m.Kind = model.Metal
		m.Color = o.color()
		m.ColorMap = p.texture(o, "colorMap", false)
		m.Roughness = o.numberOr("roughness", 0, share)
	case "glass":
		m.Kind = model.Glass
		m.Color = o.color()
		m.Roughness = o.numberOr("roughness", 0, share)
		m.IOR = o.numberOr("ior", DefaultIOR, refraction)
		m.Thin = o.flag("thin")
	case "physical":
		p.physical(o, &m)
	case "emissive":
		m.Kind = model.Emissive
		m.Emission = o.light()
		m.EmissionMap = p.texture(o, "map", false)
	default:
		return m // its other fields cannot be judged
	}
	if m.Kind != model.Emissive {
		m.NormalMap = p.texture(o, "normalMap", true)
		m.NormalScale = o.numberOr("normalScale", 1, span{lo: -10, hi: 10, text: "a number from -10 to 10"})
	}
	p.holes(o, &m)
	o.done()
	return m
}

// physical reads the fields of glTF's material.
func (p *parser) physical(o *object, m *model.Material) {
	m.Kind = model.Physical
	m.Color = o.color()
	m.ColorMap = p.texture(o, "colorMap", false)
	m.Roughness = o.numberOr("roughness", 0.5, share)
	m.Metallic = o.numberOr("metallic", 0, share)
	m.MetallicRoughnessMap = p.texture(o, "metalRoughMap", true)
	m.Transmission = o.numberOr("transmission", 0, share)
	m.TransmissionMap = p.texture(o, "transmissionMap", true)
	m.IOR = o.numberOr("ior", DefaultIOR, refraction)
	m.Thin = o.flag("thin")
	if v, ok := o.optional("emission"); ok {
		m.Emission = rgb(v.triple(brightness, wantLight))
	}
	m.EmissionMap = p.texture(o, "emissionMap", false)
}

// holes reads where rays pass a surface.
func (p *parser) holes(o *object, m *model.Material) {
	m.OneSided = o.flag("oneSided")
	alphas := map[string]model.AlphaMode{"opaque": model.Opaque, "mask": model.Mask, "blend": model.Blend}
	m.AlphaMode = alphas[o.choiceOr("alpha", "opaque", "opaque", "mask", "blend")]
	m.Opacity = o.numberOr("opacity", 1, share)
	m.AlphaCutoff = o.numberOr("cutoff", 0.5, share)
	for _, field := range []string{"opacity", "cutoff"} {
		if v, ok := o.fields[field]; ok && m.AlphaMode == model.Opaque {
			v.fault("means nothing where all is opaque: add alpha: mask or alpha: blend")
		}
	}
}
