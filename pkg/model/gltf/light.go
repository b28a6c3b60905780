package gltf

import (
	"fmt"
	"math"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// maxLight is of each component of what shines.
const maxLight = 1e9

// light adds a light of KHR_lights_punctual where a node puts it: it shines
// along the node's -Z.
func (r *reader) light(i integer, place vec.Affine, here string) error {
	l, err := at(r.doc.lights, i, here+".extensions.KHR_lights_punctual.light", "lights")
	if err != nil {
		return err
	}
	named := fmt.Sprintf("extensions.KHR_lights_punctual.lights[%d]", i)
	color, err := shine(l.Color, or(l.Intensity, 1), named+".color")
	if err != nil {
		return err
	}
	position, direction, _, err := pose(&place, here)
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
			inner, outer = l.Spot.InnerConeAngle, or(l.Spot.OuterConeAngle, outer)
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

// shine is a colour, white if there is none, of a strength.
func shine(color []float64, strength float64, place string) (vec.RGB, error) {
	c, err := numbers(color, place, 1, 1, 1)
	if err != nil {
		return vec.RGB{}, err
	}
	light := vec.RGB{R: c[0], G: c[1], B: c[2]}.Scale(strength)
	for _, v := range []float64{light.R, light.G, light.B} {
		if !(v >= 0 && v <= maxLight) {
			return vec.RGB{}, fault(place, "comes to %g, not from 0 to %g: make the light weaker", v, maxLight)
		}
	}
	return light, nil
}

// pose is where a node is, along its -Z, and its +Y.
func pose(place *vec.Affine, here string) (position, direction, up vec.Vec3, err error) {
	position = place.Point(vec.Vec3{})
	direction = place.Vector(vec.Vec3{Z: -1})
	up = place.Vector(vec.Vec3{Y: 1})
	b := bounds{}
	if !b.fit(place) {
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
