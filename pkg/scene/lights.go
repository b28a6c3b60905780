package scene

import "mosaic/pkg/vec"

const wantLights = "a list of point, sphere and sky lights"

func (p *parser) lights(v value) {
	sky := false
	for _, v := range v.items(wantLights) {
		o, ok := v.object("a map of type, intensity, …")
		if !ok {
			continue
		}
		switch o.choice("type", "point", "sphere", "sky") {
		case "point":
			p.PointLights = append(p.PointLights, PointLight{o.vector("position"), o.light()})
		case "sphere":
			p.SphereLights = append(p.SphereLights, SphereLight{o.vector("center"), o.number("radius", radius), o.light()})
		case "sky":
			if sky {
				o.fault("is a second sky: keep one")
			}
			sky = true
			p.Sky = o.light()
		default:
			continue
		}
		o.done()
	}
}

// light is the product of the fields color, white if unset, and intensity, 1 if unset.
func (o *object) light() vec.RGB {
	color := vec.Grey(1)
	if v, ok := o.optional("color"); ok {
		color = rgb(v.triple(brightness, wantLight))
	}
	return color.Scale(o.numberOr("intensity", 1, brightness))
}
