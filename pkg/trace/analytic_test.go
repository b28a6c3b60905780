package trace

import (
	"image"
	"math"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// seen is the mean colour of what the camera of the scene sees in a very
// narrow view, over the given number of samples.
func seen(t *testing.T, s *model.Scene, samples, depth int) vec.RGB {
	t.Helper()
	if s.Camera.FOV == 0 {
		s.Camera.FOV = 1e-3
	}
	const side = 16
	o := Options{Width: side, Height: side, Samples: samples / (side * side), MaxDepth: depth, Seed: 3}
	var sum vec.RGB
	f := rendered(t, s, image.Rect(0, 0, side, side), o)
	for i := 0; i < len(f.Pix); i += 3 {
		sum = sum.Add(vec.RGB{R: float64(f.Pix[i]), G: float64(f.Pix[i+1]), B: float64(f.Pix[i+2])})
	}
	return sum.Scale(1.0 / (side * side))
}

// near fails unless each component of got is within the share of want.
func near(t *testing.T, what string, got, want vec.RGB, share float64) {
	t.Helper()
	for _, c := range [][2]float64{{got.R, want.R}, {got.G, want.G}, {got.B, want.B}} {
		if !(math.Abs(c[0]-c[1]) <= share*c[1]) {
			t.Errorf("%s: radiance %.6v, want %.6v within %g%%", what, got, want, 100*share)
			return
		}
	}
}

func at(x, y, z float64) vec.Vec3 { return vec.Vec3{X: x, Y: y, Z: z} }

// from is a camera at p that looks at q.
func from(p, q vec.Vec3) model.Camera {
	return model.Camera{Position: p, LookAt: q, Up: vec.Vec3{X: 0.3, Y: 0.9, Z: 0.1}}
}

// TestFurnace puts a ball of each material under a sky of radiance 1. A convex
// body does not light itself: it shows the share of light that it reflects.
func TestFurnace(t *testing.T) {
	c := vec.RGB{R: 0.8, G: 0.5, B: 0.2}
	for _, test := range []struct {
		name     string
		material model.Material
		want     vec.RGB
	}{
		{"diffuse", model.Material{Kind: model.Diffuse, Color: c}, c},
		{"white", model.Material{Kind: model.Diffuse, Color: vec.Grey(1)}, vec.Grey(1)},
		{"quarter mirror", model.Material{Kind: model.Diffuse, Color: c, Mirror: 0.25}, c.Scale(0.75).Add(vec.Grey(0.25))},
		{"mirror", model.Material{Kind: model.Metal, Color: vec.Grey(1)}, vec.Grey(1)},
		{"metal, seen head on", model.Material{Kind: model.Metal, Color: c}, c},
		{"glass", model.Material{Kind: model.Glass, Color: vec.Grey(1), IOR: 1.5}, vec.Grey(1)},
		{"glass of index 1", model.Material{Kind: model.Glass, Color: vec.Grey(1), IOR: 1}, vec.Grey(1)},
		{"rough metal", model.Material{Kind: model.Metal, Color: vec.Grey(1), Roughness: 0.3}, vec.Grey(1)},
		{"dull metal", model.Material{Kind: model.Metal, Color: vec.Grey(1), Roughness: 1}, vec.Grey(1)},
		{"plastic", model.Material{Kind: model.Physical, Color: vec.Grey(1), Roughness: 0.5, IOR: 1.5}, vec.Grey(1)},
		{"smooth plastic", model.Material{Kind: model.Physical, Color: vec.Grey(1), IOR: 1.5}, vec.Grey(1)},
		{"half metal", model.Material{Kind: model.Physical, Color: vec.Grey(1), Roughness: 0.4, Metallic: 0.5, IOR: 1.5}, vec.Grey(1)},
		{"pane", model.Material{Kind: model.Glass, Color: vec.Grey(1), IOR: 1.5, Thin: true}, vec.Grey(1)},
		{"half clear plastic", model.Material{Kind: model.Physical, Color: vec.Grey(1), Transmission: 0.5, IOR: 1.5, Thin: true}, vec.Grey(1)},
		{"slightly rough glass", model.Material{Kind: model.Glass, Color: vec.Grey(1), Roughness: 0.1, IOR: 1.5}, vec.Grey(1)},
		{"black glass", model.Material{Kind: model.Glass, IOR: 1.5}, vec.Grey(0.04)},
		{"black pane", model.Material{Kind: model.Glass, IOR: 1.5, Thin: true}, vec.Grey(0.08 / 1.04)},
		{"rough black pane", model.Material{Kind: model.Glass, IOR: 1.5, Thin: true, Roughness: 0.15}, vec.Grey(0.08 / 1.04)},
		{"hole", model.Material{Kind: model.Diffuse, AlphaMode: model.Blend, Opacity: 0.3}, vec.Grey(0.49)},
		{"back of one side", model.Material{Kind: model.Diffuse, Color: vec.Grey(0.5), OneSided: true}, vec.Grey(0.5)},
		{"light", model.Material{Kind: model.Emissive, Emission: c}, c},
	} {
		s := &model.Scene{
			Camera:    from(vec.Vec3{Z: 5}, vec.Vec3{}),
			Materials: []model.Material{test.material},
			Spheres:   []model.Sphere{{Radius: 1}},
			Sky:       model.Sky{Radiance: vec.Grey(1)},
		}
		share := 0.003
		if test.want.Mean() < 0.1 { // few paths bring all of it
			share = 0.01
		}
		near(t, test.name, seen(t, s, 1<<16, 100), test.want, share)
	}
}

// TestSphereLightOverPlane: the irradiance of a ball of radiance L wholly above
// the horizon is π L r²/d² cos.
func TestSphereLightOverPlane(t *testing.T) {
	const height, r, albedo, radiance = 3.0, 0.7, 0.6, 9.0
	for _, away := range []float64{0, 1, 4} {
		d2 := away*away + height*height
		want := albedo * radiance * r * r / d2 * height / math.Sqrt(d2)
		for name, s := range map[string]*model.Scene{
			"sphere light": {SphereLights: []model.SphereLight{{Center: vec.Vec3{Y: height}, Radius: r, Emission: vec.Grey(radiance)}}},
			"emissive sphere": {
				Materials: []model.Material{1: {Kind: model.Emissive, Emission: vec.Grey(radiance)}},
				Spheres:   []model.Sphere{{Center: vec.Vec3{Y: height}, Radius: r, Material: 1}},
			},
		} {
			floor(s, away, albedo)
			near(t, name, seen(t, s, 1<<16, 2), vec.Grey(want), 0.005)
		}
	}
}

// floor adds a plane to the scene, and a camera that looks at its point (x, 0, 0).
func floor(s *model.Scene, x, albedo float64) {
	if len(s.Materials) == 0 {
		s.Materials = make([]model.Material, 1)
	}
	s.Materials[0] = model.Material{Kind: model.Diffuse, Color: vec.Grey(albedo)}
	s.Planes = []model.Plane{{Normal: vec.Vec3{Y: 1}}}
	s.Camera = from(vec.Vec3{X: x + 5, Y: 2, Z: 1}, vec.Vec3{X: x})
}

// TestPointLight: the irradiance is I/d² cos.
func TestPointLight(t *testing.T) {
	const height, albedo, intensity = 2.0, 0.5, 30.0
	for _, away := range []float64{0, 1, 10} {
		d2 := away*away + height*height
		s := &model.Scene{PointLights: []model.PointLight{{Position: vec.Vec3{Y: height}, Intensity: vec.Grey(intensity)}}}
		floor(s, away, albedo)
		want := albedo / math.Pi * intensity / d2 * height / math.Sqrt(d2)
		near(t, "point light", seen(t, s, 1<<10, 2), vec.Grey(want), 1e-4)
	}
}

// TestSquareLightOverPlane: four times the form factor from an element to a
// parallel rectangle with a corner above it (Howell, "A Catalog of Radiation
// Configuration Factors", B-3).
func TestSquareLightOverPlane(t *testing.T) {
	const height, half, albedo, radiance = 1.5, 1.0, 0.7, 4.0
	a := half / height
	root := math.Sqrt(1 + a*a)
	factor := 4 / math.Pi * a / root * math.Atan(a/root)
	s := &model.Scene{
		Materials: []model.Material{1: {Kind: model.Emissive, Emission: vec.Grey(radiance)}},
		Meshes: []model.Mesh{{
			Vertices:  [][3]float32{{-half, height, -half}, {half, height, -half}, {half, height, half}, {-half, height, half}},
			Triangles: [][3]uint32{{0, 1, 2}, {0, 2, 3}},
		}},
		Instances: []model.Instance{{Material: 1, Transform: vec.Identity}},
	}
	floor(s, 0, albedo)
	near(t, "square light", seen(t, s, 1<<16, 2), vec.Grey(albedo*radiance*factor), 0.005)
}

// TestHollowBall has a point light in the middle of a hollow ball of albedo a:
// each bounce spreads the light evenly, so n bounces give the first n terms of
// a geometric series.
func TestHollowBall(t *testing.T) {
	const albedo, radius, intensity = 0.8, 2.0, 10.0
	for _, depth := range []int{2, 3, 5, 12} {
		s := &model.Scene{
			Camera:      from(vec.Vec3{X: 0.5, Y: 0.2}, vec.Vec3{Z: 2}),
			Materials:   []model.Material{{Kind: model.Diffuse, Color: vec.Grey(albedo)}},
			Spheres:     []model.Sphere{{Radius: radius}},
			PointLights: []model.PointLight{{Intensity: vec.Grey(intensity)}},
		}
		first := albedo / math.Pi * intensity / (radius * radius)
		want := first * (1 - math.Pow(albedo, float64(depth-1))) / (1 - albedo)
		near(t, "hollow ball", seen(t, s, 1<<17, depth), vec.Grey(want), 0.005)
	}
}

// TestEnergyIsNeverGained: under a sky of radiance 1 and without lights nothing
// is brighter than 1.
func TestEnergyIsNeverGained(t *testing.T) {
	for seed := range uint64(4) {
		s := medley(seed)
		s.Materials[5] = model.Material{Kind: model.Metal, Color: vec.Grey(1), Roughness: 0.9}
		for i := range s.Materials {
			s.Materials[i].Emission = vec.RGB{}
		}
		s.PointLights, s.DistantLights, s.SphereLights, s.Sky = nil, nil, nil, model.Sky{Radiance: vec.Grey(1)}
		f := rendered(t, s, image.Rect(0, 0, 64, 64), Options{Width: 64, Height: 64, Samples: 8, MaxDepth: 50, Seed: seed})
		sum := 0.0
		for i, v := range f.Pix {
			// Samples of rough metal may weigh more than 1, which their mean does not.
			if !(0 <= v && v <= 4) {
				t.Fatalf("value %d is %v under a sky of 1", i, v)
			}
			sum += float64(v)
		}
		if mean := sum / float64(len(f.Pix)); mean > 1 {
			t.Errorf("the mean is %v under a sky of 1", mean)
		}
	}
}
