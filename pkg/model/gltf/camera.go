package gltf

import (
	"fmt"
	"math"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// camera adds a camera of a node: it looks along the node's -Z, with +Y up. The
// aspect ratio is the image's, not the file's.
func (r *reader) camera(i integer, transform vec.Affine, here string) error {
	c, err := lookup(r.doc.cameras, i, here+".camera", "cameras")
	if err != nil {
		return err
	}
	position, direction, up, err := nodeFrame(&transform, here)
	if err != nil {
		return err
	}
	if direction.Cross(up).Len() < 1e-9 {
		return fault(here, "has a camera that looks straight up, as it sees it: set the scale to 1")
	}
	out := model.Camera{Position: position, LookAt: position.Add(direction), Up: up}
	named := fmt.Sprintf("cameras[%d]", i)
	switch {
	case c.Type == "perspective" && c.Perspective != nil:
		out.FOV = float64(c.Perspective.YFOV*180) / math.Pi
		if !(out.FOV > 0 && out.FOV < 180) {
			return fault(named+".perspective.yfov", "is %g radians, not within 0 and pi: set another angle", c.Perspective.YFOV)
		}
	case c.Type == "orthographic" && c.Orthographic != nil:
		out.Projection = model.Orthographic
		out.Height = float64(c.Orthographic.YMag * 2)
		if !(out.Height > 0 && out.Height <= model.MaxCoordinate) {
			return fault(named+".orthographic.ymag", "is %g, not above 0 and within %g: set another scale", c.Orthographic.YMag, model.MaxCoordinate)
		}
	default:
		return fault(named+".type", "is %.20q, without what goes with it: export the file again", c.Type)
	}
	r.out.Cameras = append(r.out.Cameras, out)
	return nil
}
