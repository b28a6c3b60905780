package scene

import (
	"fmt"
	"math"
	"slices"

	"mosaic/pkg/model"
	"mosaic/pkg/suggest"
	"mosaic/pkg/vec"
)

// checkClip is an error if a moment names a clip that no model has.
func checkClip(clips []model.Clip, at model.Moment) error {
	if !at.Animate || at.Clip == "" || len(model.Played(clips, at.Clip)) > 0 {
		return nil
	}
	if len(clips) == 0 {
		return fmt.Errorf("clip %.40q: the scene has no animations: leave the name out, or export its model with them", at.Clip)
	}
	var names []string
	for i := range clips {
		if name := clips[i].String(); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	which := suggest.OneOf(names)
	if nearest, ok := suggest.Nearest(at.Clip, names); ok && len(names) > 1 {
		which += ": did you mean " + nearest + "?"
	}
	return fmt.Errorf("clip %.40q: the scene has none of this name: type %s", at.Clip, which)
}

// orbit turns a camera around the vertical axis through a point, as a turntable's
// moment says.
func orbit(c *model.Camera, around vec.Vec3, at model.Moment) {
	turn := at.Turn - math.Floor(at.Turn)
	if !at.Turntable || !(turn > 0 && turn < 1) {
		return
	}
	sin, cos := vec.SinCos(turn / 2) // of half the angle, for a quaternion
	rotation := vec.Rotate(0, sin, 0, cos)
	c.Position = around.Add(rotation.Vector(c.Position.Sub(around)))
	c.LookAt = around.Add(rotation.Vector(c.LookAt.Sub(around)))
	c.Up = rotation.Vector(c.Up)
}
