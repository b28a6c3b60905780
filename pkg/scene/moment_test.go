package scene

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

type fields = map[string]any

// floats is an accessor of a glTF file, and the view and buffer that it needs,
// each with the same number.
func floats(kind string, number int, values ...float32) (accessor, view, buffer fields) {
	var b bytes.Buffer
	_ = binary.Write(&b, binary.LittleEndian, values) // memory takes it
	count := len(values) / map[string]int{"SCALAR": 1, "VEC3": 3, "VEC4": 4}[kind]
	return fields{"bufferView": number, "componentType": 5126, "type": kind, "count": count},
		fields{"buffer": number, "byteLength": b.Len()},
		fields{"byteLength": b.Len(), "uri": "data:;base64," + base64.StdEncoding.EncodeToString(b.Bytes())}
}

// mover is a glTF file of one triangle, which a clip of two seconds moves: path
// goes from one value to another. With a lamp, its intensity is what moves.
func mover(t *testing.T, path string, from, to []float32, lamp bool) []byte {
	t.Helper()
	kind := map[int]string{1: "SCALAR", 3: "VEC3", 4: "VEC4"}[len(from)]
	document := fields{"asset": fields{"version": "2.0"}, "nodes": []any{fields{"mesh": 0}},
		"meshes": []any{fields{"primitives": []any{fields{"attributes": fields{"POSITION": 0}}}}}}
	target := fields{"node": 0, "path": path}
	if lamp {
		document["extensions"] = fields{"KHR_lights_punctual": fields{"lights": []any{fields{"type": "directional", "intensity": 40}}}}
		document["nodes"] = append(document["nodes"].([]any), fields{"extensions": fields{"KHR_lights_punctual": fields{"light": 0}}})
		target = fields{"path": "pointer", "extensions": fields{"KHR_animation_pointer": fields{"pointer": "/extensions/KHR_lights_punctual/lights/0/intensity"}}}
	}
	document["animations"] = []any{fields{"name": "Go", "channels": []any{fields{"sampler": 0, "target": target}},
		"samplers": []any{fields{"input": 1, "output": 2}}}}
	lists := [3][]any{}
	for i, a := range []struct {
		kind   string
		values []float32
	}{{"VEC3", []float32{0, 0, 0, 1, 0, 0, 0, 1, 0}}, {"SCALAR", []float32{0, 2}}, {kind, append(append([]float32{}, from...), to...)}} {
		accessor, view, buffer := floats(a.kind, i, a.values...)
		lists[0], lists[1], lists[2] = append(lists[0], accessor), append(lists[1], view), append(lists[2], buffer)
	}
	document["accessors"], document["bufferViews"], document["buffers"] = lists[0], lists[1], lists[2]
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// load is the bundle of a scene in a folder of these files.
func load(t *testing.T, name string, files map[string][]byte) *Bundle {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	_, b, err := Load(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func mustSceneAt(t *testing.T, b *Bundle, m model.Moment) *model.Scene {
	t.Helper()
	s, err := b.SceneAt(m)
	if err != nil {
		t.Fatalf("%+v: %v", m, err)
	}
	return s
}

const twoMovers = `
apiVersion: mosaic/v1alpha1
kind: Scene
camera: {position: [3, 4, 5], lookAt: [1, 2, 3]}
objects:
  - {type: model, file: a.gltf}
  - {type: model, file: b.gltf, translate: [0, 0, 100], copies: [{}, {translate: [0, 5, 0]}]}
  - {type: model, file: a.gltf}
lights: [{type: sky}]
`

// TestAMomentHoldsForAllModels of a scene; one that does not have the clip is at
// rest.
func TestAMomentHoldsForAllModels(t *testing.T) {
	b := load(t, "s.yaml", map[string][]byte{"s.yaml": []byte(twoMovers),
		"a.gltf": mover(t, "translation", []float32{1, 0, 0}, []float32{3, 0, 0}, false),
		"b.gltf": bytes.ReplaceAll(mover(t, "scale", []float32{1, 1, 1}, []float32{3, 1, 1}, false), []byte(`"Go"`), []byte(`"Grow"`))})
	for _, test := range []struct {
		at   model.Moment
		a, b float64 // where a is, and how wide b
	}{
		{model.Moment{}, 0, 1},
		{model.Moment{Clip: "none", Seconds: 1}, 0, 1},
		{model.Moment{Animate: true}, 1, 1},
		{model.Moment{Animate: true, Seconds: 1}, 2, 2},
		{model.Moment{Animate: true, Clip: "0", Seconds: 1}, 2, 2},
		{model.Moment{Animate: true, Clip: "Go", Seconds: 1}, 2, 1},
		{model.Moment{Animate: true, Clip: "Grow", Seconds: 7}, 0, 3},
	} {
		s := mustSceneAt(t, b, test.at)
		var got []float64
		for _, in := range s.Instances {
			got = append(got, in.Transform[0][3], in.Transform[0][0], in.Transform[2][3])
		}
		if diff := cmp.Diff([]float64{test.a, 1, 0, 0, test.b, 100, 0, test.b, 100, test.a, 1, 0}, got); diff != "" {
			t.Errorf("%+v: -want +got\n%s", test.at, diff)
		}
		if diff := cmp.Diff([]model.Clip{{Model: "a.gltf", Name: "Go", Seconds: 2}, {Model: "b.gltf", Name: "Grow", Seconds: 2}}, s.Clips); diff != "" {
			t.Errorf("%+v: -want +got\n%s", test.at, diff)
		}
	}
}

func TestClipsThatAreNotThere(t *testing.T) {
	movers := load(t, "a.gltf", map[string][]byte{"a.gltf": mover(t, "translation", []float32{1, 0, 0}, []float32{3, 0, 0}, false)})
	chart, _ := Builtin("chart")
	for _, test := range []struct {
		bundle *Bundle
		clip   string
		want   string
	}{
		{movers, "go", `clip "go": the scene has none of this name: type Go`},
		{movers, "1", `clip "1": the scene has none of this name: type Go`},
		{inMemory("chart.yaml", chart), "Go", `clip "Go": the scene has no animations: leave the name out, or export its model with them`},
	} {
		_, err := test.bundle.SceneAt(model.Moment{Animate: true, Clip: test.clip})
		if err == nil || err.Error() != test.want {
			t.Errorf("%v\nwant %s", err, test.want)
		}
	}
	mustSceneAt(t, inMemory("chart.yaml", chart), model.Moment{Animate: true, Seconds: 1})
}

// TestTurntable: the camera goes around what it looks at, counterclockwise as
// seen from above, and nothing else changes.
func TestTurntable(t *testing.T) {
	for _, name := range []string{"room", "cornell"} {
		data, _ := Builtin(name)
		b := inMemory(name+".yaml", data)
		still, err := b.Scene()
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []model.Moment{{Turntable: true}, {Turn: 0.3}, {Turntable: true, Turn: 1}, {Turntable: true, Turn: math.NaN()}} {
			if diff := cmp.Diff(still, mustSceneAt(t, b, at)); diff != "" {
				t.Errorf("%s: %+v is no still:\n%s", name, at, diff)
			}
		}
		for _, turn := range []float64{0.25, 0.125, 0.7, -0.3} {
			s := mustSceneAt(t, b, model.Moment{Turntable: true, Turn: turn})
			from, to := still.Camera.Position.Sub(still.Camera.LookAt), s.Camera.Position.Sub(s.Camera.LookAt)
			sin, cos := math.Sincos(2 * math.Pi * turn)
			want := vec.Vec3{X: from.X*cos + from.Z*sin, Y: from.Y, Z: from.Z*cos - from.X*sin}
			if to.Sub(want).Len() > 1e-9*from.Len() {
				t.Errorf("%s: turned by %g to %v, want %v", name, turn, to, want)
			}
			s.Camera.Position = still.Camera.Position
			if diff := cmp.Diff(still, s, cmpopts.EquateApprox(0, 1e-12)); diff != "" {
				t.Errorf("%s: turned by %g, more has changed:\n%s", name, turn, diff)
			}
		}
	}
}

// sees reports how far from the middle of the picture, as a share of its half
// width or height, a camera sees a point.
func sees(c *model.Camera, aspect float64, p vec.Vec3) float64 {
	view := c.LookAt.Sub(c.Position).Unit()
	right := view.Cross(c.Up).Unit()
	up := right.Cross(view)
	p = p.Sub(c.Position)
	high := math.Tan(c.FOV * math.Pi / 360)
	return max(math.Abs(p.Dot(right))/(high*aspect), math.Abs(p.Dot(up))/high) / p.Dot(view)
}

// TestACameraThatGoesAroundSeesAll of a model from all sides, and is as near as
// that allows.
func TestACameraThatGoesAroundSeesAll(t *testing.T) {
	for _, test := range []struct {
		name    string
		x, y, z float64
		aspect  float64
	}{
		{"long", 10, 1, 1, 4. / 3},
		{"deep", 1, 1, 10, 1},
		{"high", 1, 10, 1, 16. / 9},
		{"flat", 5, 0, 5, 0.5},
	} {
		corners := func(f func(vec.Vec3)) {
			for k := range 8 {
				f(vec.Vec3{X: 3 + test.x*float64(k&1), Y: 4 + test.y*float64(k>>1&1), Z: 5 + test.z*float64(k>>2)})
			}
		}
		e := extent{each: corners}
		e.lo, e.hi = bounds(corners)
		middle := e.lo.Add(e.hi).Scale(0.5)
		most := 0.0
		for k := range 360 {
			c := framing(&e, test.aspect, middle, true)
			orbit(&c, middle, model.Moment{Turntable: true, Turn: float64(k) / 360})
			corners(func(p vec.Vec3) { most = max(most, sees(&c, test.aspect, p)) })
		}
		if most > 1 || most < 0.9 {
			t.Errorf("%s: seen up to %g of the way to the edge, want 0.9 to 1", test.name, most)
		}
	}
}

// TestAnAnimatedModelIsFramedOnce: the camera, the exposure and the sky are the
// same in all frames, and suit all of them.
func TestAnAnimatedModelIsFramedOnce(t *testing.T) {
	for name, data := range map[string][]byte{
		"goes away": mover(t, "translation", []float32{0, 0, 0}, []float32{30, 0, 0}, false),
		"grows":     mover(t, "scale", []float32{0, 0, 0}, []float32{9, 9, 9}, false),
		"vanishes":  mover(t, "scale", []float32{1, 1, 1}, []float32{0, 0, 0}, false),
		"lights up": mover(t, "", []float32{0}, []float32{4000}, true),
	} {
		b := load(t, "a.gltf", map[string][]byte{"a.gltf": data})
		first := mustSceneAt(t, b, model.Moment{Animate: true})
		for _, turntable := range []bool{false, true} {
			for k := range 21 {
				at := model.Moment{Animate: true, Seconds: float64(k) / 10}
				s := mustSceneAt(t, b, at)
				if diff := cmp.Diff(first.Camera, s.Camera); diff != "" || s.Image.View != first.Image.View || s.Sky != first.Sky {
					t.Errorf("%s: at %g s: -first +then\n%s%+v, %+v", name, at.Seconds, diff, s.Image.View, s.Sky)
				}
				at.Turntable, at.Turn = turntable, float64(k)/21
				s = mustSceneAt(t, b, at)
				still(s).each(func(p vec.Vec3) {
					if where := sees(&s.Camera, float64(s.Image.Width)/float64(s.Image.Height), p); where > 1 {
						t.Errorf("%s: at %g s: %v is seen at %g of the way to the edge", name, at.Seconds, p, where)
					}
				})
			}
		}
		if name == "lights up" && first.Image.View.Exposure > -8 {
			t.Errorf("%s: exposed by %g stops", name, first.Image.View.Exposure)
		}
	}
}

// TestBundlesHoldWhatAnimationsNeed: files that only an animation reads travel
// too.
func TestBundlesHoldWhatAnimationsNeed(t *testing.T) {
	var document fields
	if err := json.Unmarshal(mover(t, "translation", []float32{1, 0, 0}, []float32{3, 0, 0}, false), &document); err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for i, b := range document["buffers"].([]any) {
		b := b.(fields)
		data, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(b["uri"].(string), "data:;base64,"))
		if err != nil {
			t.Fatal(err)
		}
		b["uri"] = fmt.Sprintf("%d.bin", i)
		files[b["uri"].(string)] = data
	}
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	files["a.gltf"] = text
	loaded := load(t, "a.gltf", files)
	b, err := Stored(loaded.Manifest(), from(store(t, loaded)))
	if err != nil {
		t.Fatal(err)
	}
	if s := mustSceneAt(t, b, model.Moment{Animate: true, Seconds: 1}); s.Instances[0].Transform[0][3] != 2 || len(b.Files) != 4 {
		t.Errorf("%v in %v", s.Instances, b.Files)
	}
}
