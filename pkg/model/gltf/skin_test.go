package gltf

import (
	"math"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"

	"github.com/google/go-cmp/cmp"
)

// columns is a shift as a file has it.
func columns(x, y, z float32) [16]float32 {
	return [16]float32{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, x, y, z, 1}
}

// bound is a triangle bound to a joint that lies at (0, 1, 0) and one above
// it that is turned a quarter around Z; the corners are bound to the first, the
// second and both. Its own node lies elsewhere, which does not matter.
func bound(t testing.TB) *writer {
	w := newWriter(t)
	back := w.add("accessors", fields{"bufferView": w.view([][16]float32{columns(0, -1, 0), columns(0, -2, 0)}), "componentType": float32s, "type": "MAT4", "count": 2})
	joints := w.add("accessors", fields{"bufferView": w.view([][4]uint8{{0, 9, 9, 9}, {1, 0, 0, 0}, {0, 1, 0, 0}}), "componentType": uint8s, "type": "VEC4", "count": 3})
	weights := rows(w, [][4]float32{{1, 0, 0, 0}, {2, 0, 0, 0}, {.5, .5, 0, 0}})
	mesh := w.mesh(fields{"POSITION": rows(w, [][3]float32{{0, 1, 0}, {0, 3, 0}, {1, 2, 0}}), "NORMAL": rows(w, [][3]float32{{1, 0, 0}, {1, 0, 0}, {0, 0, 1}}),
		"JOINTS_0": joints, "WEIGHTS_0": weights}, nil)
	half := math.Sqrt(.5)
	w.add("nodes", fields{"mesh": mesh, "skin": w.add("skins", fields{"joints": []int{2, 3}, "inverseBindMatrices": back}), "translation": []int{50, 50, 50}})
	w.add("nodes", fields{"children": []int{2}, "translation": []int{10, 0, 0}})
	w.add("nodes", fields{"children": []int{3}, "translation": []int{0, 1, 0}})
	w.add("nodes", fields{"translation": []int{0, 1, 0}, "rotation": []float64{0, 0, half, half}})
	w.add("scenes", fields{"nodes": []int{0, 1}})
	return w
}

// placed are the vertices of the only instance, in the scene.
func inScene(t *testing.T, m *model.Model) (points []vec.Vec3) {
	t.Helper()
	if len(m.Instances) != 1 || len(m.Meshes) != 1 {
		t.Fatalf("%d instances, %d meshes", len(m.Instances), len(m.Meshes))
	}
	for _, v := range m.Meshes[0].Vertices {
		points = append(points, m.Instances[0].Transform.Point(point(v)))
	}
	return points
}

