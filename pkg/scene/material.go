package scene

import "mosaic/pkg/vec"

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
		p.Materials = append(p.Materials, material(name, v))
	})
}

func material(name string, v value) Material {
	m := Material{Name: name}
	o, ok := v.object("a map of type, color, …")
	if !ok {
		return m
	}
	switch o.choice("type", "diffuse", "metal", "glass", "emissive") {
	case "diffuse":
		m.Kind = Diffuse
		m.Color = o.color("color")
		m.Mirror = o.numberOr("mirror", 0, share)
	case "metal":
		m.Kind = Metal
		m.Color = o.color("color")
		m.Roughness = o.numberOr("roughness", 0, share)
	case "glass":
		m.Kind = Glass
		m.Color = o.colorOr("color", vec.Grey(1))
		m.IOR = o.numberOr("ior", DefaultIOR, refraction)
	case "emissive":
		m.Kind = Emissive
		m.Emission = o.light()
	default:
		return m // its other fields cannot be judged
	}
	o.done()
	return m
}
