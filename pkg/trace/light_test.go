package trace

import (
	"image"
	"math"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// blind is a tracer that aims at no light: paths find what shines by themselves.
func blind(s *model.Scene) *Tracer {
	t := New(s)
	t.lights.all = nil
	for i := range t.surfaces {
		t.surfaces[i].light = none
	}
	for i := range t.instances {
		t.instances[i].lights = nil
	}
	if t.environment != nil {
		t.environment.chance = 0
	}
	return t
}

// agree fails unless the means of a small picture by both tracers are the same,
// by their standard errors, which must be below a share of them.
func agree(t *testing.T, name string, a, b *Tracer, samples int, share float64) {
	t.Helper()
	const side, batches = 12, 16
	var means, errs [2]float64
	for i, tracer := range []*Tracer{a, b} {
		var all []float64
		for batch := range uint64(batches) {
			o := Options{Width: side, Height: side, Samples: samples, MaxDepth: 5, Seed: 77 + batch}
			f, err := tracer.Render(t.Context(), o.bounds(), o)
			if err != nil {
				t.Fatal(err)
			}
			sum := 0.0
			for k, v := range f.Pix {
				if !(v >= 0) {
					t.Fatalf("%s: value %d is %v", name, k, v)
				}
				sum += float64(v)
			}
			all = append(all, sum/float64(len(f.Pix)))
		}
		means[i], errs[i] = estimate(all)
	}
	if e := math.Hypot(errs[0], errs[1]); !(math.Abs(means[0]-means[1]) <= 4*e && e <= share*means[1]) {
		t.Errorf("%s: the mean is %.5f ± %.5f, otherwise %.5f ± %.5f", name, means[0], errs[0], means[1], errs[1])
	}
}

// painted is a texture of grey texels, in so many columns.
func painted(columns int, texels ...float32) model.Texture {
	t := model.Texture{Width: columns, Height: len(texels) / columns}
	for _, v := range texels {
		t.Floats = append(t.Floats, v, v, v)
	}
	return t
}

// square is a mesh from -1 to 1 in X and Z, which faces down; its texture has
// its right at +X and its bottom at +Z.
func square() model.Mesh {
	uv := [][2]float32{{0, 0}, {1, 0}, {1, 1}, {0, 1}}
	return model.Mesh{
		Vertices:  [][3]float32{{-1, 0, -1}, {1, 0, -1}, {1, 0, 1}, {-1, 0, 1}},
		UVs:       [2][][2]float32{uv, uv},
		Triangles: [][3]uint32{{0, 1, 2}, {0, 2, 3}},
	}
}

// TestDiscLightOverPlane: Howell, "A Catalog of Radiation Configuration
// Factors", B-13: an element parallel to a disc.
func TestDiscLightOverPlane(t *testing.T) {
	const h, r, albedo, radiance = 1.5, 0.8, 0.7, 4.0
	for _, a := range []float64{1e-3, 0.7, 3} {
		z := 1 + (h*h+r*r)/(a*a)
		factor := 0.5 * (1 - (z-2*r*r/(a*a))/math.Sqrt(z*z-4*r*r/(a*a)))
		for _, down := range []float64{-1, 1} {
			for _, oneSided := range []bool{false, true} {
				s := &model.Scene{
					Materials: []model.Material{1: {Kind: model.Emissive, Emission: vec.Grey(radiance), OneSided: oneSided}},
					Discs:     []model.Disc{{Center: at(0, h, 0), Normal: at(0, down, 0), Radius: r, Material: 1}},
				}
				floor(s, a, albedo)
				want := albedo * radiance * factor
				if oneSided && down > 0 {
					want = 0
				}
				near(t, "disc", seen(t, s, 1<<15, 2), vec.Grey(want), 0.005)
			}
		}
	}
}

// TestSpot: I/d² cos, full in the inner cone, none outside the outer one, and
// between them the square of how far it is from the outer one, in cosines.
func TestSpot(t *testing.T) {
	const h, albedo, intensity = 2.0, 0.5, 30.0
	for _, away := range []float64{0, 0.5, 1.1, 1.4, 1.9, 2.1, 5} {
		d2 := away*away + h*h
		cos := h / math.Sqrt(d2)
		inner, outer := math.Cos(math.Pi/6), math.Cos(math.Pi/4) // to 1.15 and 2 away
		want := albedo / math.Pi * intensity / d2 * cos
		switch {
		case cos < outer:
			want = 0
		case cos < inner:
			want *= math.Pow((cos-outer)/(inner-outer), 2)
		}
		s := &model.Scene{PointLights: []model.PointLight{{
			Position: at(0, h, 0), Direction: at(0, -1, 0), CosInner: inner, CosOuter: outer, Intensity: vec.Grey(intensity),
		}}}
		floor(s, away, albedo)
		near(t, "spot", seen(t, s, 1<<10, 2), vec.Grey(want), 5e-4)
	}
}

// TestDistantLight: E cos, whatever the angle, as long as all of it is above
// the horizon.
func TestDistantLight(t *testing.T) {
	const albedo, irradiance = 0.5, 3.0
	for _, tilt := range []float64{0, 0.3, 0.7} {
		for _, angle := range []float64{0, 0.5, 90} {
			s := &model.Scene{DistantLights: []model.DistantLight{{
				Direction: at(math.Sin(tilt), -math.Cos(tilt), 0), Irradiance: vec.Grey(irradiance), Angle: angle,
			}}}
			floor(s, 3, albedo)
			near(t, "distant", seen(t, s, 1<<14, 2), vec.Grey(albedo/math.Pi*irradiance*math.Cos(tilt)), 2e-3)
		}
	}
	// Its disc is as wide as its angle says: a ball throws a shadow of the
	// width of the ball, give or take that of the blur.
	for _, test := range []struct{ x, want float64 }{{0, 0}, {0.89, 0}, {1.12, 1}} {
		s := &model.Scene{
			DistantLights: []model.DistantLight{{Direction: at(0, -1, 0), Irradiance: vec.Grey(math.Pi), Angle: 0.5}},
			Spheres:       []model.Sphere{{Center: at(0, 10, 0), Radius: 1}},
		}
		floor(s, test.x, 1)
		s.Camera.Position = at(test.x+5, 2, 1)
		if got := seen(t, s, 1<<10, 2).R; math.Abs(got-test.want) > 0.05 {
			t.Errorf("%v off the middle of the shadow: %v, want %v", test.x, got, test.want)
		}
	}
}

// starry is a sky with a gradient and one very bright texel.
func starry(turn float64) (model.Texture, model.Sky) {
	const wide, high = 12, 6
	texels := make([]float32, wide*high)
	for i := range texels {
		texels[i] = 0.1 + float32(i%wide)/20 + float32(i/wide)/10
	}
	texels[wide+4] = 60
	return painted(wide, texels...), model.Sky{Radiance: vec.RGB{R: 1, G: 0.9, B: 0.7}, Map: 1, Rotation: turn}
}

func TestEvenSkyMapIsAnEvenSky(t *testing.T) {
	for name, texture := range map[string]model.Texture{
		"one texel": painted(1, 2),
		"wide":      painted(9, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2),
	} {
		s := &model.Scene{Textures: []model.Texture{texture}, Sky: model.Sky{Radiance: vec.RGB{R: 1, G: 0.5, B: 0.25}, Map: 1, Rotation: 33}}
		floor(s, 0, 0.6)
		near(t, name, seen(t, s, 1<<15, 2), vec.RGB{R: 1.2, G: 0.6, B: 0.3}, 0.003)
	}
}

// TestSkyIsSampledAsItSays: densities integrate to the chance, the mean of
// their inverses is all directions, and light agrees with sample.
func TestSkyIsSampledAsItSays(t *testing.T) {
	for _, turn := range []float64{0, 77, -200} {
		texture, sky := starry(turn)
		s := &model.Scene{Textures: []model.Texture{texture}, Sky: sky}
		s.PointLights = []model.PointLight{{Intensity: vec.Grey(3)}}
		d := New(s).environment
		if !(0.01 < d.chance && d.chance < 1) {
			t.Fatalf("the chance of the sky is %v", d.chance)
		}
		const rows, columns = 300, 600
		all := 0.0
		for i := range rows * columns {
			sin, cos := math.Sincos(math.Pi * (float64(i/columns) + 0.5) / rows)
			x, z := math.Sincos(2 * math.Pi * (float64(i%columns) + 0.5) / columns)
			_, pdf := d.light(at(sin*x, cos, sin*z))
			all += pdf * sin * math.Pi / rows * 2 * math.Pi / columns
		}
		if math.Abs(all-d.chance) > 1e-3*d.chance {
			t.Errorf("turned by %v: the density integrates to %v, want %v", turn, all, d.chance)
		}
		dice, solid, odd := dice(3), 0.0, 0
		const samples = 40_000
		for range samples {
			g := d.sample(dice.roll(0, 1), dice.roll(0, 1))
			light, pdf := d.light(g.dir)
			if math.Abs(g.dir.Len()-1) > 1e-9 || math.Abs(light.R-g.light.R) > 1e-6*(1+light.R) {
				t.Fatalf("turned by %v: from %v comes %v, but %v was found", turn, g.dir, light, g.light)
			}
			if math.Abs(pdf-g.pdf) > 1e-6*pdf {
				odd++ // between two cells
			}
			solid += d.chance / g.pdf / samples
		}
		if odd > 2 || math.Abs(solid-4*math.Pi) > 0.6 {
			t.Errorf("turned by %v: %d densities differ, and all directions are %v", turn, odd, solid)
		}
	}
}

// TestPanoramaOfTheSkyIsItsMap: the image's pixels are the map's texels.
func TestPanoramaOfTheSkyIsItsMap(t *testing.T) {
	const wide, high = 12, 6
	var texels []float32
	for i := range wide * high {
		texels = append(texels, float32(i+1))
	}
	texture := painted(wide, texels...)
	texture.Nearest = true
	for _, quarters := range []int{0, 1, -1} {
		s := &model.Scene{
			Textures: []model.Texture{texture}, Sky: model.Sky{Radiance: vec.Grey(1), Map: 1, Rotation: 90 * float64(quarters)},
			Camera: model.Camera{Projection: model.Panorama, Position: at(3, 4, 5), LookAt: at(3, 4, -5), Up: at(0, 1, 0)},
		}
		f := rendered(t, s, image.Rect(0, 0, wide, high), Options{Width: wide, Height: high, Samples: 4, MaxDepth: 1})
		for i := range wide * high {
			// A quarter turns the middle of the map from -Z to +X, to the right.
			x := (i%wide + quarters*wide/4 + wide) % wide
			if got := f.Pix[3*(i/wide*wide+x)]; got != float32(i+1) {
				t.Fatalf("%d quarters: texel %d is %v in the image", quarters, i+1, got)
			}
		}
	}
}

// TestAimingFindsWhatChanceFinds compares the tracer with one that aims at no
// light, over rough and smooth surfaces and all lights that chance can find.
func TestAimingFindsWhatChanceFinds(t *testing.T) {
	light := model.Material{Kind: model.Emissive, Emission: vec.RGB{R: 5, G: 4, B: 3}}
	with := func(change func(*model.Scene, *model.Material)) *model.Scene {
		s := furnished()
		m := light
		change(s, &m)
		s.Materials = append(s.Materials, m)
		return s
	}
	number := len(furnished().Materials)
	addTriangle := func(s *model.Scene, place vec.Affine) {
		s.Meshes = append(s.Meshes, square())
		s.Instances = append(s.Instances, model.Instance{Mesh: len(s.Meshes) - 1, Material: number, Transform: vec.Translate(at(0, 3, 0)).Mul(place)})
	}
	mirror, lean := vec.Scale(at(-1, 1, 1.5)), vec.Rotate(0.3, 0, 0.2, 1)
	colors := painted(2, 0, 1, 3, 0.2)
	holes := model.Texture{Width: 2, Height: 1, Bytes: []uint8{255, 255, 255, 0, 200, 90, 30, 220}}
	for name, s := range map[string]*model.Scene{
		"disc": with(func(s *model.Scene, _ *model.Material) {
			s.Discs = []model.Disc{{Center: at(0, 3, 0), Normal: at(0.6, 0.8, 0), Radius: 1.3, Material: number}}
		}),
		"one-sided disc": with(func(s *model.Scene, m *model.Material) {
			m.OneSided = true
			s.Discs = []model.Disc{{Center: at(0, 2, 0), Normal: at(0.8, 0.6, 0), Radius: 1.5, Material: number}}
		}),
		"disc, half there": with(func(s *model.Scene, m *model.Material) {
			m.AlphaMode, m.Opacity = model.Blend, 0.4
			s.Discs = []model.Disc{{Center: at(0, 3, 0), Normal: at(0, -1, 0), Radius: 1.3, Material: number}}
		}),
		"ball, half there": with(func(s *model.Scene, m *model.Material) {
			m.AlphaMode, m.Opacity = model.Blend, 0.4
			s.Spheres = append(s.Spheres, model.Sphere{Center: at(0, 3, 0), Radius: 1, Material: number})
		}),
		"one-sided ball": with(func(s *model.Scene, m *model.Material) {
			m.OneSided = true
			s.Spheres = append(s.Spheres, model.Sphere{Center: at(0, 3, 0), Radius: 1, Material: number})
		}),
		"painted triangle": with(func(s *model.Scene, m *model.Material) {
			s.Textures = append(s.Textures, colors)
			m.EmissionMap = model.Map{Texture: len(s.Textures), UVSet: 1}
			addTriangle(s, mirror)
		}),
		"painted ball": with(func(s *model.Scene, m *model.Material) {
			s.Textures = append(s.Textures, colors)
			m.EmissionMap = model.Map{Texture: len(s.Textures)}
			s.Spheres = append(s.Spheres, model.Sphere{Center: at(0, 3, 0), Radius: 1, Material: number})
		}),
		"triangle of plastic": with(func(s *model.Scene, m *model.Material) {
			m.Kind, m.Color, m.IOR, m.Roughness = model.Physical, vec.Grey(0.5), 1.5, 0.4
			addTriangle(s, mirror)
		}),
		"one-sided triangle": with(func(s *model.Scene, m *model.Material) {
			m.OneSided = true
			addTriangle(s, vec.Scale(at(1.5, 1, 1.5)))
		}),
		"one-sided triangle, leaning": with(func(s *model.Scene, m *model.Material) {
			m.OneSided = true
			addTriangle(s, vec.Translate(at(-1, -2, 0)).Mul(vec.Rotate(0, 0, 1, 1)))
		}),
		"one-sided triangle, mirrored": with(func(s *model.Scene, m *model.Material) {
			m.OneSided = true
			addTriangle(s, lean.Mul(mirror))
		}),
		"triangle with holes": with(func(s *model.Scene, m *model.Material) {
			s.Textures = append(s.Textures, holes)
			m.ColorMap, m.EmissionMap = model.Map{Texture: len(s.Textures)}, model.Map{Texture: len(s.Textures)}
			m.AlphaMode, m.Opacity = model.Blend, 0.9
			addTriangle(s, mirror)
		}),
		"masked triangle": with(func(s *model.Scene, m *model.Material) {
			s.Textures = append(s.Textures, holes)
			m.ColorMap = model.Map{Texture: len(s.Textures)}
			m.AlphaMode, m.Opacity, m.AlphaCutoff = model.Mask, 1, 0.5
			addTriangle(s, mirror)
		}),
		"sky": with(func(s *model.Scene, _ *model.Material) {
			texture, sky := starry(120)
			s.Textures = append(s.Textures, texture)
			sky.Map = len(s.Textures)
			s.Sky = sky
		}),
		"sky and ball": with(func(s *model.Scene, _ *model.Material) {
			texture, sky := starry(30)
			s.Textures = append(s.Textures, texture)
			sky.Map = len(s.Textures)
			s.Sky = sky
			s.Spheres = append(s.Spheres, model.Sphere{Center: at(0, 3, 0), Radius: 1, Material: number})
		}),
	} {
		agree(t, name, New(s), blind(s), 100, 0.012)
	}
}

// furnished is a floor with things of many materials on it.
func furnished() *model.Scene {
	s := &model.Scene{
		Camera: from(at(0.5, 1.5, 6), at(0, 0.3, 0)),
		Materials: []model.Material{
			{Kind: model.Diffuse, Color: vec.RGB{R: 0.7, G: 0.8, B: 0.6}, Mirror: 0.1},
			{Kind: model.Metal, Color: vec.RGB{R: 0.9, G: 0.8, B: 0.6}, Roughness: 0.5},
			{Kind: model.Glass, Color: vec.Grey(0.95), IOR: 1.4, Roughness: 0.5},
			{Kind: model.Physical, Color: vec.RGB{R: 0.2, G: 0.5, B: 0.9}, IOR: 1.5, Roughness: 0.4, Metallic: 0.2},
			{Kind: model.Physical, Color: vec.Grey(0.8), IOR: 1.5, Roughness: 0.6, Transmission: 0.7, Thin: true, AlphaMode: model.Blend, Opacity: 0.7},
		},
		Planes: []model.Plane{{Point: at(0, -0.6, 0), Normal: at(0, 1, 0)}},
		Sky:    model.Sky{Radiance: vec.Grey(0.2)},
	}
	s.Camera.FOV = 45
	for i := range 4 {
		s.Spheres = append(s.Spheres, model.Sphere{Center: at(1.2*float64(i)-1.8, 0, 0), Radius: 0.6, Material: i + 1})
	}
	return s
}

// TestPaintedPanelIsTheSumOfItsTexels: over the middle of a square, halves of
// radiances a and b shine as one of their mean.
func TestPaintedPanelIsTheSumOfItsTexels(t *testing.T) {
	const height, albedo, a, b = 1.5, 0.7, 1.0, 6.0
	root := math.Sqrt(1 + height*height)
	factor := 4 / math.Pi / root * math.Atan(1/root)
	s := &model.Scene{
		Textures:  []model.Texture{painted(2, a, b)},
		Materials: []model.Material{1: {Kind: model.Emissive, Emission: vec.Grey(1), EmissionMap: model.Map{Texture: 1}}},
		Meshes:    []model.Mesh{square()},
		Instances: []model.Instance{{Material: 1, Transform: vec.Translate(at(0, height, 0))}},
	}
	s.Textures[0].Nearest = true
	floor(s, 0, albedo)
	near(t, "painted triangle", seen(t, s, 1<<15, 2), vec.Grey(albedo*factor*(a+b)/2), 0.005)
}
