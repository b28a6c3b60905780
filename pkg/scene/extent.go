package scene

import (
	"math"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A posesFunc shows the model of a file in poses of a clip, one after the other.
type posesFunc func(clip string, visit func(*model.Model)) error

// An extent is what a model takes up, as it is or in all poses of an animation,
// and how it is lit.
type extent struct {
	empty  bool
	lo, hi vec.Vec3               // the corners of the box around it
	each   func(f func(vec.Vec3)) // calls f with points of which it is the hull
	lights []lighting             // one of each pose
	shines bool                   // some material emits light
}

// A lighting is the lights of one pose.
type lighting struct {
	points   []model.PointLight
	distants []model.DistantLight
}

// still is the extent of a scene as it is.
func still(s *model.Scene) extent {
	e := extent{empty: len(s.Instances) == 0, lights: []lighting{{s.PointLights, s.DistantLights}}, shines: shines(s.Materials)}
	used := inTriangles(s.Instances, s.Meshes)
	e.each = func(f func(vec.Vec3)) { eachVertex(s.Instances, s.Meshes, used, f) }
	e.lo, e.hi = bounds(e.each)
	return e
}

// played is the extent of a model in the poses of a clip: the boxes around each.
func played(poses posesFunc, clip string) (extent, error) {
	e := extent{empty: true}
	var corners []vec.Vec3
	err := poses(clip, func(m *model.Model) {
		e.lights = append(e.lights, lighting{m.PointLights, m.DistantLights})
		e.shines = e.shines || shines(m.Materials)
		if len(m.Instances) == 0 {
			return
		}
		used := inTriangles(m.Instances, m.Meshes)
		lo, hi := bounds(func(f func(vec.Vec3)) { eachVertex(m.Instances, m.Meshes, used, f) })
		for k := range 8 {
			c := lo
			if k&1 != 0 {
				c.X = hi.X
			}
			if k&2 != 0 {
				c.Y = hi.Y
			}
			if k&4 != 0 {
				c.Z = hi.Z
			}
			corners = append(corners, c)
		}
	})
	e.empty = len(corners) == 0
	e.each = func(f func(vec.Vec3)) {
		for _, c := range corners {
			f(c)
		}
	}
	e.lo, e.hi = bounds(e.each)
	return e, err
}

// brightest is how brightly a white surface in the middle shines, in the pose
// where it is lit best.
func (e *extent) brightest(middle vec.Vec3) float64 {
	near := 0.25 * e.hi.Sub(e.lo).Len()
	most := 0.0
	for _, by := range e.lights {
		lit := 0.0 // the irradiance, over π
		for _, l := range by.distants {
			lit += l.Irradiance.Mean() / math.Pi
		}
		for _, l := range by.points {
			away := max(l.Position.Sub(middle).Len(), near)
			lit += l.Intensity.Mean() / (math.Pi * away * away)
		}
		most = max(most, lit)
	}
	return most
}

// shines reports whether any of the materials emits light.
func shines(all []model.Material) bool {
	for i := range all {
		if !all[i].Emission.IsBlack() {
			return true
		}
	}
	return false
}

// bounds are the corners of the box around all points that each calls with.
func bounds(each func(f func(vec.Vec3))) (lo, hi vec.Vec3) {
	first := true
	each(func(p vec.Vec3) {
		if first {
			lo, hi, first = p, p, false
		}
		lo, hi = lo.Min(p), hi.Max(p)
	})
	return lo, hi
}

// inTriangles tells of each vertex of each mesh that is placed whether it is a corner
// of some triangle.
func inTriangles(instances []model.Instance, meshes []model.Mesh) [][]bool {
	all := make([][]bool, len(meshes))
	for i := range instances {
		number := instances[i].Mesh
		if all[number] != nil {
			continue
		}
		m := &meshes[number]
		is := make([]bool, len(m.Vertices))
		for _, t := range m.Triangles {
			is[t[0]], is[t[1]], is[t[2]] = true, true, true
		}
		all[number] = is
	}
	return all
}

// eachVertex calls f for each vertex of a triangle, wherever its mesh is placed.
func eachVertex(instances []model.Instance, meshes []model.Mesh, used [][]bool, f func(vec.Vec3)) {
	for i := range instances {
		in := &instances[i]
		vertices := meshes[in.Mesh].Vertices
		for k, is := range used[in.Mesh] {
			if is {
				v := &vertices[k]
				f(in.Transform.Point(vec.Vec3{X: float64(v[0]), Y: float64(v[1]), Z: float64(v[2])}))
			}
		}
	}
}
