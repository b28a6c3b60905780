package scene

import (
	"errors"
	"math"

	"mosaic/pkg/film"
	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// alone is a scene of a model by itself: seen by its own first camera or a
// sensible one, in its own light or under a sky of one colour. What is chosen
// for it suits it as it is or, while an animation plays, all poses of that, so
// that it is the same in all frames.
func alone(name string, m *model.Model, poses posesFunc, at model.Moment) (*model.Scene, error) {
	s := &model.Scene{Image: DefaultImage()}
	if err := add(s, m, []vec.Affine{vec.Identity}, -1); err != nil {
		return nil, &model.FileError{File: name, Err: err}
	}
	if err := checkClip(s.Clips, at); err != nil {
		return nil, err
	}
	e := still(s)
	if at.Animate && len(model.Played(s.Clips, at.Clip)) > 0 {
		var err error
		if e, err = played(poses, at.Clip); err != nil {
			return nil, err
		}
	}
	if e.empty {
		return nil, &model.FileError{File: name, Err: errors.New("holds no triangles: there is nothing to see")}
	}
	middle := e.lo.Add(e.hi).Scale(0.5)
	if len(m.Cameras) > 0 {
		s.Camera = m.Cameras[0]
	} else {
		s.Camera = framing(&e, float64(s.Image.Width)/float64(s.Image.Height), middle, at.Turntable)
	}
	orbit(&s.Camera, middle, at)
	s.Image.View.Exposure = exposure(e.brightest(middle))
	if len(s.PointLights)+len(s.DistantLights) == 0 {
		s.Sky.Radiance = vec.RGB{R: 0.42, G: 0.45, B: 0.5}
		if !e.shines {
			s.DistantLights = []model.DistantLight{{
				Direction: vec.Vec3{X: -0.5, Y: -1, Z: -0.6}.Unit(), Irradiance: vec.RGB{R: 1.6, G: 1.5, B: 1.4}, Angle: 4,
			}}
		}
	}
	return s, nil
}

// exposure suits the lights that a model brings along, which light its middle so
// that a white surface shines so brightly. Files give them in lux and candela, or
// in units of their own, so that all could be white or black. From a quarter of
// white to four times as much, lights stay as they are.
func exposure(lit float64) float64 {
	if !(lit > 0) || lit >= 0.25 && lit <= 4 || math.IsInf(lit, 1) {
		return 0
	}
	return min(max(math.Round(-10*vec.Log2(lit))/10, -film.MaxExposure), film.MaxExposure)
}

// framing is a camera in front of all that a model takes up, to the right and a
// little above its middle, as near as it can be with all of that in the picture,
// and if it is to go around, from all sides.
func framing(e *extent, aspect float64, middle vec.Vec3, around bool) model.Camera {
	const fov, air = 35, 1.06
	back := vec.Vec3{X: 0.5, Y: 0.35, Z: 1}.Unit()
	right := vec.Vec3{Y: 1}.Cross(back).Unit()
	up := back.Cross(right)
	sin, cos := vec.SinCos(fov / 720.0)
	high := sin / cos
	wide := high * aspect
	away := MinRadius
	e.each(func(p vec.Vec3) {
		p = p.Sub(middle)
		if around {
			away = max(away, distanceAround(p, back, air/wide, air/high))
			return
		}
		away = max(away, p.Dot(back)+float64(air*max(math.Abs(p.Dot(right))/wide, math.Abs(p.Dot(up))/high)))
	})
	return model.Camera{Position: middle.Add(back.Scale(away)), LookAt: middle, Up: vec.Vec3{Y: 1}, FOV: fov}
}

// distanceAround is how far off a camera must stand that sees a point from all
// sides, where the point is seen from its middle and back is the direction to the
// camera; wide and high are the distances for each length across and upwards.
//
// On its way around, the point is at r·cos t towards the camera and at r·sin t
// across, and each distance that it asks for is a constant and a sinusoid of t.
func distanceAround(p, back vec.Vec3, wide, high float64) float64 {
	r := vec.Vec3{X: p.X, Z: p.Z}.Len()
	level, rise := vec.Vec3{X: back.X, Z: back.Z}.Len(), back.Y
	across := float64(p.Y*rise) + float64(r*math.Sqrt(float64(level*level)+float64(wide*wide)))
	above := float64(p.Y*(rise+float64(high*level))) + float64(r*math.Abs(level-float64(high*rise)))
	below := float64(p.Y*(rise-float64(high*level))) + float64(r*math.Abs(level+float64(high*rise)))
	return max(across, above, below)
}
