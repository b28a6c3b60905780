package gltf

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestBlenderMovesTheSame: a file of another exporter, and where its program
// shows everything. The file has bones, a shape key, steps, splines, a camera
// and a lamp. Blender exports the tangents of rotations only nearly.
func TestBlenderMovesTheSame(t *testing.T) {
	data, err := os.ReadFile("testdata/moves.glb")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("testdata/moves.json")
	if err != nil {
		t.Fatal(err)
	}
	type frame struct {
		Frame              int
		Boxes              map[string][2][3]float64
		Camera, View, Lamp [3]float64
	}
	var frames []frame
	if err := json.Unmarshal(text, &frames); err != nil {
		t.Fatal(err)
	}
	for _, want := range frames {
		m, err := ReadAt("moves.glb", data, nil, model.Moment{Animate: true, Clip: "Move", Seconds: float64(want.Frame) / 24})
		if err != nil {
			t.Fatal(err)
		}
		got := frame{Frame: want.Frame, Boxes: map[string][2][3]float64{},
			Camera: triple(m.Cameras[0].Position), View: triple(m.Cameras[0].LookAt.Sub(m.Cameras[0].Position)), Lamp: triple(m.PointLights[0].Position)}
		for _, in := range m.Instances {
			if name := m.Materials[in.Material].Name; name != "Floor" {
				var b bounds
				for k, v := range m.Meshes[in.Mesh].Vertices {
					p := in.Transform.Point(point(v))
					if k == 0 {
						b = bounds{p, p}
					}
					b = bounds{b[0].Min(p), b[1].Max(p)}
				}
				got.Boxes[name] = [2][3]float64{triple(b[0]), triple(b[1])}
			}
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1.5e-3)); diff != "" {
			t.Errorf("frame %d: -want +got\n%s", want.Frame, diff)
		}
	}
}

func triple(v vec.Vec3) [3]float64 { return [3]float64{v.X, v.Y, v.Z} }

// TestAtRestNothingMoves: a still is what it was before there were animations,
// however these are.
func TestAtRestNothingMoves(t *testing.T) {
	want := mustRead(t, everything(t).glb(), nil)
	want.Clips = nil
	for _, animations := range []any{nil, 3, "x", []any{nil}, []any{fields{"channels": 7}}, []any{fields{"channels": []any{fields{}}}}} {
		w := everything(t)
		delete(w.lists, "animations")
		if animations != nil {
			w.top["animations"] = animations
		}
		got := mustRead(t, w.glb(), nil)
		if len(got.Clips) > 0 && got.Clips[0].Seconds != 0 {
			t.Errorf("%v: %v", animations, got.Clips)
		}
		got.Clips = nil
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v: -want +got\n%s", animations, diff)
		}
	}
}

