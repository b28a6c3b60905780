package scene

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

const withModel = `apiVersion: mosaic/v1alpha1
kind: Scene
camera: {position: [0, 0, 5], lookAt: [0, 0, 0]}
lights: [{type: sky, map: dots.png}]
objects: [{type: model, file: parts/../parts/wedge.ply}]
`

// folder is a folder with a scene, a model and a picture.
func folder(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "parts"), 0o777); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "scene.yaml"), withModel)
	write(t, filepath.Join(dir, "parts", "wedge.ply"), file(t, "wedge.ply"))
	write(t, filepath.Join(dir, "dots.png"), file(t, "dots.png"))
	return dir
}

func write(t testing.TB, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestBundlesHoldAllThatASceneNames(t *testing.T) {
	a, bundleA, err := Load(filepath.Join(folder(t), "scene.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	_, bundleB, err := Load(filepath.Join(folder(t), "scene.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	contentA, contentB := packed(t, bundleA), packed(t, bundleB)
	if !bytes.Equal(contentA, contentB) || bundleA.Digest() != bundleB.Digest() {
		t.Errorf("equal files give other content")
	}
	b, err := Parse("anything", contentA)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, b); diff != "" {
		t.Error(diff)
	}
	if len(b.Instances) != 1 || len(b.Textures) != 1 {
		t.Errorf("%d instances and %d textures", len(b.Instances), len(b.Textures))
	}
}

func TestAModelAloneIsAScene(t *testing.T) {
	dir := folder(t)
	a, bundle, err := Load(filepath.Join(dir, "parts", "wedge.ply"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := Parse("anything", packed(t, bundle))
	if diff := cmp.Diff(a, b); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if a.Camera.FOV == 0 || a.Sky.Radiance.IsBlack() {
		t.Errorf("nothing is seen: %+v", a.Camera)
	}
}

// TestTheLightsOfAModelSuit: exporters write lux and candela.
func TestTheLightsOfAModelSuit(t *testing.T) {
	sun := func(lux float64) []model.DistantLight {
		return []model.DistantLight{{Direction: vec.Vec3{Y: -1}, Irradiance: vec.Grey(lux)}}
	}
	lamp := func(candela float64) []model.PointLight {
		return []model.PointLight{{Position: vec.Vec3{Y: 10}, Intensity: vec.Grey(candela)}}
	}
	for _, test := range []struct {
		sun   []model.DistantLight
		lamps []model.PointLight
		want  float64 // stops
	}{
		{nil, nil, 0},
		{sun(0), nil, 0},
		{sun(3), nil, 0},
		{sun(3 * 683), nil, -9.3},
		{nil, lamp(100), 0},
		{nil, lamp(54000), -7.4},
		{sun(1e-3), lamp(1e-3), 11.6},
		{sun(1e300), nil, -32},
	} {
		s, err := alone("a.glb", &model.Model{
			Meshes:      []model.Mesh{{Vertices: [][3]float32{{-1, 0, -1}, {1, 0, -1}, {0, 0, 2}}, Triangles: [][3]uint32{{0, 1, 2}}}},
			Materials:   []model.Material{{}},
			Instances:   []model.Instance{{Transform: vec.Identity}},
			PointLights: test.lamps, DistantLights: test.sun,
		}, nil, model.Moment{})
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Image.View.Exposure; got != test.want {
			t.Errorf("%v and %v: exposed by %v stops, want %v", test.sun, test.lamps, got, test.want)
		}
	}
}

func TestASceneAloneTravelsAsItIs(t *testing.T) {
	name := filepath.Join(t.TempDir(), "plain.yaml")
	write(t, name, file(t, "plain.yaml"))
	_, bundle, err := Load(name)
	if err != nil {
		t.Fatal(err)
	}
	if content := packed(t, bundle); string(content) != file(t, "plain.yaml") || bundle.Digest() != digest(content) {
		t.Errorf("%d bytes, digest %s", len(content), bundle.Digest())
	}
}

// TestFilesStayInTheFolder tries to read what lies elsewhere.
func TestFilesStayInTheFolder(t *testing.T) {
	dir := folder(t)
	secret := filepath.Join(t.TempDir(), "secret.ply")
	write(t, secret, file(t, "wedge.ply"))
	if err := os.Symlink(secret, filepath.Join(dir, "link.ply")); err != nil {
		t.Skip(err)
	}
	up, err := filepath.Rel(dir, secret)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{secret, up, "link.ply", "parts", "/dev/zero"} {
		write(t, filepath.Join(dir, "scene.yaml"), strings.ReplaceAll(withModel, "parts/../parts/wedge.ply", filepath.ToSlash(path)))
		if _, _, err := Load(filepath.Join(dir, "scene.yaml")); err == nil {
			t.Errorf("%s was read", path)
		} else if !strings.Contains(err.Error(), "objects[0].file") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// FuzzBundle damages a bundle: an error, never a panic.
func FuzzBundle(f *testing.F) {
	_, bundle, err := Load(filepath.Join(folder(f), "scene.yaml"))
	if err != nil {
		f.Fatal(err)
	}
	content := packed(f, bundle)
	f.Add(content)
	f.Add(content[:len(content)/2])
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, content []byte) {
		s, err := Parse("bundle", content)
		if (s == nil) == (err == nil) {
			t.Errorf("scene %v and error %v", s, err)
		}
		if s != nil {
			checkIndexes(t, s)
		}
	})
}
