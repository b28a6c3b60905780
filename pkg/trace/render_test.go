package trace

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"math"
	"slices"
	"strconv"
	"testing"

	"mosaic/pkg/film"
	"mosaic/pkg/model"
	"mosaic/pkg/scene"
	"mosaic/pkg/vec"
)

// room is builtin:room.
func room(t testing.TB) *model.Scene { return builtin(t, "room") }

// builtin is a scene that the program brings along.
func builtin(t testing.TB, name string) *model.Scene {
	t.Helper()
	data, ok := scene.Builtin(name)
	if !ok {
		t.Fatalf("no builtin:%s", name)
	}
	s, err := scene.Parse("builtin:"+name, data)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// rendered is the rectangle of a picture of the scene.
func rendered(t testing.TB, s *model.Scene, r image.Rectangle, o Options) *film.Film {
	t.Helper()
	f, err := New(s).Render(t.Context(), r, o)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

var small = Options{Width: 61, Height: 43, Samples: 3, MaxDepth: 6, Seed: 7}

func (o Options) bounds() image.Rectangle { return image.Rect(0, 0, o.Width, o.Height) }

func TestAnyTilingGivesTheSameBits(t *testing.T) {
	around, flat := medley(2), medley(2)
	around.Camera.Projection = model.Panorama
	flat.Camera.Projection, flat.Camera.Height = model.Orthographic, 5
	few := small
	few.Layers = allLayers
	noisy := Options{Width: 17, Height: 13, Samples: 200, MaxDepth: 4, Seed: 3, Noise: 0.1, Layers: allLayers}
	for name, test := range map[string]struct {
		*model.Scene
		Options
	}{"room": {room(t), small}, "medley": {medley(2), few}, "panorama": {around, few}, "orthographic": {flat, few}, "noise": {medley(3), noisy}} {
		o, tracer := test.Options, New(test.Scene)
		render := func(r image.Rectangle) *film.Film {
			f, err := tracer.Render(t.Context(), r, o)
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
		full := render(o.bounds())
		for _, side := range []int{37, 8, 1} {
			step := max(side, 5) // some of the tiles of one pixel are enough
			for y := 0; y < o.Height; y += step {
				for x := 0; x < o.Width; x += step {
					samePixels(t, name, render(image.Rect(x, y, x+side, y+side).Intersect(o.bounds())), full)
				}
			}
		}
	}
}

// samePixels fails if part is not what full has in its place.
func samePixels(t *testing.T, name string, part, full *film.Film) {
	t.Helper()
	for y := part.Rect.Min.Y; y < part.Rect.Max.Y; y++ {
		want := full.Row(y)[3*(part.Rect.Min.X-full.Rect.Min.X):]
		for i, v := range part.Row(y) {
			if math.Float32bits(v) != math.Float32bits(want[i]) {
				t.Fatalf("%s: value %d of row %d of %v is %v, want %v", name, i, y, part.Rect, v, want[i])
			}
		}
	}
	for _, p := range part.Planes {
		all := full.Plane(p.Name)
		for i, v := range p.Pix {
			x, y := part.Rect.Min.X-full.Rect.Min.X+i%part.Rect.Dx(), part.Rect.Min.Y-full.Rect.Min.Y+i/part.Rect.Dx()
			if want := all[y*full.Rect.Dx()+x]; math.Float32bits(v) != math.Float32bits(want) {
				t.Fatalf("%s: value %d of %s of %v is %v, want %v", name, i, p.Name, part.Rect, v, want)
			}
		}
	}
}

func TestAnyNumberOfWorkersGivesTheSameBits(t *testing.T) {
	s := medley(3)
	o := small
	o.Samples, o.Noise, o.Layers, o.Workers = 48, 0.3, allLayers, 1
	want := rendered(t, s, o.bounds(), o)
	for _, o.Workers = range []int{0, 2, 5, 100} {
		samePixels(t, "medley", rendered(t, s, o.bounds(), o), want)
	}
}

func TestSeedChangesThePicture(t *testing.T) {
	a, o := small, small
	o.Seed++
	if pixels(rendered(t, room(t), a.bounds(), a)) == pixels(rendered(t, room(t), o.bounds(), o)) {
		t.Error("two seeds give the same picture")
	}
}

// TestGolden pins the arithmetic down: the bits of a picture are part of what
// Version promises.
func TestGolden(t *testing.T) {
	o := Options{Width: 48, Height: 48, Samples: 4, MaxDepth: 8, Seed: 1}
	for _, test := range []struct {
		name  string
		scene *model.Scene
		want  string
	}{
		{"room", room(t), goldenRoom},
		{"medley", medley(1), goldenMedley},
	} {
		if got := pixels(rendered(t, test.scene, o.bounds(), o)); got != test.want {
			t.Errorf("%s has the digest %s, not %s: if the arithmetic was meant to change, "+
				"raise Version and Engine and put the new digest here; if the scene was, only the digest", test.name, got, test.want)
		}
	}
}

// pixels is a digest of a film's bits.
func pixels(f *film.Film) string {
	h := sha256.New()
	for _, v := range f.Pix {
		b := math.Float32bits(v)
		h.Write([]byte{byte(b), byte(b >> 8), byte(b >> 16), byte(b >> 24)})
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

func TestEngineNamesTheVersion(t *testing.T) {
	if want := "trace/" + strconv.Itoa(Version); Engine != want {
		t.Errorf("Engine is %q, want %q", Engine, want)
	}
}

func TestEachRowIsToldOnce(t *testing.T) {
	o := small
	var rows []int
	o.OnRow = func(y int) { rows = append(rows, y) }
	rendered(t, room(t), image.Rect(5, 10, 20, 30), o)
	slices.Sort(rows)
	for i, y := range rows {
		if y != 10+i {
			t.Fatalf("rows are %v", rows)
		}
	}
	if len(rows) != 20 {
		t.Errorf("%d rows were reported, want 20", len(rows))
	}
}

// TestRowsThatAreThereAreKept renders half of the rows, and then the rest.
func TestRowsThatAreThereAreKept(t *testing.T) {
	o, s := small, medley(2)
	o.Layers = allLayers
	r := image.Rect(3, 5, 17, 16)
	want := rendered(t, s, r, o)
	got := film.New(r, o.Layers.Channels()...)
	for _, rest := range []int{1, 0} {
		o.Have = func(y int) bool { return y%2 == rest }
		o.OnRow = func(y int) {
			if o.Have(y) {
				t.Errorf("row %d was rendered again", y)
			}
		}
		if err := New(s).Fill(t.Context(), got, o); err != nil {
			t.Fatal(err)
		}
	}
	samePixels(t, "in two halves", got, want)
}

func TestRenderEndsWithItsContext(t *testing.T) {
	tracer := New(room(t))
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	endless := Options{Width: 1000, Height: 1000, Samples: 1 << 20, MaxDepth: 1000}
	if _, err := tracer.Render(ended, endless.bounds(), endless); !errors.Is(err, context.Canceled) {
		t.Errorf("ended before it began: the error is %v, want %v", err, context.Canceled)
	}
	ctx, cancel := context.WithCancel(t.Context())
	o := small
	o.OnRow = func(int) { cancel() }
	if f, err := tracer.Render(ctx, o.bounds(), o); !errors.Is(err, context.Canceled) || f != nil {
		t.Errorf("ended after a row: the error is %v, want %v", err, context.Canceled)
	}
}

func TestEmptyRectangle(t *testing.T) {
	if f := rendered(t, room(t), image.Rectangle{}, small); len(f.Pix) != 0 {
		t.Errorf("an empty rectangle has %d values", len(f.Pix))
	}
}

// hash numbers for test scenes: in [lo, hi), the same on each run.
type dice uint64

func (d *dice) roll(lo, hi float64) float64 {
	*d++
	return lo + float64((hi-lo)*unit(mix(uint64(*d), 99)))
}

func (d *dice) point(lo, hi float64) vec.Vec3 {
	return vec.Vec3{X: d.roll(lo, hi), Y: d.roll(lo, hi), Z: d.roll(lo, hi)}
}

// basics is a scene with each shape, the simple materials and the lights that
// chance finds, and more spheres than are tried one by one.
func basics(seed uint64) *model.Scene {
	d := dice(seed << 32)
	s := &model.Scene{
		Camera: model.Camera{Position: vec.Vec3{Y: 1, Z: 6}, Up: vec.Vec3{Y: 1}, FOV: 50},
		Materials: []model.Material{
			{Kind: model.Diffuse, Color: vec.RGB{R: 0.8, G: 0.5, B: 0.3}},
			{Kind: model.Diffuse, Color: vec.RGB{R: 0.2, G: 0.5, B: 0.9}, Mirror: 0.3},
			{Kind: model.Metal, Color: vec.RGB{R: 0.9, G: 0.8, B: 0.5}},
			{Kind: model.Metal, Color: vec.RGB{R: 0.7, G: 0.8, B: 0.9}, Roughness: 0.4},
			{Kind: model.Glass, Color: vec.RGB{R: 1, G: 0.9, B: 0.9}, IOR: 1.5},
			{Kind: model.Emissive, Emission: vec.RGB{R: 3, G: 2, B: 1}},
		},
		Planes:       []model.Plane{{Point: vec.Vec3{Y: -2}, Normal: vec.Vec3{Y: 1}}},
		PointLights:  []model.PointLight{{Position: vec.Vec3{X: 3, Y: 4, Z: 3}, Intensity: vec.RGB{R: 5, G: 6, B: 7}}},
		SphereLights: []model.SphereLight{{Center: vec.Vec3{X: -3, Y: 4, Z: 1}, Radius: 0.8, Emission: vec.RGB{R: 6, G: 6, B: 5}}},
		Sky:          model.Sky{Radiance: vec.RGB{R: 0.3, G: 0.4, B: 0.5}},
	}
	for i := range 2 * fewSpheres {
		s.Spheres = append(s.Spheres, model.Sphere{
			Center: d.point(-2.5, 2.5), Radius: d.roll(0.1, 0.6), Material: i % len(s.Materials),
		})
	}
	var m model.Mesh
	for range 90 {
		m.Vertices = append(m.Vertices, single(d.point(-2, 2)))
	}
	for i := range uint32(30) {
		m.Triangles = append(m.Triangles, [3]uint32{3 * i, 3*i + 1, 3*i + 2})
	}
	half := m
	m.Triangles, half.Triangles = m.Triangles[:28], half.Triangles[28:]
	s.Meshes = []model.Mesh{m, half}
	leaning := vec.Rotate(0.1, 0.2, -0.1, 1).Mul(vec.Scale(at(-1, 0.7, 1.2)))
	s.Instances = []model.Instance{{Mesh: 0, Transform: vec.Identity}, {Mesh: 1, Material: 5, Transform: leaning}, {Mesh: 0, Material: 1, Transform: leaning}}
	return s
}

// medley is a scene with all that there is.
func medley(seed uint64) *model.Scene {
	s := basics(seed)
	d := dice(seed<<32 + 1<<16)
	s.Image.Filter, s.Image.FilterRadius = model.Gaussian, 1.5
	s.Camera.Aperture = 0.1
	colors := model.Texture{Width: 5, Height: 4, Wrap: [2]model.Wrap{model.Mirrored, model.Repeat}}
	for range 5 * 4 * 4 {
		colors.Bytes = append(colors.Bytes, uint8(d.roll(0, 256)))
	}
	bumps := model.Texture{Width: 3, Height: 3}
	for range 9 {
		bumps.Floats = append(bumps.Floats, float32(d.roll(0.3, 0.7)), float32(d.roll(0.3, 0.7)), 1)
	}
	sky := painted(8, make([]float32, 32)...)
	for i := range sky.Floats {
		sky.Floats[i] = float32(math.Pow(d.roll(0, 1), 8))
	}
	nearest := colors
	nearest.Nearest, nearest.Wrap = true, [2]model.Wrap{model.Clamp, model.Mirrored}
	s.Textures = []model.Texture{colors, bumps, sky, nearest}
	s.Sky.Map, s.Sky.Rotation = 3, 50

	map1 := model.Map{Texture: 1, Matrix: [6]float64{2, 0.5, 0.1, -0.3, 1, 0.7}}
	map2 := model.Map{Texture: 4, UVSet: 1, Raw: true}
	bump := model.Map{Texture: 2, Raw: true}
	s.Materials[0].ColorMap, s.Materials[0].NormalMap, s.Materials[0].NormalScale = map1, bump, 1
	first := len(s.Materials)
	s.Materials = append(s.Materials, []model.Material{
		{Kind: model.Glass, Color: vec.Grey(0.9), IOR: 1.4, Roughness: 0.3},
		{Kind: model.Glass, Color: vec.RGB{R: 0.9, G: 0.8, B: 0.9}, IOR: 1.6, Roughness: 0.5, Thin: true},
		{Kind: model.Physical, Color: vec.Grey(1), ColorMap: map1, Roughness: 0.9, Metallic: 0.8, MetallicRoughnessMap: map2, IOR: 1.5, NormalMap: bump, NormalScale: 0.7},
		{Kind: model.Physical, Color: vec.Grey(0.9), Roughness: 0.4, Transmission: 0.8, TransmissionMap: map2, IOR: 1.5, AlphaMode: model.Blend, Opacity: 0.9, ColorMap: map1},
		{Kind: model.Diffuse, Color: vec.Grey(0.7), AlphaMode: model.Mask, Opacity: 1, AlphaCutoff: 0.5, ColorMap: map2, OneSided: true},
		{Kind: model.Emissive, Emission: vec.RGB{R: 2, G: 3, B: 4}, EmissionMap: map1, OneSided: true},
		{Kind: model.Physical, Color: vec.Grey(0.4), IOR: 1.5, Emission: vec.RGB{R: 2, G: 1, B: 1}, AlphaMode: model.Blend, Opacity: 0.6},
	}...)
	ball := dented(9)
	for i, v := range ball.Vertices {
		ball.Normals = append(ball.Normals, single(wide(v).Add(d.point(-0.2, 0.2))))
		ball.UVs[0] = append(ball.UVs[0], [2]float32{float32(i%9) / 8, float32(i/9) / 8})
		ball.UVs[1] = append(ball.UVs[1], [2]float32{float32(d.roll(0, 1)), float32(d.roll(0, 1))})
	}
	s.Meshes = append(s.Meshes, ball, square())
	for i := first; i < len(s.Materials); i++ {
		size := d.roll(0.3, 0.6)
		place := vec.Rotate(d.roll(-1, 1), d.roll(-1, 1), d.roll(-1, 1), 0.5).Mul(vec.Scale(at(size, -size, 0.8*size)))
		place = vec.Translate(d.point(-2, 2).Add(at(0, 0, 2))).Mul(place)
		s.Instances = append(s.Instances, model.Instance{Mesh: 2 + i%2, Material: i, Transform: place})
		s.Spheres = append(s.Spheres, model.Sphere{Center: d.point(-2, 2), Radius: d.roll(0.2, 0.5), Material: i})
		s.Discs = append(s.Discs, model.Disc{Center: d.point(-2, 2), Normal: d.point(-1, 1).Unit(), Radius: d.roll(0.2, 0.5), Material: i})
	}
	s.Discs = append(s.Discs, model.Disc{Center: at(2, 3, 1), Normal: at(0, -1, 0), Radius: 0.5, Material: 5})
	s.PointLights = append(s.PointLights, model.PointLight{
		Position: at(-3, 5, 3), Direction: at(0.4, -0.8, -0.447).Unit(), CosInner: 0.95, CosOuter: 0.9, Intensity: vec.Grey(40),
	})
	s.DistantLights = []model.DistantLight{
		{Direction: at(0.2, -1, -0.4).Unit(), Irradiance: vec.Grey(0.5), Angle: 5}, {Direction: at(-1, -1, 0).Unit(), Irradiance: vec.RGB{B: 0.3}},
	}
	return s
}
