package trace

import (
	"math"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// bumpy is a material whose normal map is everywhere the same.
func bumpy(r, g, b float32) (model.Texture, model.Material) {
	return model.Texture{Width: 1, Height: 1, Floats: []float32{r, g, b}},
		model.Material{Kind: model.Diffuse, Color: vec.Grey(1), NormalMap: model.Map{Texture: 1, Raw: true}, NormalScale: 1}
}

// TestFlatNormalMapChangesNothing, not even a bit.
func TestFlatNormalMapChangesNothing(t *testing.T) {
	s := basics(2)
	texture, _ := bumpy(0.5, 0.5, 1)
	s.Textures = append(s.Textures, texture)
	want := rendered(t, s, small.bounds(), small)
	for i := range s.Materials {
		s.Materials[i].NormalMap, s.Materials[i].NormalScale = model.Map{Texture: len(s.Textures), Raw: true}, 1
	}
	got := rendered(t, s, small.bounds(), small)
	differ := 0
	for i, v := range got.Pix {
		if math.Abs(float64(v-want.Pix[i])) > 1e-4*float64(1+v) {
			differ++
		}
	}
	if differ > len(got.Pix)/200 {
		t.Errorf("%d of %d values differ", differ, len(got.Pix))
	}
}

// TestBumpsLeanAsInGLTF: red is the lean to the texture's right, green to its
// top, on each surface, however it is placed and its texture turned.
func TestBumpsLeanAsInGLTF(t *testing.T) {
	mesh := square()
	round := smoothBall(128)
	for range round.Vertices {
		round.UVs[0] = append(round.UVs[0], [2]float32{})
	}
	quarter := [6]float64{0, 1, 0, -1, 0, 0} // u' is v, and v' is -u: the texture's top points along +u
	for _, test := range []struct {
		name                  string
		scene                 model.Scene
		matrix                [6]float64
		surfaceInteraction, n vec.Vec3
		right, top            vec.Vec3
	}{
		{"triangle", model.Scene{Meshes: []model.Mesh{mesh}, Instances: []model.Instance{{Transform: vec.Identity}}}, [6]float64{},
			at(0.2, 0, 0.1), at(0, -1, 0), at(1, 0, 0), at(0, 0, -1)},
		{"its texture turned", model.Scene{Meshes: []model.Mesh{mesh}, Instances: []model.Instance{{Transform: vec.Identity}}}, quarter,
			at(0.2, 0, 0.1), at(0, -1, 0), at(0, 0, 1), at(1, 0, 0)},
		{"its texture mirrored", model.Scene{Meshes: []model.Mesh{mesh}, Instances: []model.Instance{{Transform: vec.Identity}}}, [6]float64{-1, 0, 0, 0, 1, 0},
			at(0.2, 0, 0.1), at(0, -1, 0), at(-1, 0, 0), at(0, 0, -1)},
		{"mirrored", model.Scene{Meshes: []model.Mesh{mesh}, Instances: []model.Instance{{Transform: vec.Scale(at(-2, 1, 1))}}}, [6]float64{},
			at(0.2, 0, 0.1), at(0, -1, 0), at(-1, 0, 0), at(0, 0, -1)},
		{"turned", model.Scene{Meshes: []model.Mesh{mesh}, Instances: []model.Instance{{Transform: vec.Rotate(0, 1, 0, 1)}}}, [6]float64{},
			at(0.2, 0, 0.1), at(0, -1, 0), at(0, 0, -1), at(-1, 0, 0)},
		{"sphere", model.Scene{Spheres: []model.Sphere{{Radius: 2}}}, [6]float64{},
			at(0, 0, 2), at(0, 0, 1), at(1, 0, 0), at(0, 1, 0)},
		{"its side", model.Scene{Spheres: []model.Sphere{{Radius: 2}}}, [6]float64{},
			at(2, 0, 0), at(1, 0, 0), at(0, 0, -1), at(0, 1, 0)},
		{"high on it", model.Scene{Spheres: []model.Sphere{{Radius: 2}}}, quarter,
			at(0, 1.2, 1.6), at(0, 0.6, 0.8), at(0, -0.8, 0.6), at(1, 0, 0)},
		{"slanted on it", model.Scene{Spheres: []model.Sphere{{Radius: 2}}}, [6]float64{1, 0, 0, 1, 1, 0},
			at(0, 0, 2), at(0, 0, 1), at(2, 1, 0).Unit(), at(-1, 2, 0).Unit()},
		{"plane", model.Scene{Planes: []model.Plane{{Normal: at(0, 0, 1)}}}, [6]float64{},
			at(0.2, 0.1, 0), at(0, 0, 1), at(1, 0, 0), at(0, 1, 0)},
	} {
		for _, lean := range []struct {
			r, g float32
			to   vec.Vec3
		}{{0.8, 0.5, test.right}, {0.5, 0.8, test.top}, {0.2, 0.5, test.right.Neg()}, {0.5, 0.2, test.top.Neg()}} {
			s := test.scene
			texture, m := bumpy(lean.r, lean.g, 0.9)
			m.NormalMap.Matrix = test.matrix
			s.Textures, s.Materials = []model.Texture{texture}, []model.Material{m}
			w := newWorld(&s)
			h := w.hits(test.surfaceInteraction.Add(test.n), test.n.Neg())
			p, out, _ := w.surfacePoint(test.surfaceInteraction.Add(test.n), test.n.Neg(), &h)
			if out.Sub(test.n).Len() > 1e-6 {
				t.Fatalf("%s: the normal is %v, want %v", test.name, out, test.n)
			}
			uv := w.coordinates(&h, p, out)
			local := w.materials[0].at(&uv)
			got, want := w.shadingNormal(&local, &h, out), test.n.Scale(0.8).Add(lean.to.Scale(0.6))
			if got.Sub(want).Len() > 1e-5 {
				t.Errorf("%s: red %v and green %v lean the normal to %v, want %v", test.name, lean.r, lean.g, got, want)
			}
		}
	}
	// No texture coordinates that could say where is right: still a number.
	texture, m := bumpy(0.8, 0.5, 0.9)
	s := portrait(round, m, vec.Identity, 1)
	s.Textures, s.Sky = []model.Texture{texture}, model.Sky{Radiance: vec.Grey(1)}
	for i, v := range rendered(t, s, small.bounds(), small).Pix {
		if !(0 <= v && v < 100) {
			t.Fatalf("value %d is %v", i, v)
		}
	}
}

// TestBumpIsBrighterTowardsTheLight: a normal that leans by an angle sees a
// light straight above by the cosine of it, and one to the side by its sine.
func TestBumpIsBrighterTowardsTheLight(t *testing.T) {
	texture, m := bumpy(0.8, 0.5, 0.9) // by 0.6 to +X
	for _, test := range []struct {
		x, want float64
	}{{0, 0.8}, {1, (0.8 + 0.6) / math.Sqrt2}, {-1, (0.8 - 0.6) / math.Sqrt2}} {
		// The triangle's outside is below.
		s := &model.Scene{
			Textures: []model.Texture{texture}, Materials: []model.Material{m},
			Meshes: []model.Mesh{square()}, Instances: []model.Instance{{Transform: vec.Identity}},
			Camera:        from(at(0.5, -3, 0.2), vec.Vec3{}),
			DistantLights: []model.DistantLight{{Direction: at(-test.x, 1, 0).Unit(), Irradiance: vec.Grey(math.Pi)}},
		}
		near(t, "bump", seen(t, s, 256, 2), vec.Grey(test.want), 1e-4)
	}
}

// TestCoarseBallsHaveNoDarkRims: what a mirror sends away from a convex body
// comes from the sky, whatever its normals pretend.
func TestCoarseBallsHaveNoDarkRims(t *testing.T) {
	for name, m := range map[string]model.Material{
		"mirror":         {Kind: model.Metal, Color: vec.Grey(1)},
		"smooth plastic": {Kind: model.Physical, Color: vec.Grey(1), IOR: 1.5},
	} {
		s := portrait(smoothBall(9), m, vec.Identity, 1)
		s.PointLights, s.Textures, s.Sky = nil, nil, model.Sky{Radiance: vec.Grey(1)}
		least := 0.999
		if m.Kind == model.Physical {
			least = 0.6 // of its light from within some still starts below the surface
		}
		o := Options{Width: 64, Height: 64, Samples: 64, MaxDepth: 8, Seed: 1}
		for i, v := range rendered(t, s, o.bounds(), o).Pix {
			if float64(v) < least {
				t.Fatalf("%s: value %d is %v", name, i, v)
			}
		}
	}
}