func TestSkin(t *testing.T) {
	m := mustRead(t, bound(t).glb(), nil)
	want := []vec.Vec3{{X: 10, Y: 1}, {X: 9, Y: 2}, {X: 10.5, Y: 2.5}}
	if diff := cmp.Diff(want, inScene(t, m), near); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if diff := cmp.Diff([][3]float32{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, m.Meshes[0].Normals, near); diff != "" {
		t.Errorf("normals: -want +got\n%s", diff)
	}
}

func TestSkinsOfOtherKinds(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(w *writer, attributes fields)
		want   []vec.Vec3
		turned bool // the other way round
	}{
		{"no matrices", func(w *writer, _ fields) { delete(w.lists["skins"][0].(fields), "inverseBindMatrices") },
			[]vec.Vec3{{X: 10, Y: 2}, {X: 7, Y: 2}, {X: 9.5, Y: 3}}, false},
		{"bytes that are not called normalized", func(w *writer, a fields) {
			a["WEIGHTS_0"] = w.add("accessors", fields{"bufferView": w.view([][4]uint8{{255}, {255}, {128, 128}}), "componentType": uint8s, "type": "VEC4", "count": 3})
		}, []vec.Vec3{{X: 10, Y: 1}, {X: 9, Y: 2}, {X: 10.5, Y: 2.5}}, false},
		{"no weight", func(w *writer, a fields) {
			a["WEIGHTS_0"] = rows(w, [][4]float32{{}, {float32(math.NaN()), -1}, {.5, .5}})
		}, []vec.Vec3{{X: 10, Y: 1}, {X: 9, Y: 2}, {X: 10.5, Y: 2.5}}, false},
		{"two sets", func(_ *writer, a fields) {
			a["JOINTS_1"], a["WEIGHTS_1"] = a["JOINTS_0"], a["WEIGHTS_0"]
		}, []vec.Vec3{{X: 10, Y: 1}, {X: 9, Y: 2}, {X: 10.5, Y: 2.5}}, false},
		{"a mirror", func(w *writer, _ fields) { w.lists["nodes"][1].(fields)["scale"] = []int{-1, 1, 1} },
			[]vec.Vec3{{X: 10, Y: 1}, {X: 11, Y: 2}, {X: 9.5, Y: 2.5}}, true},
		{"no bindings", func(_ *writer, a fields) { delete(a, "JOINTS_0") }, []vec.Vec3{{X: 50, Y: 51, Z: 50}, {X: 50, Y: 53, Z: 50}, {X: 51, Y: 52, Z: 50}}, false},
	} {
		w := bound(t)
		test.change(w, w.lists["meshes"][0].(fields)["primitives"].([]any)[0].(fields)["attributes"].(fields))
		m := mustRead(t, w.glb(), nil)
		if diff := cmp.Diff(test.want, inScene(t, m), near); diff != "" {
			t.Errorf("%s: -want +got\n%s", test.name, diff)
		}
		if got := m.Meshes[0].Triangles[0] == [3]uint32{0, 2, 1}; got != test.turned {
			t.Errorf("%s: %v", test.name, m.Meshes[0].Triangles)
		}
	}
}