func TestAnimationsMoveAllThatIsRead(t *testing.T) {
	m, err := ReadAt("a", everything(t).glb(), nil, model.Moment{Animate: true, Seconds: .5})
	if err != nil {
		t.Fatal(err)
	}
	// Node 0 is shifted and turned half around Z. Node 1 is twice as large, and sees
	// along its -Z.
	if got := m.PointLights[0]; cmp.Diff(got.Position, vec.Vec3{X: 1}, near) != "" || got.Intensity != (vec.RGB{R: 1}) || math.Abs(got.CosOuter-math.Cos(1)) > 1e-9 {
		t.Errorf("the lamp is %+v", got)
	}
	if got := m.Instances[0].Transform; cmp.Diff(got, vec.Affine{{-1, 0, 0, 1}, {0, -1, 0, 0}, {0, 0, 1, 0}}, near) != "" {
		t.Errorf("node 0 is at %v", got)
	}
	if got := m.Instances[1].Transform; math.Abs(math.Abs(got.Det())-8) > 1e-9 {
		t.Errorf("node 1 is at %v", got)
	}
	if got := m.Cameras[0]; math.Abs(got.FOV-180/math.Pi) > 1e-9 || cmp.Diff(got.Position, vec.Vec3{}, near) != "" {
		t.Errorf("the camera is %+v", got)
	}
	if got := m.Materials[0]; got.Roughness != 0 || got.Opacity != .5 {
		t.Errorf("the material is %+v", got)
	}
	want := []model.Clip{{Name: "all", Seconds: 2, Ignored: []string{"/nodes/0/extensions/KHR_node_visibility/visible"}}}
	if diff := cmp.Diff(want, m.Clips); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestSkinAtAnAngle turns the upper joint of a skin half-way from a quarter turn
// back to none.
func TestSkinAtAnAngle(t *testing.T) {
	w := bound(t)
	half := float32(math.Sqrt(.5))
	w.animation("bend", fields{"node": 3, "path": "rotation"}, "", rows(w, []float32{0, 1}), rows(w, [][4]float32{{0, 0, half, half}, {0, 0, 0, 1}}))
	m, err := ReadAt("a", w.glb(), nil, model.Moment{Animate: true, Clip: "bend", Seconds: .5})
	if err != nil {
		t.Fatal(err)
	}
	// The second corner lies 1 above the joint at (10, 2), the third one, bound to
	// both, 1 to the right of it.
	c := math.Sqrt(.5)
	want := []vec.Vec3{{X: 10, Y: 1}, {X: 10 - c, Y: 2 + c}, {X: 10 + (1+c)/2, Y: 2 + c/2}}
	if diff := cmp.Diff(want, inScene(t, m), cmpopts.EquateApprox(0, 1e-6)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestClips: a Moment finds them by name, by number and by none, and a model
// without the one it names is at rest.
func TestClips(t *testing.T) {
	w := newWriter(t)
	w.triangle(nil)
	for i, name := range []string{"a", "b", "", "b", "1"} {
		to := rows(w, [][3]float32{{}, {float32(i + 1), 0, 0}})
		w.animation(name, fields{"node": 0, "path": "translation"}, "", rows(w, []float32{0, float32(i + 1)}), to)
	}
	for clip, want := range map[string]float64{"": 1, "a": 1, "b": 2, "0": 1, "2": 3, "3": 4, "4": 5, "1": 5, "5": 0, "c": 0, "-1": 0} {
		m, err := ReadAt("a", w.glb(), nil, model.Moment{Animate: true, Clip: clip, Seconds: 9})
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Instances[0].Transform[0][3]; got != want {
			t.Errorf("clip %q moves by %g, want %g", clip, got, want)
		}
		if length, ok := model.Length(m.Clips, clip); length != want || ok != (want != 0) {
			t.Errorf("clip %q has the length %g, %v, want %g", clip, length, ok, want)
		}
	}
}

// TestClipsOpenTheirBuffers: who keeps the files that a still needs has those
// that its animations need.
func TestClipsOpenTheirBuffers(t *testing.T) {
	w := newWriter(t)
	w.triangle(nil)
	w.animation("", fields{"node": 0, "path": "translation"}, "", rows(w, []float32{2}), rows(w, [][3]float32{{1, 0, 0}}))
	var document map[string]any
	if err := json.Unmarshal(w.document("a.bin"), &document); err != nil {
		t.Fatal(err)
	}
	buffer := document["buffers"].([]any)[0].(fields)
	document["buffers"] = []any{buffer, fields{"uri": "b.bin", "byteLength": buffer["byteLength"]}, fields{"uri": "c.bin", "byteLength": buffer["byteLength"]}}
	views := document["bufferViews"].([]any)
	views[1].(fields)["buffer"], views[2].(fields)["buffer"] = 1, 2
	data, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	opened := map[string]bool{}
	files := func(path string) ([]byte, error) {
		opened[path] = true
		return w.bin, nil
	}
	m := mustRead(t, data, files)
	if len(opened) != 3 || m.Clips[0].Seconds != 2 {
		t.Errorf("opened %v, clips %v", opened, m.Clips)
	}
}

func TestPoses(t *testing.T) {
	w := newWriter(t)
	pictured(w, [4]uint8{255, 255, 255, 255})
	w.add("materials", fields{"pbrMetallicRoughness": fields{"baseColorTexture": fields{"index": 0}}})
	w.triangle(fields{"material": 0})
	w.animation("go", fields{"node": 0, "path": "translation"}, "", rows(w, []float32{0, 4}), rows(w, [][3]float32{{}, {16, 0, 0}}))
	var at []float64
	visit := func(m *model.Model) {
		checkModel(t, m)
		at = append(at, m.Instances[0].Transform[0][3])
		if len(m.Textures) != 0 || len(m.Materials) != 1 {
			t.Errorf("%d textures, %d materials", len(m.Textures), len(m.Materials))
		}
	}
	if err := Poses("a", w.glb(), nil, "go", visit); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]float64{0, 2, 4, 6, 8, 10, 12, 14, 16}, at); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if err := Poses("a", w.glb(), nil, "stop", func(*model.Model) { t.Error("there is no such clip") }); err != nil {
		t.Error(err)
	}
}

func TestFaultsOfAnimations(t *testing.T) {
	nan := float32(math.NaN())
	type parts struct {
		*writer
		animation, channel, target, sampler fields
	}
	const again = ": export the file again"
	for _, test := range []struct {
		change func(p parts)
		want   string
	}{
		{func(p parts) { p.animation["channels"] = "x" }, "animations[0].channels: is not what glTF has there (string)" + again},
		{func(p parts) { delete(p.channel, "sampler") }, "animations[0].channels[0].sampler: is -1, but the file has 1 samplers: export it again"},
		{func(p parts) { p.channel["sampler"] = 1 }, "animations[0].channels[0].sampler: is 1, but the file has 1 samplers: export it again"},
		{func(p parts) { p.target["node"] = 7 }, "animations[0].channels[0].target: is 7, but the file has 1 nodes: export it again"},
		{func(p parts) { p.lists["nodes"][0].(fields)["matrix"] = columns(0, 0, 0) },
			"animations[0].channels[0].target: moves nodes[0], which has a matrix: export the file with translation, rotation and scale"},
		{func(p parts) { p.animation["channels"] = []any{p.channel, p.channel} },
			"animations[0].channels[1].target: moves /nodes/0/translation, as channels[0] does" + again},
		{func(p parts) { p.sampler["interpolation"] = "SMOOTH" }, `animations[0].channels[0].sampler.interpolation: is "SMOOTH", not LINEAR, STEP or CUBICSPLINE` + again},
		{func(p parts) { p.sampler["interpolation"] = "CUBICSPLINE" }, "animations[0].channels[0].sampler.output: has 2 rows for 2 keys, not 6" + again},
		{func(p parts) { p.sampler["input"] = rows(p.writer, []float32{0, 1, 2}) }, "animations[0].channels[0].sampler.output: has 2 rows for 3 keys, not 3" + again},
		{func(p parts) { p.sampler["input"] = rows(p.writer, []float32{0, 0}) }, "animations[0].channels[0].sampler.input: has the time 0 at key 1, after 0: times must increase, so export the file again"},
		{func(p parts) { p.sampler["input"] = rows(p.writer, []float32{1, .5}) }, "animations[0].channels[0].sampler.input: has the time 0.5 at key 1, after 1: times must increase, so export the file again"},
		{func(p parts) { p.sampler["input"] = rows(p.writer, []float32{0, nan}) }, "animations[0].channels[0].sampler.input: has the time NaN at key 1" + again},
		{func(p parts) { p.sampler["input"] = p.sampler["output"] }, `animations[0].channels[0].sampler.input: is accessors[2] of type "VEC3", not SCALAR` + again},
		{func(p parts) { p.target["path"] = "rotation" }, `animations[0].channels[0].sampler.output: is accessors[2] of type "VEC3", not VEC4` + again},
		{func(p parts) { p.sampler["output"] = rows(p.writer, [][3]float32{{}, {0, nan, 0}}) },
			"animations[0].channels[0].sampler.output: has NaN in row 1, which is not within 1e+09" + again},
		{func(p parts) { p.sampler["output"] = 99 }, "animations[0].channels[0].sampler.output: is 99, but the file has 3 accessors: export it again"},
		{func(p parts) { p.lists["accessors"][2].(fields)["count"] = 3 }, "accessors[2]: wants 36 bytes from byte 0 on of bufferViews[2], which has 24" + again},
	} {
		w := newWriter(t)
		w.triangle(nil)
		w.animation("go", fields{"node": 0, "path": "translation"}, "", rows(w, []float32{0, 1}), rows(w, [][3]float32{{}, {1, 0, 0}}))
		a := w.lists["animations"][0].(fields)
		c, s := a["channels"].([]any)[0].(fields), a["samplers"].([]any)[0].(fields)
		test.change(parts{w, a, c, c["target"].(fields), s})
		data := w.glb()
		_, err := ReadAt("a", data, nil, model.Moment{Animate: true, Seconds: .5})
		if want := "a: " + test.want; err == nil || err.Error() != want {
			t.Errorf("%v\nwant %s", err, want)
		}
		if m := mustRead(t, data, nil); len(m.Instances) != 1 {
			t.Errorf("at rest: %v", m.Instances)
		}
	}
}

// TestManyWeights: channels that show the same values of many morph targets are
// refused before they have taken much memory.
func TestManyWeights(t *testing.T) {
	w := newWriter(t)
	targets := make([]any, 20_000)
	for i := range targets {
		targets[i] = fields{}
	}
	w.triangle(fields{"targets": targets})
	out := rows(w, make([]float32, len(targets)))
	var channels []any
	for i := range 3000 {
		w.add("nodes", fields{"mesh": 0})
		channels = append(channels, fields{"sampler": 0, "target": fields{"node": i, "path": "weights"}})
	}
	w.add("animations", fields{"channels": channels, "samplers": []any{fields{"input": rows(w, []float32{0}), "output": out}}})
	_, err := ReadAt("a", w.glb(), nil, model.Moment{Animate: true})
	if err == nil || !strings.Contains(err.Error(), "times as large in memory") {
		t.Error(err)
	}
}
