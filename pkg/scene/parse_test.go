package scene

import (
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"mosaic/pkg/film"
	"mosaic/pkg/model"
	"mosaic/pkg/settings"
	"mosaic/pkg/vec"

	"github.com/google/go-cmp/cmp"
)

func every(t testing.TB) string { return file(t, "every.yaml") }

func file(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestParseReadsEveryField(t *testing.T) {
	got, err := parse("every.yaml", []byte(every(t)))
	if err != nil {
		t.Fatal(err)
	}
	v := func(x, y, z float64) vec.Vec3 { return vec.Vec3{X: x, Y: y, Z: z} }
	c := func(r, g, b float64) vec.RGB { return vec.RGB{R: r, G: g, B: b} }
	const half = 0.5
	whole := func(m model.Material) model.Material { // with what is so in all but lamps
		m.NormalScale, m.Opacity, m.AlphaCutoff = max(m.NormalScale, 1), 1, half
		return m
	}
	steel := whole(model.Material{
		Name: "steel", Kind: model.Metal, Color: c(0.6, 0.6, 0.65), Roughness: 0.3, NormalMap: model.Map{Texture: 1, Raw: true},
	})
	steel.NormalScale = half
	pixels := []uint8{255, 0, 0, 255, 0, 128, 255, 51}
	place := func(x, y, z float64, scale vec.Vec3) vec.Affine {
		return vec.Translate(v(x, y, z)).Mul(vec.Scale(scale))
	}
	same := v(1, 1, 1)
	around := place(1, 2, 3, same).Mul(vec.Affine{{-1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, -1, 0}}).Mul(vec.Scale(v(1, 2, 1)))
	middle := vec.Translate(v(0, 1, 3))
	want := &model.Scene{
		Image: model.Image{
			Frame:  settings.Frame{Width: 320, Height: 200, TileSize: 32},
			Tracer: settings.Tracer{Samples: 16, MaxDepth: 5, Seed: math.MaxUint64, Noise: 0.01},
			Filter: model.Gaussian, FilterRadius: 2, View: film.View{Exposure: -half, White: 5500, Curve: film.AgX},
		},
		Camera: model.Camera{Position: v(0, 1, 5), Up: v(0, 1, 0), FOV: 45.5, Height: 1, Aperture: 0.25, Focus: 4},
		Textures: []model.Texture{
			{Name: "dots.png", Width: 2, Height: 1, Bytes: pixels},
			{Name: "dots.png", Width: 2, Height: 1, Bytes: pixels, Wrap: [2]model.Wrap{model.Mirrored, model.Mirrored}, Nearest: true},
			{Name: "dots.png", Width: 2, Height: 1, Bytes: pixels, Wrap: [2]model.Wrap{model.Repeat, model.Clamp}},
		},
		Materials: []model.Material{
			whole(model.Material{Name: "red", Kind: model.Diffuse, Color: c(0.8, 0.1, 0.1), Mirror: 0.25}),
			steel,
			whole(model.Material{Name: "glass", Kind: model.Glass, Color: c(1, 0.9, 0.9), IOR: 1.33, Roughness: 0.1, Thin: true, OneSided: true}),
			{Name: "lamp", Kind: model.Emissive, Emission: c(4, 2, 1), EmissionMap: model.Map{Texture: 1}, Opacity: 1, AlphaCutoff: half},
			{
				Name: "tile", Kind: model.Physical, Color: c(0.9, 0.8, 0.7),
				ColorMap:  model.Map{Texture: 2, Matrix: [6]float64{0, 2, half, -4, 0, 0.25}},
				Roughness: 0.2, Metallic: half, MetallicRoughnessMap: model.Map{Texture: 1, Raw: true},
				Transmission: 0.25, TransmissionMap: model.Map{Texture: 1, Raw: true}, IOR: 1.45, Thin: true,
				Emission: c(1, 2, 3), EmissionMap: model.Map{Texture: 1},
				NormalScale: 1, AlphaMode: model.Mask, Opacity: 0.75, AlphaCutoff: 0.25,
			},
		},
		Spheres: []model.Sphere{{Center: v(1, 2, 3), Radius: half}},
		Planes:  []model.Plane{{Point: v(0, -1, 0), Normal: v(0, 1, 0), Material: 1}},
		Discs:   []model.Disc{{Center: v(0, 1, 0), Normal: v(0, 0, 1), Radius: 2, Material: 2}},
		Meshes: []model.Mesh{
			{Vertices: [][3]float32{{-half, -half}, {half, -half}, {-half, half}, {half, half}}, Triangles: [][3]uint32{{0, 1, 2}, {1, 3, 2}}},
			{
				Vertices: [][3]float32{{-1, -1, -1}, {1, -1, -1}, {0, 1, 1}}, Triangles: [][3]uint32{{0, 1, 2}},
				Normals: [][3]float32{{0, 1, 0}, {0, 2, 0}, {1, 0, 0}}, UVs: [2][][2]float32{{{0, 0}, {1, 0}, {half, 1}}},
			},
			{Vertices: [][3]float32{{-1, -1, 0}, {1, -1, 0}, {-1, 1, 0}}, Triangles: [][3]uint32{{0, 1, 2}}},
			{
				Vertices:  [][3]float32{{-1, -1, -half}, {0, -1, -half}, {1, -1, -half}, {-1, -1, half}, {0, 0, half}, {1, 1, half}},
				Triangles: [][3]uint32{{0, 1, 3}, {1, 4, 3}, {1, 2, 4}, {2, 5, 4}},
				UVs:       [2][][2]float32{{{0, 1}, {half, 1}, {1, 1}, {0, 0}, {half, 0}, {1, 0}}},
			},
		},
		Instances: []model.Instance{
			{Mesh: 0, Material: 3, Transform: vec.Translate(v(half, half, 0))},
			{Mesh: 1, Material: 4, Transform: around.Mul(vec.Translate(v(4, 0, 0))).Mul(middle)},
			{Mesh: 1, Material: 4, Transform: around.Mul(vec.Affine{{-2, 0, 0, 0}, {0, -2, 0, 0}, {0, 0, 2, 0}}).Mul(middle)},
			{Mesh: 2, Material: 0, Transform: place(0, 0, 1, v(2, 2, 2)).Mul(vec.Translate(v(1, 1, 0)))},
			{Mesh: 3, Material: 0, Transform: vec.Translate(v(1, 1, half))},
		},
		PointLights: []model.PointLight{
			{Position: v(0, 4, 0), Intensity: c(10, 10, 5)},
			{Position: v(0, 4, 0), Intensity: c(2, 1, 2), Direction: v(0, -1, 0), CosInner: 1, CosOuter: half},
		},
		DistantLights: []model.DistantLight{{Direction: v(0, -1, 0), Irradiance: c(3, 3, 3), Angle: half}},
		SphereLights:  []model.SphereLight{{Center: v(2, 4, 0), Radius: 0.25, Emission: c(10, 20, 20)}},
		Sky:           model.Sky{Radiance: c(1, half, 2), Map: 3, Rotation: 90},
	}
	near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-12 || a == b })
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Error(diff)
	}
}

