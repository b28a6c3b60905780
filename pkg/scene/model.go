package scene

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"mosaic/pkg/film"
	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// model reads an object that lies in a file of its own.
func (p *parser) model(o *object) {
	v := o.required("file", wantFile)
	material := -1
	if _, ok := o.fields["material"]; ok {
		material = p.material(o)
	} else {
		o.known = append(o.known, "material")
	}
	transforms := p.transforms(o)
	name, data, ok := p.open(v)
	if !ok {
		return
	}
	m, err := readModel(name, data, p.files, p.at)
	if err != nil {
		v.fault("%v", reason(err))
		return
	}
	if err := add(&p.Scene, m, transforms, material); err != nil {
		v.fault("%v", err)
	}
}

// add puts a model into a scene, once for each of the transforms; material, if it
// is not negative, takes the place of the model's own.
func add(s *model.Scene, m *model.Model, transforms []vec.Affine, material int) error {
	if n := len(s.Instances) + len(m.Instances)*len(transforms); n > model.MaxInstances {
		return fmt.Errorf("makes %d placed meshes: at most %d fit", n, model.MaxInstances)
	}
	textures, materials, meshes := len(s.Textures), len(s.Materials), len(s.Meshes)
	if material >= 0 {
		m.Textures, m.Materials = nil, nil
		for i := range m.Meshes {
			m.Meshes[i].Colors = nil // they were the model's own too
		}
	}
	s.Textures = append(s.Textures, m.Textures...)
	for _, n := range m.Materials {
		for _, layer := range []*model.Map{&n.ColorMap, &n.MetallicRoughnessMap, &n.TransmissionMap, &n.EmissionMap, &n.NormalMap} {
			if layer.Texture > 0 {
				layer.Texture += textures
			}
		}
		s.Materials = append(s.Materials, n)
	}
	s.Meshes = append(s.Meshes, m.Meshes...)
	if !slices.ContainsFunc(s.Clips, func(c model.Clip) bool { return len(m.Clips) > 0 && c.Model == m.Clips[0].Model }) {
		s.Clips = append(s.Clips, m.Clips...)
	}
	for _, at := range transforms {
		for _, in := range m.Instances {
			in.Mesh += meshes
			in.Material += materials
			if material >= 0 {
				in.Material = material
			}
			in.Transform = at.Mul(in.Transform)
			s.Instances = append(s.Instances, in)
		}
		for _, l := range m.PointLights {
			l.Position = at.Point(l.Position)
			if l.Direction != (vec.Vec3{}) {
				l.Direction = at.Vector(l.Direction).Unit()
			}
			s.PointLights = append(s.PointLights, l)
		}
		for _, l := range m.DistantLights {
			l.Direction = at.Vector(l.Direction).Unit()
			s.DistantLights = append(s.DistantLights, l)
		}
	}
	return nil
}

// alone is a scene of a model by itself: seen by its own first camera or a
// sensible one, in its own light or under a sky of one colour.
func alone(name string, m *model.Model, at model.Moment) (*model.Scene, error) {
	s := &model.Scene{Image: DefaultImage()}
	if err := add(s, m, []vec.Affine{vec.Identity}, -1); err != nil {
		return nil, &model.FileError{File: name, Err: err}
	}
	if len(s.Instances) == 0 {
		return nil, &model.FileError{File: name, Err: errors.New("holds no triangles: there is nothing to see")}
	}
	used := inTriangles(s)
	lo, hi := bounds(s, used)
	if len(m.Cameras) > 0 {
		s.Camera = m.Cameras[0]
	} else {
		s.Camera = framing(s, used, lo.Add(hi).Scale(0.5))
	}
	s.Image.View.Exposure = exposure(s, lo, hi)
	shines := false
	for i := range s.Materials {
		shines = shines || !s.Materials[i].Emission.IsBlack()
	}
	if len(s.PointLights)+len(s.DistantLights) == 0 {
		s.Sky.Radiance = vec.RGB{R: 0.42, G: 0.45, B: 0.5}
		if !shines {
			s.DistantLights = []model.DistantLight{{
				Direction: vec.Vec3{X: -0.5, Y: -1, Z: -0.6}.Unit(), Irradiance: vec.RGB{R: 1.6, G: 1.5, B: 1.4}, Angle: 4,
			}}
		}
	}
	if err := checkClip(s.Clips, at); err != nil {
		return nil, err
	}
	orbit(&s.Camera, lo.Add(hi).Scale(0.5), at)
	return s, nil
}

