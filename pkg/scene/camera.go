package scene

import (
	"fmt"
	"math"
	"slices"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

func (p *parser) camera(v value) {
	o, ok := v.object("a map of position and lookAt")
	if !ok {
		return
	}
	faults := p.count()
	c := model.Camera{Position: o.vector("position"), LookAt: o.vector("lookAt"), Up: vec.Vec3{Y: 1}}
	if up, ok := o.optional("up"); ok {
		t := up.triple(coordinate, wantVector)
		c.Up = vec.Vec3{X: t[0], Y: t[1], Z: t[2]}
	}
	projections := []string{"perspective", "orthographic", "panorama"}
	projection := o.choiceOr("projection", "perspective", projections...)
	c.Projection = model.Projection(max(0, slices.Index(projections, projection)))
	c.FOV = o.numberOr("fov", DefaultFOV, angle)
	c.Aperture = o.numberOr("aperture", 0, length)
	c.Focus = o.numberOr("focus", 0, radius)
	c.Height = o.numberOr("height", 1, radius)
	for field, of := range map[string]string{"fov": "perspective", "aperture": "perspective", "focus": "perspective", "height": "orthographic"} {
		if v, ok := o.fields[field]; ok && projection != "" && projection != of {
			v.fault("is of a camera with projection %s, not %s: leave it out", of, projection)
		}
	}
	o.done()
	p.Camera = c
	if p.count() > faults {
		return
	}
	// The least sine of the angle between the view and up.
	const least = 1e-6
	view := c.LookAt.Sub(c.Position)
	switch sine := view.Unit().Cross(c.Up.Unit()).Len(); {
	case view == vec.Vec3{}:
		o.fields["lookAt"].fault("is the camera's position: type another point")
	case c.Up == vec.Vec3{}:
		o.fields["up"].fault("has no length: type a direction such as [0, 1, 0]")
	case !(sine > least):
		o.fault("looks along its own up %s: type another up, such as %s", vector(c.Up), vector(across(view)))
	}
}

// across is an axis far from the direction d.
func across(d vec.Vec3) vec.Vec3 {
	if math.Abs(d.Y) <= math.Abs(d.Z) {
		return vec.Vec3{Y: 1}
	}
	return vec.Vec3{Z: 1}
}

func vector(v vec.Vec3) string { return fmt.Sprintf("[%g, %g, %g]", v.X, v.Y, v.Z) }