func TestDefaults(t *testing.T) {
	got, err := parse("s", []byte(`
apiVersion: mosaic/v1alpha1
kind: Scene
camera: {position: [0, 0, 0], lookAt: [0, 0, -1], fov: 90}
objects: []
materials: {glass: {type: glass}, lamp: {type: emissive}}
lights: [{type: sky}]
`))
	if err != nil {
		t.Fatal(err)
	}
	want := &model.Scene{
		Image:  model.Image{Frame: settings.Frame{Width: 800, Height: 600, TileSize: 128}, Tracer: settings.Tracer{Samples: 64, MaxDepth: 8}, FilterRadius: 0.5},
		Camera: model.Camera{LookAt: vec.Vec3{Z: -1}, Up: vec.Vec3{Y: 1}, FOV: 90, Height: 1},
		Materials: []model.Material{
			{Name: "glass", Kind: model.Glass, Color: vec.Grey(1), IOR: 1.5, NormalScale: 1, Opacity: 1, AlphaCutoff: 0.5},
			{Name: "lamp", Kind: model.Emissive, Emission: vec.Grey(1), Opacity: 1, AlphaCutoff: 0.5},
		},
		Sky: model.Sky{Radiance: vec.Grey(1)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestFaults changes one place of plain.yaml, and wants these lines.
func TestFaults(t *testing.T) {
	for _, test := range []struct{ old, new, want string }{
		{"kind: Scene", "kind: Szene", `s:3:7: kind: is Szene: type Scene`},
		{"mosaic/v1alpha1", "mosaic/v2", `s:2:13: apiVersion: is mosaic/v2: type mosaic/v1alpha1, the version that this program reads`},
		{"kind: Scene\n", "", `s:2:1: kind: is missing: add "kind:" and Scene`},
		{"camera:", "kamera:", `s:2:1: camera: is missing: add "camera:" and a map of position and lookAt
s:5:1: kamera: is not known here: type camera`},
		{"lookAt", "look_at", `s:5:9: camera.lookAt: is missing: add "lookAt:" and three numbers, [x, y, z]
s:5:31: camera.look_at: is not known here: type lookAt`},
		{"up:", "elephant:", `s:5:50: camera.elephant: is not known here: type one of position, lookAt, up, projection, fov, aperture, focus, height`},
		{"45.5", "180", `s:5:70: camera.fov: is 180: type an angle in degrees above 0 and below 180`},
		{"45.5", `"45"`, `s:5:70: camera.fov: is the text "45": type an angle in degrees above 0 and below 180`},
		{"45.5", ".nan", `s:5:70: camera.fov: is .nan: type an angle in degrees above 0 and below 180`},
		{"45.5", "", `s:5:70: camera.fov: is empty: type an angle in degrees above 0 and below 180`},
		{"up: [0, 1, 0]", "up: [0, 0, 0]", `s:5:54: camera.up: has no length: type a direction such as [0, 1, 0]`},
		{"up: [0, 1, 0]", "up: [0, -1, -5]", `s:5:9: camera: looks along its own up [0, -1, -5]: type another up, such as [0, 1, 0]`},
		{"lookAt: [0, 0, 0]", "lookAt: [0, 1, 5]", `s:5:39: camera.lookAt: is the camera's position: type another point`},
		{"[0, 1, 5]", "[0, 1]", `s:5:20: camera.position: has 2 numbers: type three numbers, [x, y, z]`},
		{"[0, 1, 5]", "[0, 1e10, .inf]", `s:5:24: camera.position[1]: is 1e10: type a number from -1e+09 to 1e+09
s:5:30: camera.position[2]: is .inf: type a number from -1e+09 to 1e+09`},
		{"[0, 1, 5]", "{x: 0}", `s:5:20: camera.position: is a map: type three numbers, [x, y, z]`},
		{"width: 320", "width: 0", `s:4:16: image.width: is 0: type a whole number from 1 to 65536`},
		{"width: 320", "width: 1.5", `s:4:16: image.width: is 1.5: type a whole number from 1 to 65536`},
		{"seed: 18446744073709551615", "seed: -1", `s:4:66: image.seed: is -1: type a whole number from 0 to 18446744073709551615`},
		{"0.8, 0.1", "1.8, 0.1", `s:7:32: materials.red.color[0]: is 1.8: type a number from 0 to 1`},
		{"mirror", "roughness", `s:7:48: materials.red.roughness: is not known here: type one of type, color, colorMap, mirror, normalMap, normalScale, oneSided, alpha, opacity, cutoff`},
		{"type: glass", "type: glas", `s:9:17: materials.glass.type: is glas: type glass`},
		{"1.33", "0.5", `s:9:51: materials.glass.ior: is 0.5: type an index of refraction from 1 to 10`},
		{"intensity: 4}", "intensity: -4}", `s:10:60: materials.lamp.intensity: is -4: type a number from 0 to 1e+09`},
		{"  steel:", "  red:", `s:8:3: materials.red: is written twice: keep one
s:13:67: objects[1].material: "steel" is no material: type one of red, glass, lamp`},
		{"radius: 0.5", "radius: -0.5", `s:12:47: objects[0].radius: is -0.5: type a number above 0 (1e-09 to 1e+09)`},
		{"radius: 0.5, ", "", `s:12:5: objects[0].radius: is missing: add "radius:" and a number above 0 (1e-09 to 1e+09)`},
		{"material: red", "material: rod", `s:12:62: objects[0].material: "rod" is no material: type red`},
		{"material: red", "material: velvet", `s:12:62: objects[0].material: "velvet" is no material: type one of red, steel, glass, lamp`},
		{"normal: [0, 2, 0]", "normal: [0, 0, 0]", `s:13:46: objects[1].normal: has no length: type a direction such as [0, 1, 0]`},
		{"[1, 3, 2]", "[1, 4, 2]", `s:14:97: objects[2].triangles[1]: is [1, 4, 2]: type three vertices, each a whole number from 0 to 3`},
		{"[1, 3, 2]", "[1, 3]", `s:14:97: objects[2].triangles[1]: is [1, 3]: type three vertices, each a whole number from 0 to 3`},
		{"[1, 3, 2]", "[1, 3, 1.5]", `s:14:97: objects[2].triangles[1]: is [1, 3, 1.5]: type three vertices, each a whole number from 0 to 3`},
		{"[1, 1, 0]]", "[1, 1, x]]", `s:14:69: objects[2].vertices[3][2]: is x: type a number from -1e+09 to 1e+09`},
		{"type: plane, point: [0, -1, 0], normal: [0, 2, 0]", "type: model, file: none.glb", `s:13:25: objects[1].file: none.glb: there is no such file in the scene's folder`},
		{"type: plane, point: [0, -1, 0], normal: [0, 2, 0]", "type: model, file: dots.png", `s:13:25: objects[1].file: dots.png: is no model: its name must end in .glb, .gltf, .obj, .ply, .stl`},
		{"type: plane, point: [0, -1, 0], normal: [0, 2, 0]", "type: surface, u: [0, 1, 2], v: [0, 1], x: u+, y: w, z: 1/u",
			`s:13:38: objects[1].v: has 2 numbers: type where it starts, where it ends, and the number of steps: [0, 6.2832, 64]
s:13:49: objects[1].x: at character 3: the formula ends too soon
s:13:56: objects[1].y: at character 1: "w" is not known: there are u, v, pi and the functions sin, cos, tan, sqrt, abs, floor, exp, log, min, max, mod`},
		{"type: plane, point: [0, -1, 0], normal: [0, 2, 0]", "type: surface, u: [0, 1, 2], v: [0, 1, 1], x: u, y: v, z: 1/u",
			`s:13:5: objects[1]: its formulas give no number up to 1e+09 at u = 0, v = 0`},
		{"type: plane, point: [0, -1, 0], normal: [0, 2, 0]", "type: surface, u: [0, 1, 4096], v: [0, 1, 4096], x: u, y: v, z: u",
			`s:13:5: objects[1]: brings the vertices of all surfaces to 16785409: make steps fewer, for 4194304 at most`},
		{"mirror: 0.25", "colorMap: wedge.ply", `s:7:58: materials.red.colorMap: wedge.ply: is no picture that mosaic reads: save it as PNG, JPEG, TIFF, WebP, BMP or Radiance .hdr`},
		{"mirror: 0.25", "opacity: 0.25", `s:7:57: materials.red.opacity: means nothing where all is opaque: add alpha: mask or alpha: blend`},
		{"fov: 45.5", "projection: panorama, fov: 45.5", `s:5:92: camera.fov: is of a camera with projection perspective, not panorama: leave it out`},
		{"type: sky,", "type: sun,", `s:18:12: lights[2].type: is sun: type one of point, spot, distant, sphere, sky`},
		{"type: point, position: [0, 4, 0]", "type: sky", `s:18:5: lights[2]: is a second sky: keep one`},
		{"objects:\n", "objects: 7\nthings:\n", `s:11:10: objects: is 7: type a list of spheres, planes, discs, meshes, models and surfaces; [] is none
s:12:1: things: is not known here: type one of apiVersion, kind, image, camera, materials, objects, lights`},
		{"color: [1, 0.9, 0.9]", "color: *white", `s: is not YAML: unknown anchor 'white' referenced`},
		{"kind: Scene", "kind: Scene\n---\nkind: Scene", `s:4:1: a second document starts: keep one scene in a file`},
	} {
		text := file(t, "plain.yaml")
		if strings.Count(text, test.old) == 0 {
			t.Errorf("%q is not in plain.yaml", test.old)
		}
		_, err := parse("s", []byte(strings.Replace(text, test.old, test.new, 1)))
		if diff := cmp.Diff(test.want, fmt.Sprint(err)); diff != "" {
			t.Errorf("%q instead of %q:\n%s", test.new, test.old, diff)
		}
	}
}

func TestFaultsAreAllReportedInOrder(t *testing.T) {
	_, err := parse("room.yaml", []byte(strings.NewReplacer("45.5", "-1", "radius", "radus", "320", "many").Replace(file(t, "plain.yaml"))))
	var faults Faults
	if !errors.As(err, &faults) || len(faults) != 6 {
		t.Fatalf("%d faults, want 6:\n%v", len(faults), err)
	}
	for i := range len(faults) - 1 {
		if faults[i].Line > faults[i+1].Line {
			t.Errorf("line %d comes before line %d", faults[i].Line, faults[i+1].Line)
		}
	}
	if lines := strings.Count(err.Error(), "\n") + 1; lines != 6 {
		t.Errorf("%d lines for 6 faults", lines)
	}
}

func TestSceneWithoutLight(t *testing.T) {
	_, err := parse("s", []byte("apiVersion: mosaic/v1alpha1\nkind: Scene\ncamera: {position: [0, 0, 0], lookAt: [0, 0, -1], fov: 90}\nobjects: []\n"))
	want := `s:1:1: has no light, so all would be black: add "lights: [{type: sky}]"`
	if diff := cmp.Diff(want, fmt.Sprint(err)); diff != "" {
		t.Error(diff)
	}
}

func TestBuiltins(t *testing.T) {
	if diff := cmp.Diff([]string{"chart", "cornell", "room", "terrain"}, Builtins()); diff != "" {
		t.Error(diff)
	}
	for _, name := range Builtins() {
		data, ok := Builtin(name)
		if !ok {
			t.Fatalf("no %s", name)
		}
		if _, err := Parse(name, data); err != nil {
			t.Error(err)
		}
	}
	for _, name := range []string{"", "attic", "../builtin/room", "room.yaml"} {
		if _, ok := Builtin(name); ok {
			t.Errorf("there is a scene %q", name)
		}
	}
}

// parse reads a scene whose folder is testdata.
func parse(name string, data []byte) (*model.Scene, error) {
	return readScene(name, data, func(path string) ([]byte, error) {
		data, err := os.ReadFile("testdata/" + path)
		if err != nil {
			return nil, &model.FileError{File: path, Err: errors.New("there is no such file in the scene's folder")}
		}
		return data, nil
	}, model.Moment{})
}
