package trace

import (
	"math"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// screens are black discs of a material, one above the other, from height 1 on.
func screens(n int, m model.Material) *model.Scene {
	s := &model.Scene{Materials: []model.Material{1: m}}
	for i := range n {
		s.Discs = append(s.Discs, model.Disc{Center: at(0, 1+float64(i)/100, 0), Normal: at(0, 1, 0), Radius: 5, Material: 1})
	}
	return s
}

// TestHolesLetLightThrough: a floor under screens is lit by what each lets
// through of a light, and so is the eye above them.
func TestHolesLetLightThrough(t *testing.T) {
	blend := model.Material{AlphaMode: model.Blend, Opacity: 0.3}
	mask := model.Material{AlphaMode: model.Mask, Opacity: 0.3, AlphaCutoff: 0.5}
	wall := model.Material{AlphaMode: model.Mask, Opacity: 0.3, AlphaCutoff: 0.3}
	deep := model.Material{AlphaMode: model.Blend, Opacity: 1e-9}
	through := model.Material{OneSided: true}
	for _, test := range []struct {
		name     string
		screens  int
		material model.Material
		eye      float64 // height
		want     float64
	}{
		{"none", 0, blend, 0.5, 1},
		{"a share", 1, blend, 0.5, 0.7},
		{"a share of a share", 3, blend, 0.5, 0.343},
		{"the eye above", 3, blend, 1.5, 0.343 * 0.343},
		{"a hole", 1, mask, 0.5, 1},
		{"no hole", 1, wall, 0.5, 0},
		{"holes, from above", 2, mask, 1.5, 1},
		{"many", maxHoles - 1, deep, 0.5, 1},
		{"too many", maxHoles + 1, deep, 0.5, 0},
		{"from behind", 2, through, 0.5, 1}, // the shadow ray comes from below
		{"from ahead", 2, through, 1.5, 0},
		{"more than opaque is asked", 1, model.Material{AlphaMode: model.Mask, Opacity: 1, AlphaCutoff: 1.5}, 0.5, 1},
	} {
		s := screens(test.screens, test.material)
		floor(s, 0, 1)
		s.DistantLights = []model.DistantLight{{Direction: at(0, -1, 0), Irradiance: vec.Grey(math.Pi)}}
		s.Camera = from(at(0.2, test.eye, 0.1), vec.Vec3{})
		samples := 1 << 16
		if test.want == 0 || test.want == 1 {
			samples = 1 << 8
		}
		near(t, test.name, seen(t, s, samples, 2), vec.Grey(test.want), 0.02)
		s.DistantLights, s.PointLights = nil, []model.PointLight{{Position: at(0, 10, 0), Intensity: vec.Grey(100 * math.Pi)}}
		near(t, test.name+", point light", seen(t, s, samples, 2), vec.Grey(test.want), 0.02)
	}
}

// TestBallsOfHoles: a ball has two sides, and one around it two more.
func TestBallsOfHoles(t *testing.T) {
	for balls := range 4 {
		s := &model.Scene{
			Materials: []model.Material{{Kind: model.Emissive, Emission: vec.Grey(0.5), AlphaMode: model.Blend, Opacity: 0.4}},
			Camera:    from(at(0, 0, 9), vec.Vec3{}), Sky: model.Sky{Radiance: vec.Grey(1)},
		}
		for i := range balls {
			s.Spheres = append(s.Spheres, model.Sphere{Radius: 1 + float64(i)})
		}
		clear := math.Pow(0.6, float64(2*balls))
		near(t, "balls", seen(t, s, 1<<15, 1), vec.Grey(clear+0.5*(1-clear)), 0.01)
	}
}

// TestAlphaComesFromTheColourMap, in its place on the surface, and is no
// colour: 128 is about half.
func TestAlphaComesFromTheColourMap(t *testing.T) {
	s := &model.Scene{
		Textures: []model.Texture{{Width: 4, Height: 1, Nearest: true, Bytes: []uint8{
			255, 255, 255, 255, 0, 0, 0, 0, 255, 255, 255, 51, 255, 255, 255, 153,
		}}},
		Materials: []model.Material{{Kind: model.Diffuse, ColorMap: model.Map{Texture: 1}, Opacity: 0.5, AlphaMode: model.Blend}},
		Meshes:    []model.Mesh{square()},
		Instances: []model.Instance{{Transform: vec.Identity}},
		Sky:       model.Sky{Radiance: vec.Grey(1)},
	}
	for i, want := range []float64{0.5, 1, 0.9, 0.7} {
		surfaceInteraction := at(float64(i)/2-0.75, 0, 0.3)
		s.Camera = from(surfaceInteraction.Add(at(0, -1, 0)), surfaceInteraction)
		near(t, "texel", seen(t, s, 1<<15, 2), vec.Grey(want), 0.01)
	}
}