// exposure suits the lights that a model brings along. Files give them in lux and
// candela, or in units of their own, so that all could be white or black. Where
// they light the middle so that a white surface shines from a quarter of white
// to four times as much, they stay as they are.
func exposure(s *model.Scene, lo, hi vec.Vec3) float64 {
	middle, near := lo.Add(hi).Scale(0.5), 0.25*hi.Sub(lo).Len()
	lit := 0.0 // the irradiance, over π
	for _, l := range s.DistantLights {
		lit += l.Irradiance.Mean() / math.Pi
	}
	for _, l := range s.PointLights {
		away := max(l.Position.Sub(middle).Len(), near)
		lit += l.Intensity.Mean() / (math.Pi * away * away)
	}
	if !(lit > 0) || lit >= 0.25 && lit <= 4 || math.IsInf(lit, 1) {
		return 0
	}
	return min(max(math.Round(-10*vec.Log2(lit))/10, -film.MaxExposure), film.MaxExposure)
}

// bounds are the corners of the box around all triangles.
func bounds(s *model.Scene, used [][]bool) (lo, hi vec.Vec3) {
	first := true
	eachVertex(s, used, func(p vec.Vec3) {
		if first {
			lo, hi, first = p, p, false
		}
		lo, hi = lo.Min(p), hi.Max(p)
	})
	return lo, hi
}

// framing is a camera in front of all meshes, to the right and a little above
// their middle, as near as it can be with all of them in the picture.
func framing(s *model.Scene, used [][]bool, middle vec.Vec3) model.Camera {
	const fov, air = 35, 1.06
	back := vec.Vec3{X: 0.5, Y: 0.35, Z: 1}.Unit()
	right := vec.Vec3{Y: 1}.Cross(back).Unit()
	up := back.Cross(right)
	sin, cos := vec.SinCos(fov / 720.0)
	high := sin / cos
	wide := high * float64(s.Image.Width) / float64(s.Image.Height)
	away := MinRadius
	eachVertex(s, used, func(p vec.Vec3) {
		p = p.Sub(middle)
		away = max(away, p.Dot(back)+float64(air*max(math.Abs(p.Dot(right))/wide, math.Abs(p.Dot(up))/high)))
	})
	return model.Camera{Position: middle.Add(back.Scale(away)), LookAt: middle, Up: vec.Vec3{Y: 1}, FOV: fov}
}

// inTriangles tells of each vertex of each mesh that is placed whether it is a corner
// of some triangle.
func inTriangles(s *model.Scene) [][]bool {
	all := make([][]bool, len(s.Meshes))
	for i := range s.Instances {
		number := s.Instances[i].Mesh
		if all[number] != nil {
			continue
		}
		m := &s.Meshes[number]
		is := make([]bool, len(m.Vertices))
		for _, t := range m.Triangles {
			is[t[0]], is[t[1]], is[t[2]] = true, true, true
		}
		all[number] = is
	}
	return all
}

// eachVertex calls f for each vertex of a triangle, wherever its mesh is placed.
func eachVertex(s *model.Scene, used [][]bool, f func(vec.Vec3)) {
	for i := range s.Instances {
		in := &s.Instances[i]
		vertices := s.Meshes[in.Mesh].Vertices
		for k, is := range used[in.Mesh] {
			if is {
				v := &vertices[k]
				f(in.Transform.Point(vec.Vec3{X: float64(v[0]), Y: float64(v[1]), Z: float64(v[2])}))
			}
		}
	}
}
