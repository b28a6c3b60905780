package trace

import (
	"math"

	"mosaic/pkg/bvh"
	"mosaic/pkg/vec"
)

// Placed meshes lie in boxes that are mostly empty: a ray that enters the box of
// one often misses all that is in it. Gates, the boxes of the eight parts at the
// top of the mesh's tree, are asked first: they are made for the scene's
// coordinates, where the ray is set up once for all of them.

// gateSlack is what the gates' boxes are larger on each side, in proportion to
// the largest coordinate of any: so much more than the rounding errors, in
// float32, of rays that start less than gateReach times as far out.
const (
	gateSlack = 0x1p-18
	gateReach = 4
)

// newGates sets the gates of the instances.
func (w *world) newGates() {
	for i := range w.instances {
		b := w.instances[i].bounds()
		far := b.min.Neg().Max(b.max)
		w.gateFar = max(w.gateFar, math.Abs(far.X), math.Abs(far.Y), math.Abs(far.Z))
	}
	e := float64(w.gateFar * gateSlack)
	margin := vec.Vec3{X: e, Y: e, Z: e}
	for i := range w.instances {
		in := &w.instances[i]
		boxes := in.tree.Boxes()
		for k, b := range boxes {
			placed := in.placedBox(box{wide(b[0]), wide(b[1])})
			boxes[k] = [2][3]float32{single(placed.min.Sub(margin)), single(placed.max.Add(margin))}
		}
		in.gate = bvh.NewGate(boxes)
	}
}

func bvhVec(v vec.Vec3) bvh.Vec { return bvh.Vec{X: float32(v.X), Y: float32(v.Y), Z: float32(v.Z)} }

// A gateRay is a ray before gates, set up when it comes to the first one.
type gateRay struct {
	bvh.GateRay
	state gateState
}

type gateState uint8

const (
	gateUnknown gateState = iota
	gateAimed
	gateUseless // from too far away, or no ray: all gates are open
)

// enters reports whether the ray may hit the instance before dist.
func (g *gateRay) enters(w *world, in *instance, o, d vec.Vec3, dist float64) bool {
	if g.state == gateUnknown {
		g.state = gateUseless
		if far := max(math.Abs(o.X), math.Abs(o.Y), math.Abs(o.Z)); far <= gateReach*w.gateFar && w.gateFar <= math.MaxFloat32/(2*gateReach) && g.Aim(bvhVec(o), bvhVec(d)) {
			g.state = gateAimed
		}
	}
	return g.state == gateUseless || g.Enters(&in.gate, float32(dist+float64(w.gateFar*gateSlack)))
}
