package trace

import (
	"image"
	"math"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/render"
	"mosaic/pkg/vec"
)

const allLayers = render.Albedo | render.Normal | render.Depth | render.SampleCount

// TestPixelsStopAtTheirNoise: the error of the pixels is what was asked for,
// the mean is not off, and pixels without noise take few samples.
func TestPixelsStopAtTheirNoise(t *testing.T) {
	const side, most = 20, 2048
	s := room(t)
	o := Options{Width: side, Height: side, Samples: 3000, MaxDepth: 6, Seed: 1000}
	want := rendered(t, s, o.bounds(), o)
	o = Options{Width: side, Height: side, Samples: most, MaxDepth: 6, Layers: render.SampleCount}
	last := 0.0
	for _, o.Noise = range []float64{0.2, 0.1, 0.05} {
		f := rendered(t, s, o.bounds(), o)
		counts := f.Plane("samples.Y")
		error2, bias, all, full, samples := 0.0, 0.0, 0.0, 0, 0.0
		for i, n := range counts {
			got, mean := 0.0, 0.0
			for _, k := range []int{0, 1, 2} {
				got, mean = got+float64(f.Pix[3*i+k])/3, mean+float64(want.Pix[3*i+k])/3
			}
			if n < atLeast || n > most || int(n)%checkEach != 0 {
				t.Fatalf("pixel %d took %v samples", i, n)
			}
			samples += float64(n) / float64(len(counts))
			bias, all = bias+got-mean, all+mean
			if n == most {
				full++
				continue
			}
			e := (got - mean) / max(mean, 0.01)
			error2 += e * e
		}
		e := math.Sqrt(error2 / float64(len(counts)-full))
		if !(0.3*o.Noise < e && e < 1.3*o.Noise) || full > len(counts)/4 || math.Abs(bias/all) > 0.25*o.Noise {
			t.Errorf("noise %v: the error is %.4f, the mean off by %.5f; %v samples, %d pixels took all", o.Noise, e, bias/all, samples, full)
		}
		if !(samples > 1.5*last) {
			t.Errorf("noise %v takes %v samples, more of it %v", o.Noise, samples, last)
		}
		last = samples
	}
	still := &model.Scene{Sky: model.Sky{Radiance: vec.Grey(1)}, Camera: from(at(0, 0, 1), vec.Vec3{})}
	for _, n := range rendered(t, still, image.Rect(0, 0, 3, 3), o).Plane("samples.Y") {
		if n != atLeast {
			t.Errorf("a uniform pixel took %v samples", n)
		}
	}
	o.Noise = 0
	for _, n := range rendered(t, still, image.Rect(0, 0, 3, 3), o).Plane("samples.Y") {
		if n != most {
			t.Errorf("a pixel that must not stop early took %v samples", n)
		}
	}
}

// TestLayersShowTheFirstSurface, turned to the eye.
func TestLayersShowTheFirstSurface(t *testing.T) {
	c := vec.RGB{R: 0.5, G: 0.25, B: 0.125}
	diffuse := model.Material{Kind: model.Diffuse, Color: c}
	floor := []model.Plane{{Normal: at(0, 1, 0)}}
	ball := []model.Sphere{{Radius: 2}}
	sheet := []model.Disc{{Center: at(0, 5, 0), Normal: at(0, 1, 0), Radius: 1, Material: 1}}
	for _, test := range []struct {
		name   string
		scene  model.Scene
		eye    vec.Vec3 // looks at the origin
		albedo vec.RGB
		normal vec.Vec3
		depth  float64
	}{
		{"plane", model.Scene{Planes: floor}, at(0, 7, 0), c, at(0, 1, 0), 7},
		{"plane from below", model.Scene{Planes: floor}, at(0, -7, 0), c, at(0, -1, 0), 7},
		{"plane, slanted", model.Scene{Planes: floor}, at(0, 3, 4), c, at(0, 1, 0), 5},
		{"sphere", model.Scene{Spheres: ball}, at(0, 3, 4), c, at(0, 0.6, 0.8), 3},
		{"sphere from within", model.Scene{Spheres: ball}, at(0, 0.6, 0.8), c, at(0, 0.6, 0.8), 3},
		{"mesh", model.Scene{Meshes: []model.Mesh{square()}, Instances: []model.Instance{{Transform: vec.Scale(at(9, -1, 9))}}}, at(0, 3, 4), c, at(0, 1, 0), 5},
		{"nothing", model.Scene{Spheres: ball}, at(0, -7, 0), vec.RGB{}, vec.Vec3{}, render.NoDepth},
		{"through a hole", model.Scene{Planes: floor, Discs: sheet}, at(0, 7, 0), c, at(0, 1, 0), 7},
	} {
		s := test.scene
		s.Materials = []model.Material{diffuse, {AlphaMode: model.Mask, Opacity: 0, AlphaCutoff: 0.5}}
		s.Camera = from(test.eye, vec.Vec3{})
		if s.Camera.FOV = 1e-3; test.name == "nothing" {
			s.Camera.LookAt = at(0, -9, 0)
		}
		s.Camera.Up = at(1, 0, 0)
		if test.depth == 3 && test.eye.Len() < 2 {
			s.Camera.LookAt = test.eye.Neg() // at the far side
			test.depth, test.normal = 3, test.eye
		}
		o := Options{Width: 3, Height: 3, Samples: 5, MaxDepth: 2, Layers: allLayers}
		f := rendered(t, &s, o.bounds(), o)
		for name, x := range map[string]float64{
			"albedo.R": test.albedo.R, "albedo.G": test.albedo.G, "albedo.B": test.albedo.B,
			"normal.X": test.normal.X, "normal.Y": test.normal.Y, "normal.Z": test.normal.Z,
			"depth.Z": test.depth, "samples.Y": 5,
		} {
			if n := len(f.Plane(name)); n != 9 {
				t.Errorf("%s, %s: %d values", test.name, name, n)
			}
			for i, v := range f.Plane(name) {
				if math.Abs(float64(v)-x) > 1e-4*(1+x) {
					t.Errorf("%s, %s: value %d is %v, want %v", test.name, name, i, v, x)
				}
			}
		}
		o.Layers = 0
		samePixels(t, test.name, rendered(t, &s, o.bounds(), o), f)
	}
}

// TestDepthIsThatOfWhatIsHit, by however few of a pixel's samples.
func TestDepthIsThatOfWhatIsHit(t *testing.T) {
	s := &model.Scene{
		Materials: []model.Material{{Kind: model.Diffuse, Color: vec.Grey(1)}},
		Discs:     []model.Disc{{Normal: at(0, 0, 1), Radius: 1}},
		Camera:    model.Camera{Projection: model.Orthographic, Position: at(0, 0, 5), Up: at(0, 1, 0), Height: 4},
	}
	f := rendered(t, s, image.Rect(0, 0, 1, 1), Options{Width: 1, Height: 1, Samples: 1000, MaxDepth: 1, Layers: render.Albedo | render.Depth})
	if share, depth := float64(f.Plane("albedo.R")[0]), f.Plane("depth.Z")[0]; math.Abs(share-math.Pi/16) > 0.01 || depth != 5 {
		t.Errorf("a disc of depth 5 on %v of a pixel has the depth %v and albedo %v", math.Pi/16, depth, share)
	}
}
