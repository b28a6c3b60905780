package scene

import (
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"mosaic/pkg/vec"

	"github.com/google/go-cmp/cmp"
)

func every(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile("testdata/every.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestParseReadsEveryField(t *testing.T) {
	got, err := Parse("every.yaml", []byte(every(t)))
	if err != nil {
		t.Fatal(err)
	}
	v := func(x, y, z float64) vec.Vec3 { return vec.Vec3{X: x, Y: y, Z: z} }
	c := func(r, g, b float64) vec.RGB { return vec.RGB{R: r, G: g, B: b} }
	want := &Scene{
		Image:  Image{Width: 320, Height: 200, Samples: 16, MaxDepth: 5, Seed: math.MaxUint64, TileSize: 32},
		Camera: Camera{Position: v(0, 1, 5), Up: v(0, 1, 0), FOV: 45.5},
		Materials: []Material{
			{Name: "red", Kind: Diffuse, Color: c(0.8, 0.1, 0.1), Mirror: 0.25},
			{Name: "steel", Kind: Metal, Color: c(0.6, 0.6, 0.65), Roughness: 0.3},
			{Name: "glass", Kind: Glass, Color: c(1, 0.9, 0.9), IOR: 1.33},
			{Name: "lamp", Kind: Emissive, Emission: c(4, 2, 1)},
		},
		Spheres: []Sphere{{v(1, 2, 3), 0.5, 0}},
		Planes:  []Plane{{v(0, -1, 0), v(0, 1, 0), 1}},
		Meshes: []Mesh{{
			Vertices:  []vec.Vec3{{}, v(1, 0, 0), v(0, 1, 0), v(1, 1, 0)},
			Triangles: [][3]int32{{0, 1, 2}, {1, 3, 2}},
			Material:  3,
		}},
		PointLights:  []PointLight{{v(0, 4, 0), c(10, 10, 5)}},
		SphereLights: []SphereLight{{v(2, 4, 0), 0.25, c(10, 20, 20)}},
		Sky:          c(1, 0.5, 2),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDefaults(t *testing.T) {
	got, err := Parse("s", []byte(`
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
	want := &Scene{
		Image:     Image{Width: 800, Height: 600, Samples: 64, MaxDepth: 8, TileSize: 128},
		Camera:    Camera{LookAt: vec.Vec3{Z: -1}, Up: vec.Vec3{Y: 1}, FOV: 90},
		Materials: []Material{{Name: "glass", Kind: Glass, Color: vec.Grey(1), IOR: 1.5}, {Name: "lamp", Kind: Emissive, Emission: vec.Grey(1)}},
		Sky:       vec.Grey(1),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestFaults changes one place of every.yaml, and wants these lines.
func TestFaults(t *testing.T) {
	for _, test := range []struct{ old, new, want string }{
		{"kind: Scene", "kind: Szene", `s:3:7: kind: is Szene: type Scene`},
		{"mosaic/v1alpha1", "mosaic/v2", `s:2:13: apiVersion: is mosaic/v2: type mosaic/v1alpha1, the version that this program reads`},
		{"kind: Scene\n", "", `s:2:1: kind: is missing: add "kind:" and Scene`},
		{"camera:", "kamera:", `s:2:1: camera: is missing: add "camera:" and a map of position, lookAt and fov
s:5:1: kamera: is not known here: type camera`},
		{"lookAt", "look_at", `s:5:9: camera.lookAt: is missing: add "lookAt:" and three numbers, [x, y, z]
s:5:31: camera.look_at: is not known here: type lookAt`},
		{"up:", "elephant:", `s:5:50: camera.elephant: is not known here: type one of position, lookAt, up, fov`},
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
		{"mirror", "roughness", `s:7:48: materials.red.roughness: is not known here: type one of type, color, mirror`},
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
		{"type: sky,", "type: sun,", `s:18:12: lights[2].type: is sun: type one of point, sphere, sky`},
		{"type: point, position: [0, 4, 0]", "type: sky", `s:18:5: lights[2]: is a second sky: keep one`},
		{"objects:\n", "objects: 7\nthings:\n", `s:11:10: objects: is 7: type a list of spheres, planes and meshes; [] is none
s:12:1: things: is not known here: type one of apiVersion, kind, image, camera, materials, objects, lights`},
		{"color: [1, 0.9, 0.9]", "color: *white", `s: is not YAML: unknown anchor 'white' referenced`},
		{"kind: Scene", "kind: Scene\n---\nkind: Scene", `s:4:1: a second document starts: keep one scene in a file`},
	} {
		text := every(t)
		if strings.Count(text, test.old) == 0 {
			t.Errorf("%q is not in every.yaml", test.old)
		}
		_, err := Parse("s", []byte(strings.Replace(text, test.old, test.new, 1)))
		if diff := cmp.Diff(test.want, fmt.Sprint(err)); diff != "" {
			t.Errorf("%q instead of %q:\n%s", test.new, test.old, diff)
		}
	}
}

func TestFaultsAreAllReportedInOrder(t *testing.T) {
	_, err := Parse("room.yaml", []byte(strings.NewReplacer("45.5", "-1", "radius", "radus", "320", "many").Replace(every(t))))
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
	_, err := Parse("s", []byte("apiVersion: mosaic/v1alpha1\nkind: Scene\ncamera: {position: [0, 0, 0], lookAt: [0, 0, -1], fov: 90}\nobjects: []\n"))
	want := `s:1:1: has no light, so all would be black: add "lights: [{type: sky}]"`
	if diff := cmp.Diff(want, fmt.Sprint(err)); diff != "" {
		t.Error(diff)
	}
}

func TestBuiltins(t *testing.T) {
	if diff := cmp.Diff([]string{"room"}, Builtins()); diff != "" {
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