func TestMorphs(t *testing.T) {
	w := newWriter(t)
	up, right := rows(w, [][3]float32{{0, 2, 0}, {}, {}}), rows(w, [][3]float32{{}, {2, 0, 0}, {}})
	w.mesh(fields{"POSITION": rows(w, corners), "NORMAL": rows(w, [][3]float32{{0, 0, 1}, {0, 0, 1}, {0, 0, 1}})},
		fields{"targets": []any{fields{"POSITION": up, "NORMAL": up}, fields{"POSITION": right}, fields{"TANGENT": right}}})
	w.lists["meshes"][0].(fields)["weights"] = []float64{.5, 0, 1}
	w.add("nodes", fields{"mesh": 0})
	w.add("nodes", fields{"mesh": 0, "weights": []float64{0, .25}, "translation": []int{5, 0, 0}})
	w.add("nodes", fields{"mesh": 0, "weights": []float64{0, 0, 0}})
	w.add("nodes", fields{"mesh": 0}) // as the first
	m := mustRead(t, w.glb(), nil)
	want := [][][3]float32{{{0, 1, 0}, {1, 0, 0}, {0, 1, 0}}, {{0, 0, 0}, {1.5, 0, 0}, {0, 1, 0}}, corners}
	var got [][][3]float32
	for _, s := range m.Meshes {
		got = append(got, s.Vertices)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if n := m.Meshes[0].Normals[0]; n != [3]float32{0, 1, 1} || m.Meshes[1].Normals[0] != [3]float32{0, 0, 1} {
		t.Errorf("normals %v and %v", n, m.Meshes[1].Normals[0])
	}
	if len(m.Instances) != 4 || m.Instances[3].Mesh != 0 || m.Instances[1].Transform != vec.Translate(vec.Vec3{X: 5}) {
		t.Errorf("%v", m.Instances)
	}
}

func TestFaultsOfSkins(t *testing.T) {
	nan := float32(math.NaN())
	type parts struct {
		*writer
		attributes, node, skin, primitive fields
	}
	for _, test := range []struct {
		change func(p parts)
		want   string
	}{
		{func(p parts) { p.node["skin"] = 1 }, "a: nodes[0].skin: is 1, but the file has 1 skins: export it again"},
		{func(p parts) { p.skin["joints"] = []int{2, 9} }, "a: skins[0].joints[1]: is 9, but the file has 4 nodes: export it again"},
		{func(p parts) { p.skin["joints"] = []int{2, 3, 1} }, "a: skins[0].inverseBindMatrices: has 2 rows for 3 joints: export the file again"},
		{func(p parts) { p.skin["joints"] = []int{2} }, "a: meshes[0].primitives[0].attributes: bind vertex 1 to joint 1 of 1: export the file again"},
		{func(p parts) { p.skin["joints"] = []int{} }, "a: meshes[0].primitives[0].attributes: bind vertex 0 to joint 0 of 0: export the file again"},
		{func(p parts) { p.skin["inverseBindMatrices"] = p.attributes["WEIGHTS_0"] }, "a: skins[0].inverseBindMatrices: is accessors[2] of type \"VEC4\", not MAT4: export the file again"},
		{func(p parts) {
			p.skin["joints"] = []int{2, 2}
			p.lists["nodes"][2].(fields)["scale"] = []float64{1e300, 1, 1}
		},
			"a: meshes[0].primitives[0]: has the vertex 2, which joints put further than 1e+09 from the origin: scale the scene down"},
		{func(p parts) { p.attributes["WEIGHTS_0"] = rows(p.writer, [][4]float32{{1}}) }, "a: meshes[0].primitives[0].attributes.JOINTS_0: has 3 rows, and as weights 1, for 3 vertices: export the file again"},
		{func(p parts) { p.attributes["JOINTS_0"] = rows(p.writer, [][4]float32{{7}, {nan}, {-1}}) }, "a: meshes[0].primitives[0].attributes: bind vertex 0 to joint 7 of 2: export the file again"},
		{func(p parts) { p.node["weights"] = []float64{1e10}; p.primitive["targets"] = []fields{{"POSITION": 3}} }, "a: meshes[0].primitives[0]: has a target of the weight 1e+10: set it from 0 to 1"},
		{func(p parts) { p.node["weights"] = []int{1}; p.primitive["targets"] = []fields{{"POSITION": 99}} }, "a: meshes[0].primitives[0].targets: is 99, but the file has 5 accessors: export it again"},
		{func(p parts) {
			p.node["weights"] = []int{1}
			p.primitive["targets"] = []fields{{"POSITION": rows(p.writer, corners[:2])}}
		},
			"a: meshes[0].primitives[0].targets: have 2 rows for 3 vertices: export the file again"},
		{func(p parts) {
			p.node["weights"] = []int{1}
			p.primitive["targets"] = []fields{{"POSITION": rows(p.writer, [][3]float32{{nan}, {}, {}})}}
		},
			"a: meshes[0].primitives[0].targets: move vertex 0 to [NaN 1 0], which is not within 1e+09: make the model smaller"},
	} {
		w := bound(t)
		primitive := w.lists["meshes"][0].(fields)["primitives"].([]any)[0].(fields)
		test.change(parts{w, primitive["attributes"].(fields), w.lists["nodes"][0].(fields), w.lists["skins"][0].(fields), primitive})
		wantFault(t, w.glb(), nil, test.want)
	}
}

// A small file that shows a mesh in many stances is refused before it has taken
// much memory.
func TestManyPoses(t *testing.T) {
	w := newWriter(t)
	at := rows(w, make([][3]float32, 30_000))
	w.mesh(fields{"POSITION": at}, fields{"targets": []fields{{"POSITION": at}}})
	for range 5000 {
		w.add("nodes", fields{"mesh": 0, "weights": []int{1}})
	}
	if _, err := Read("a", w.glb(), nil); err == nil {
		t.Error("all posed")
	}
}
