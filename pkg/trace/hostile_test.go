package trace

import (
	"fmt"
	"math"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// numbers fails unless all values of a picture are numbers, none negative.
func numbers(t *testing.T, name string, s *model.Scene) {
	t.Helper()
	o := Options{Width: 24, Height: 18, Samples: 6, MaxDepth: 8, Seed: 3, Layers: allLayers}
	f := rendered(t, s, o.bounds(), o)
	for i, v := range f.Pix {
		if !(0 <= v && v < math.MaxFloat32) {
			t.Errorf("%s: value %d is %v", name, i, v)
			return
		}
	}
	for _, p := range f.Planes {
		for i, v := range p.Pix {
			if !(math.Abs(float64(v)) < math.MaxFloat32) {
				t.Errorf("%s: value %d of %s is %v", name, i, p.Name, v)
				return
			}
		}
	}
}

// samples fails unless each sample of a picture is a number: pixels leave out
// those that are none, but there should not be any.
func samples(t *testing.T, name string, s *model.Scene) {
	t.Helper()
	o := Options{Width: 16, Height: 12, Samples: 4}
	tracer, view, sampler := New(s), newView(s.Camera, s.Image, o), newSampler(o.Samples, false, 5)
	for i := range o.Width * o.Height * o.Samples {
		stream := sampler.pixel(i%o.Width, i/o.Width%o.Height)
		stream.start(i / (o.Width * o.Height))
		from, dir := view.ray(i%o.Width, i/o.Width%o.Height, &stream)
		if c := tracer.radiance(from, dir, &stream, 8); !finite(c) || min(c.R, c.G, c.B) < 0 {
			t.Errorf("%s: a sample is %v", name, c)
			return
		}
	}
}

// everything is the medley of one size or another: all lengths are scaled.
func everything(scale float64) *model.Scene {
	s := medley(4)
	by := func(v *vec.Vec3) { *v = v.Scale(scale) }
	by(&s.Camera.Position)
	s.Camera.Aperture *= scale
	for i := range s.Spheres {
		by(&s.Spheres[i].Center)
		s.Spheres[i].Radius *= scale
	}
	for i := range s.Planes {
		by(&s.Planes[i].Point)
	}
	for i := range s.Discs {
		by(&s.Discs[i].Center)
		s.Discs[i].Radius *= scale
	}
	for i := range s.Instances {
		s.Instances[i].Transform = vec.Scale(at(scale, scale, scale)).Mul(s.Instances[i].Transform)
	}
	for i := range s.PointLights {
		by(&s.PointLights[i].Position)
		s.PointLights[i].Intensity = s.PointLights[i].Intensity.Scale(scale * scale)
	}
	for i := range s.SphereLights {
		by(&s.SphereLights[i].Center)
		s.SphereLights[i].Radius *= scale
	}
	return s
}

// TestScaleDoesNotShow, from a millionth to a million.
func TestScaleDoesNotShow(t *testing.T) {
	want := New(everything(1))
	for _, scale := range []float64{1e-6, 1e-3, 1e3, 1e6} {
		agree(t, fmt.Sprint("scale ", scale), New(everything(scale)), want, 16, 0.03)
		numbers(t, fmt.Sprint("scale ", scale), everything(scale))
		samples(t, fmt.Sprint("scale ", scale), everything(scale))
	}
}

// TestOddScenesGiveNumbers puts lights, cameras and surfaces where they should
// not be, of each material.
func TestOddScenesGiveNumbers(t *testing.T) {
	scenes := map[string]func(*model.Scene){
		"camera on a plane":  func(s *model.Scene) { s.Planes = []model.Plane{{Point: s.Camera.Position, Normal: at(0, 1, 0)}} },
		"camera on a sphere": func(s *model.Scene) { s.Spheres = []model.Sphere{{Radius: s.Camera.Position.Len()}} },
		"camera in a light": func(s *model.Scene) {
			s.SphereLights = []model.SphereLight{{Center: s.Camera.Position, Radius: 0.5, Emission: vec.Grey(1)}}
		},
		"light in a sphere": func(s *model.Scene) {
			s.SphereLights = []model.SphereLight{{Radius: 0.5, Emission: vec.Grey(1)}}
		},
		"light around all": func(s *model.Scene) {
			s.SphereLights = []model.SphereLight{{Radius: 50, Emission: vec.Grey(1)}}
		},
		"lights within each other": func(s *model.Scene) {
			s.SphereLights = []model.SphereLight{{Radius: 2, Emission: vec.Grey(1)}, {Radius: 2, Emission: vec.Grey(1)}, {Radius: 1e-6, Emission: vec.Grey(1)}}
		},
		"lights on surfaces": func(s *model.Scene) {
			s.PointLights = []model.PointLight{{Position: at(0, 0, 1), Intensity: vec.Grey(1)}, {Position: s.Camera.Position, Intensity: vec.Grey(1)}}
			s.Discs = append(s.Discs, model.Disc{Center: at(0, -1, 0), Normal: at(0, 1, 0), Radius: 2, Material: 1})
		},
		"coincident": func(s *model.Scene) {
			s.Spheres = append(s.Spheres, s.Spheres[0], s.Spheres[0])
			s.Planes = append(s.Planes, model.Plane{Point: at(0, -1, 0), Normal: at(0, 1, 0)}, model.Plane{Point: at(0, -1, 0), Normal: at(0, -1, 0)})
			s.Instances = append(s.Instances, s.Instances[0])
		},
		"lights of no area": func(s *model.Scene) {
			s.Meshes = append(s.Meshes, model.Mesh{
				Vertices:  [][3]float32{{0, 2, 0}, {1, 2, 0}, {2, 2, 0}, {1, 3, 1e-30}},
				Triangles: [][3]uint32{{0, 1, 2}, {0, 0, 0}, {0, 1, 1}, {0, 2, 3}},
			})
			s.Instances = append(s.Instances, model.Instance{Mesh: len(s.Meshes) - 1, Material: 1, Transform: vec.Identity})
			s.Discs = append(s.Discs, model.Disc{Center: at(0, 2, 0), Normal: at(0, 1, 0), Radius: 1e-200, Material: 1})
		},
		"flat and wild places": func(s *model.Scene) {
			for _, p := range []vec.Affine{vec.Scale(at(1, 0, 1)), vec.Scale(at(1e-30, 1, 1)), vec.Scale(at(1e30, 1e30, 1e30)), {{1, 1, 1, 0}, {1, 1, 1, 0}, {1, 1, 1, 0}}, vec.Translate(at(1e12, 0, 0))} {
				s.Instances = append(s.Instances, model.Instance{Transform: p}, model.Instance{Transform: p, Material: 1})
			}
		},
		"normals inside out": func(s *model.Scene) {
			m := smoothBall(12)
			m.Normals = nil
			for i, v := range m.Vertices {
				m.Normals = append(m.Normals, single(wide(v).Scale(float64(i%3)-1)))
			}
			s.Meshes = append(s.Meshes, m)
			s.Instances = append(s.Instances, model.Instance{Mesh: len(s.Meshes) - 1, Transform: vec.Translate(at(0, 0, 1))})
		},
		"sky of one bright texel": func(s *model.Scene) {
			s.Textures = append(s.Textures, painted(3, 0, 0, 0, 1e30, 0, 0))
			s.Sky.Map = len(s.Textures)
		},
		"black sky": func(s *model.Scene) {
			s.Textures = append(s.Textures, painted(2, 0, 0))
			s.Sky.Map = len(s.Textures)
		},
		"wild texture": func(s *model.Scene) {
			s.Textures = append(s.Textures, painted(2, 0.2, 0.4))
			s.Materials[0].ColorMap = model.Map{Texture: len(s.Textures), Matrix: [6]float64{1e300, 0, 0, 0, 1e300, 0}}
			s.Materials[0].NormalMap, s.Materials[0].NormalScale = s.Materials[0].ColorMap, 1e300
		},
		"flat texture": func(s *model.Scene) {
			s.Textures = append(s.Textures, painted(2, 0.2, 0.4))
			s.Materials[0].NormalMap, s.Materials[0].NormalScale = model.Map{Texture: len(s.Textures), Matrix: [6]float64{5: 1}}, 1
		},
		"no light": func(s *model.Scene) {
			s.Sky.Radiance, s.Materials[1].Emission = vec.RGB{}, vec.RGB{}
		},
	}
	white := vec.Grey(1)
	for kind, m := range map[string]model.Material{
		"diffuse":                {Kind: model.Diffuse, Color: white},
		"metal":                  {Kind: model.Metal, Color: white, Roughness: 1},
		"sharp metal":            {Kind: model.Metal, Color: white, Roughness: 0.010001},
		"black metal":            {Kind: model.Metal, Roughness: 0.3},
		"glass":                  {Kind: model.Glass, Color: white, IOR: 1.5},
		"rough glass":            {Kind: model.Glass, Color: white, IOR: 3, Roughness: 1},
		"sharp glass":            {Kind: model.Glass, Color: white, IOR: 1.5, Roughness: 0.010001},
		"rough glass of index 1": {Kind: model.Glass, Color: white, IOR: 1, Roughness: 0.5},
		"rough pane":             {Kind: model.Glass, Color: white, IOR: 1, Roughness: 0.5, Thin: true},
		"black plastic":          {Kind: model.Physical, IOR: 1, Roughness: 0.3},
		"shining mixture":        {Kind: model.Physical, Color: white, IOR: 1.5, Roughness: 0.3, Metallic: 0.5, Transmission: 0.5, Emission: white},
		"holes":                  {Kind: model.Physical, Color: white, IOR: 1.5, Roughness: 0.02, AlphaMode: model.Blend, Opacity: 0.5, OneSided: true},
	} {
		for name, change := range scenes {
			s := &model.Scene{
				Camera:    from(at(0, 1, 4), vec.Vec3{}),
				Materials: []model.Material{m, {Kind: model.Emissive, Emission: white}},
				Planes:    []model.Plane{{Point: at(0, -1, 0), Normal: at(0, 1, 0)}},
				Spheres:   []model.Sphere{{Radius: 1}},
				Meshes:    []model.Mesh{square()},
				Instances: []model.Instance{{Transform: vec.Translate(at(0, 0.5, 0))}},
				Sky:       model.Sky{Radiance: white},
			}
			s.Camera.FOV = 60
			change(s)
			numbers(t, name+", "+kind, s)
			samples(t, name+", "+kind, s)
		}
	}
}
