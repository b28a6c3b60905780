package trace

import (
	"math"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A view makes rays for the pixels of one size of image. The image plane lies
// at distance 1 from the eye: corner is its top left, right and down are one
// pixel.
type view struct {
	model.Camera
	ahead, across, up   vec.Vec3 // of length 1
	corner, right, down vec.Vec3
	lens                float64 // radius
	width, height       float64 // of the image, in pixels
	filter              filter
}

func newView(c model.Camera, i model.Image, o Options) view {
	v := view{
		Camera: c, width: float64(o.Width), height: float64(o.Height),
		lens: 0.5 * c.Aperture, filter: newFilter(i.Filter, i.FilterRadius),
	}
	to := c.LookAt.Sub(c.Position)
	v.ahead = to.Unit()
	v.across = v.ahead.Cross(c.Up.Unit()).Unit()
	v.up = v.across.Cross(v.ahead)
	if v.Focus == 0 {
		v.Focus = to.Len()
	}
	high := 0.5 * c.Height
	if c.Projection == model.Perspective {
		sin, cos := vec.SinCos(c.FOV / 720) // half of it, in turns
		high = sin / cos
	}
	wide := high * float64(o.Width) / float64(o.Height)
	v.corner = v.up.Scale(high).Sub(v.across.Scale(wide))
	if c.Projection == model.Perspective {
		v.corner = v.ahead.Add(v.up.Scale(high)).Sub(v.across.Scale(wide))
	}
	v.right = v.across.Scale(2 * wide / float64(o.Width))
	v.down = v.up.Scale(-2 * high / float64(o.Height))
	return v
}

// ray is a random ray through the pixel (x, y): where it starts, and its
// direction of length 1.
func (v *view) ray(x, y int, s *stream) (from, dir vec.Vec3) {
	du, dv := s.two()
	if v.filter.curve != nil {
		du, dv = v.filter.at(du), v.filter.at(dv)
	}
	px, py := float64(x)+du, float64(y)+dv
	switch v.Projection {
	case model.Orthographic:
		across, down := v.right.Scale(px), v.down.Scale(py)
		return v.Position.Add(v.corner).Add(across).Add(down), v.ahead
	case model.Panorama:
		return v.Position, v.around(px/v.width, py/v.height)
	}
	across, down := v.right.Scale(px), v.down.Scale(py)
	to := v.corner.Add(across).Add(down)
	if v.lens == 0 {
		return v.Position, to.Unit()
	}
	// Towards the point that is sharp, from a random point of the lens.
	lu, lv := s.two()
	sin, cos := vec.SinCos(lv)
	r := float64(v.lens * math.Sqrt(lu))
	lens := v.across.Scale(float64(r * cos)).Add(v.up.Scale(float64(r * sin)))
	return v.Position.Add(lens), to.Scale(v.Focus).Sub(lens).Unit()
}

// around is the direction at the place (u, v) of an equirectangular image.
func (v *view) around(a, b float64) vec.Vec3 {
	b = max(0, min(b, 1))
	sin, cos := vec.SinCos(a - math.Floor(a))
	side, high := vec.SinCos(0.5 * b)
	return v.ahead.Scale(float64(-side * cos)).Add(v.across.Scale(float64(-side * sin))).Add(v.up.Scale(high))
}
