package gltf

import (
	"fmt"
	"math"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// maxIntensity limits each component of intensities and radiances.
const maxIntensity = 1e9

// light adds a light of KHR_lights_punctual of a node: it points along the node's
// -Z.
func (r *reader) light(i integer, transform vec.Affine, here string) error {
	l, err := lookup(r.doc.lights, i, here+".extensions.KHR_lights_punctual.light", "lights")
	if err != nil {
		return err
	}
	named := fmt.Sprintf("extensions.KHR_lights_punctual.lights[%d]", i)
	color, err := scaledColor(l.Color, valueOr(l.Intensity, 1), named+".color")
	if err != nil {
		return err
	}
	position, direction, _, err := nodeFrame(&transform, here)
	if err != nil {
		return err
	}
	switch l.Type {
	case "directional":
		r.out.DistantLights = append(r.out.DistantLights, model.DistantLight{Direction: direction, Irradiance: color})
	case "point":
		r.out.PointLights = append(r.out.PointLights, model.PointLight{Position: position, Intensity: color})
	case "spot":
		inner, outer := 0.0, math.Pi/4
		if l.Spot != nil {
			inner, outer = l.Spot.InnerConeAngle, valueOr(l.Spot.OuterConeAngle, outer)
		}
		if !(0 <= inner && inner < outer && outer <= math.Pi/2) {
			return fault(named+".spot", "has cones of %g and %g radians: keep to 0 <= inner < outer <= pi/2", inner, outer)
		}
		_, cosInner := vec.SinCos(inner / (2 * math.Pi))
		_, cosOuter := vec.SinCos(outer / (2 * math.Pi))
		r.out.PointLights = append(r.out.PointLights, model.PointLight{
			Position: position, Intensity: color, Direction: direction, CosInner: cosInner, CosOuter: cosOuter})
	default:
		return fault(named+".type", "is %.20q, not point, spot or directional: export the file again", l.Type)
	}
	return nil
}

// scaledColor is a colour, white if there is none, times a strength.
func scaledColor(color []float64, strength float64, location string) (vec.RGB, error) {
	c, err := numbers(color, location, 1, 1, 1)
	if err != nil {
		return vec.RGB{}, err
	}
	light := vec.RGB{R: c[0], G: c[1], B: c[2]}.Scale(strength)
	for _, v := range []float64{light.R, light.G, light.B} {
		if !(v >= 0 && v <= maxIntensity) {
			return vec.RGB{}, fault(location, "comes to %g, not from 0 to %g: make the light weaker", v, maxIntensity)
		}
	}
	return light, nil
}

// nodeFrame is the position of a node, and the directions of its -Z and +Y.
func nodeFrame(transform *vec.Affine, here string) (position, direction, up vec.Vec3, err error) {
	position = transform.Point(vec.Vec3{})
	direction = transform.Vector(vec.Vec3{Z: -1})
	up = transform.Vector(vec.Vec3{Y: 1})
	b := bounds{}
	if !b.inRange(transform) {
		return position, direction, up, fault(here, "lies further than %g from the origin: scale the scene down", model.MaxCoordinate)
	}
	for _, v := range []*vec.Vec3{&direction, &up} {
		l := v.Len()
		if !(l > 1e-100 && l < 1e100) {
			return position, direction, up, fault(here, "is scaled by %g and shows no direction: set the scale to 1", l)
		}
		*v = v.Unit()
	}
	return position, direction, up, nil
}
