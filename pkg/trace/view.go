package trace

import (
	"mosaic/pkg/scene"
	"mosaic/pkg/vec"
)

// A view makes rays for the pixels of one size of image. The image plane lies
// at distance 1 from the eye: corner is its top left, right and down are one
// pixel.
type view struct {
	eye, corner, right, down vec.Vec3
}

func newView(c scene.Camera, o Options) view {
	sin, cos := vec.SinCos(c.FOV / 720) // half of it, in turns
	high := sin / cos
	wide := high * float64(o.Width) / float64(o.Height)
	ahead := c.LookAt.Sub(c.Position).Unit()
	right := ahead.Cross(c.Up.Unit()).Unit()
	up := right.Cross(ahead)
	return view{
		eye:    c.Position,
		corner: ahead.Add(up.Scale(high)).Sub(right.Scale(wide)),
		right:  right.Scale(2 * wide / float64(o.Width)),
		down:   up.Scale(-2 * high / float64(o.Height)),
	}
}

// ray is a random ray through the pixel (x, y): where it starts, and its
// direction of length 1.
func (v *view) ray(x, y int, s *stream) (from, dir vec.Vec3) {
	du, dv := s.two()
	across, down := v.right.Scale(float64(x)+du), v.down.Scale(float64(y)+dv)
	return v.eye, v.corner.Add(across).Add(down).Unit()
}
