package scene

import (
	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

const wantLights = "a list of point, spot, distant, sphere and sky lights"

func (p *parser) lights(v value) {
	sky := false
	for _, v := range v.items(wantLights) {
		o, ok := v.object("a map of type, intensity, …")
		if !ok {
			continue
		}
		switch o.choice("type", "point", "spot", "distant", "sphere", "sky") {
		case "point":
			p.PointLights = append(p.PointLights, model.PointLight{Position: o.vector("position"), Intensity: o.light()})
		case "spot":
			p.PointLights = append(p.PointLights, o.spot())
		case "distant":
			p.DistantLights = append(p.DistantLights, model.DistantLight{
				Direction: o.direction("direction"), Irradiance: o.light(),
				Angle: o.numberOr("angle", 0, span{lo: 0, hi: 90, text: "a diameter in degrees from 0 to 90"}),
			})
		case "sphere":
			p.SphereLights = append(p.SphereLights, model.SphereLight{Center: o.vector("center"), Radius: o.number("radius", radius), Emission: o.light()})
		case "sky":
			if sky {
				o.fault("is a second sky: keep one")
			}
			sky = true
			p.Sky.Radiance = o.light()
			p.Sky.Map = p.skyMap(o)
			p.Sky.Rotation = o.numberOr("turn", 0, turn)
		default:
			continue
		}
		o.done()
	}
}

// skyMap reads a picture that goes on around, and ends above and below.
func (p *parser) skyMap(o *object) int {
	v, ok := o.optional("map")
	if !ok {
		return 0
	}
	return p.picture(v, [2]model.Wrap{model.Repeat, model.Clamp}, false)
}

// spot reads a point light that shines in a cone.
func (o *object) spot() model.PointLight {
	half := span{lo: 0, hi: 90, text: "an angle from the axis in degrees from 0 to 90"}
	l := model.PointLight{Position: o.vector("position"), Intensity: o.light(), Direction: o.direction("direction")}
	outer := o.numberOr("cone", 45, half)
	inner := o.numberOr("full", 0, half)
	if inner > outer {
		o.fields["full"].fault("is %g: type an angle up to the cone's, %g", inner, outer)
	}
	_, l.CosOuter = vec.SinCos(outer / 360)
	_, l.CosInner = vec.SinCos(inner / 360)
	return l
}

// light is the product of the fields color, white if unset, and intensity, 1 if unset.
func (o *object) light() vec.RGB {
	color := vec.Grey(1)
	if v, ok := o.optional("color"); ok {
		color = rgb(v.triple(brightness, wantLight))
	}
	return color.Scale(o.numberOr("intensity", 1, brightness))
}
