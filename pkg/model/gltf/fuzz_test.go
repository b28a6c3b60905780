package gltf

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"os"
	"runtime"
	"strings"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// everything is a file that has some of all that is read.
func everything(t testing.TB) *writer {
	w := newWriter(t)
	w.top["extensionsRequired"] = []string{"KHR_texture_transform"}
	w.top["extensions"] = fields{"KHR_lights_punctual": fields{"lights": []fields{{"type": "spot", "color": []float64{1, .5, 0}, "spot": fields{}}}}}
	w.add("samplers", fields{"magFilter": 9728, "wrapS": 33071})
	w.add("images", fields{"uri": "data:image/png;base64," + base64.StdEncoding.EncodeToString(onePNG(t))})
	w.add("textures", fields{"source": 0, "sampler": 0})
	w.add("cameras", fields{"type": "perspective", "perspective": fields{"yfov": 1}})
	map0 := fields{"index": 0, "extensions": fields{"KHR_texture_transform": fields{"rotation": 1, "scale": []int{2, 2}}}}
	w.add("materials", fields{
		"pbrMetallicRoughness": fields{"baseColorFactor": []float64{1, 1, 1, .5}, "baseColorTexture": map0},
		"alphaMode":            "BLEND", "normalTexture": map0, "emissiveFactor": []int{1, 1, 1},
		"extensions": fields{"KHR_materials_transmission": fields{"transmissionFactor": 1}},
	})
	w.add("materials", fields{"extensions": fields{"KHR_materials_pbrSpecularGlossiness": fields{
		"diffuseFactor": []float64{1, .5, .5, 1}, "specularFactor": []float64{.5, .5, .5}, "glossinessFactor": .5,
		"diffuseTexture": fields{"index": 0}, "specularGlossinessTexture": fields{"index": 0}}}})
	w.add("materials", fields{"pbrMetallicRoughness": fields{"metallicFactor": 0}, "extensions": fields{
		"KHR_materials_specular":     fields{"specularFactor": .5, "specularColorFactor": []float64{1, .5, .5}},
		"KHR_materials_clearcoat":    fields{"clearcoatFactor": .5, "clearcoatRoughnessFactor": .25},
		"KHR_materials_transmission": fields{"transmissionFactor": 1},
		"KHR_materials_volume":       fields{"thicknessFactor": 1, "attenuationDistance": 2, "attenuationColor": []float64{1, .5, .5}}}})
	at := rows(w, [][3]float32{{}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}})
	w.lists["accessors"][at].(fields)["sparse"] = fields{"count": 1,
		"indices": fields{"bufferView": w.view([]uint8{2}), "componentType": uint8s}, "values": fields{"bufferView": w.view([3]float32{0, 7, 0})}}
	uv := rows(w, [][2]float32{{}, {1}, {0, 1}, {1, 1}})
	normals := rows(w, [][3]float32{{0, 0, 1}, {0, 1, 0}, {}, {1, 0, 0}})
	colors := rows(w, [][4]float32{{}, {1, 1, 1, 1}, {0, .5, 1, .5}, {}})
	mesh := w.mesh(fields{"POSITION": at, "NORMAL": normals, "TEXCOORD_0": uv, "TEXCOORD_1": uv, "COLOR_0": colors},
		fields{"indices": rows(w, []uint16{0, 1, 2, 3}), "mode": strip, "material": 0})
	w.add("nodes", fields{"mesh": mesh, "children": []int{1, 2}, "extensions": fields{"KHR_lights_punctual": fields{"light": 0}}})
	w.add("nodes", fields{"mesh": mesh, "translation": []int{1, 0, 0}, "rotation": []int{0, 0, 1, 1}, "camera": 0})
	w.add("nodes", fields{"mesh": w.mesh(fields{"POSITION": at}, fields{"mode": fan, "material": 2}), "extensions": fields{"EXT_mesh_gpu_instancing": fields{
		"attributes": fields{"TRANSLATION": rows(w, [][3]float32{{0, 1, 0}, {0, 2, 0}})}}}})
	back := w.add("accessors", fields{"bufferView": w.view([][16]float32{columns(0, 1, 0), columns(2, 0, 0)}), "componentType": float32s, "type": "MAT4", "count": 2})
	joints := w.add("accessors", fields{"bufferView": w.view([][4]uint8{{0}, {1}, {0, 1}, {1}}), "componentType": uint8s, "type": "VEC4", "count": 4})
	weights := rows(w, [][4]float32{{1}, {1}, {.5, .5}, {}})
	skinned := w.mesh(fields{"POSITION": at, "NORMAL": normals, "JOINTS_0": joints, "WEIGHTS_0": weights, "JOINTS_1": joints, "WEIGHTS_1": weights},
		fields{"mode": strip, "material": 1, "targets": []any{fields{"POSITION": normals, "NORMAL": normals}}})
	w.lists["meshes"][skinned].(fields)["weights"] = []float64{.5}
	w.add("nodes", fields{"mesh": skinned, "weights": []float64{.25}, "skin": w.add("skins", fields{"joints": []int{1, 2}, "inverseBindMatrices": back})})
	view := w.packedView([][]byte{{0, 0, 0, 0}, {200, 0, 7, 0}, {0, 255, 0, 0}})
	packed := w.add("accessors", fields{"bufferView": view, "componentType": uint8s, "type": "VEC3", "count": 3})
	w.add("nodes", fields{"mesh": skinned, "children": []int{5}})
	w.add("nodes", fields{"mesh": w.mesh(fields{"POSITION": packed}, nil)})
	w.add("scenes", fields{"nodes": []int{0, 3, 4}})
	w.animateEverything()
	return w
}

// animateEverything adds an animation of some of all that is moved.
func (w *writer) animateEverything() {
	const lamp = "/extensions/KHR_lights_punctual/lights/0/"
	keys := rows(w, []float32{0, .5, 2})
	var channels, samplers []any
	move := func(target any, how string, output int) {
		channels = append(channels, fields{"sampler": len(samplers), "target": target})
		samplers = append(samplers, fields{"input": keys, "output": output, "interpolation": how})
	}
	node := func(i int, path string) fields { return fields{"node": i, "path": path} }
	property := func(pointer string) fields {
		return fields{"path": "pointer", "extensions": fields{"KHR_animation_pointer": fields{"pointer": pointer}}}
	}
	points := rows(w, [][3]float32{{}, {1, 0, 0}, {1, 1, 1}})
	scalars := rows(w, []float32{.5, 1, .75})
	turns := w.add("accessors", fields{"bufferView": w.view([9][4]int16{{3: 32767}, {3: 32767}, {}, {}, {2: 32767}, {}, {}, {32767}, {}}),
		"componentType": int16s, "type": "VEC4", "count": 9, "normalized": true})
	move(node(0, "translation"), "LINEAR", points)
	move(node(0, "rotation"), "CUBICSPLINE", turns)
	move(node(1, "scale"), "STEP", rows(w, [][3]float32{{1, 1, 1}, {2, 2, 2}, {3, 3, 3}}))
	move(node(3, "weights"), "LINEAR", scalars)
	move(property("/cameras/0/perspective/yfov"), "LINEAR", scalars)
	move(property(lamp+"color"), "LINEAR", points)
	move(property(lamp+"spot/outerConeAngle"), "LINEAR", scalars)
	move(property("/materials/0/pbrMetallicRoughness/roughnessFactor"), "CUBICSPLINE", rows(w, make([]float32, 9)))
	move(property("/materials/0/pbrMetallicRoughness/baseColorTexture/extensions/KHR_texture_transform/offset"), "LINEAR", rows(w, make([][2]float32, 3)))
	move(property("/nodes/0/extensions/KHR_node_visibility/visible"), "STEP", scalars)
	w.add("animations", fields{"name": "all", "channels": channels, "samplers": samplers})
}

func FuzzRead(f *testing.F) {
	w := everything(f)
	f.Add(w.document("a.bin"), w.bin)
	f.Add(w.glb(), []byte{})
	f.Add(w.gltf(), []byte{})
	f.Add(w.glb()[:len(w.glb())-30], []byte{})
	moves, err := os.ReadFile("testdata/moves.glb")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(moves, []byte{})
	const head = `{"asset": {"version": "2.0"}, `
	const mesh = `"nodes": [{"mesh": 0}], "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}], `
	for _, text := range []string{
		head + `"nodes": [{"children": [1]}, {"children": [0]}]}`,
		head + `"nodes": [` + chain(5) + `]}`,
		head + mesh + `"accessors": [{"type": "VEC3", "componentType": 5126, "count": 268435456}]}`,
		head + mesh + `"accessors": [{"type": "VEC3", "componentType": 5126, "count": 3}]}`,
		head + mesh + `"accessors": [{"bufferView": 0, "type": "VEC3", "componentType": 5121, "count": 3}],
			"buffers": [{"uri": "data:,%00%00%00%00123456", "byteLength": 9}], "bufferViews": [{"byteLength": 9}]}`,
		lit(`{"type": "point"}`),
	} {
		f.Add([]byte(text), []byte{})
	}
	f.Fuzz(func(t *testing.T, data, bin []byte) { try(t, data, beside{"a.bin": bin}.read) })
}

// TestEveryValueReplaced puts wrong values at each place of a document.
func TestEveryValueReplaced(t *testing.T) {
	w := everything(t)
	files := beside{"a.bin": w.bin}.read
	var top any
	if err := json.Unmarshal(w.document("a.bin"), &top); err != nil {
		t.Fatal(err)
	}
	wrong := []any{nil, "", "x", true, []any{}, fields{}, -1, 0, 1, 2, 3, .5, 300, 5121, 5125, 1e9, 1e15, 1e300, -1e300, 1e-300,
		[]int{0, 0, 0}, []float64{1e300, 1, 1}, []float64{1e-200, 1e-200, 1e-200}, []int{0, 0, 0, 0}, []int{0, 1, 2, 3, 0}}
	moments := []model.Moment{moving}
	replace := func(set func(any)) {
		for _, v := range wrong {
			set(v)
			data, err := json.Marshal(top)
			if err != nil {
				t.Fatal(err)
			}
			for _, at := range moments {
				tryAt(t, data, files, at)
			}
		}
	}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, old := range v {
				replace(func(x any) { v[k] = x })
				v[k] = old
				if k == "animations" { // at rest too, nothing may come of it
					moments = append(moments, model.Moment{})
				}
				walk(old)
				if k == "animations" {
					moments = moments[:1]
				}
			}
		case []any:
			for k, old := range v {
				replace(func(x any) { v[k] = x })
				v[k] = old
				walk(old)
			}
		}
	}
	walk(top)
}

// moving is when all that everything moves is on its way.
var moving = model.Moment{Animate: true, Seconds: .4}

// try reads a file that may be wrong in any way, at rest and in motion.
func try(t *testing.T, data []byte, files model.ReadFileFunc) {
	t.Helper()
	tryAt(t, data, files, model.Moment{})
	tryAt(t, data, files, moving)
}

func tryAt(t *testing.T, data []byte, files model.ReadFileFunc, at model.Moment) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	m, err := ReadAt("a", data, files, at)
	runtime.ReadMemStats(&after)
	if made := after.TotalAlloc - before.TotalAlloc; made > 600<<20 {
		t.Errorf("%d bytes of memory for a file of %d: %s", made, len(data), data)
	}
	var fault *model.FileError
	if (m == nil) == (err == nil) || err != nil && (!errors.As(err, &fault) || fault.File == "" || strings.Contains(err.Error(), "\n")) {
		t.Fatalf("model %v and error %q: %s", m, err, data)
	}
	if m != nil {
		checkModel(t, m)
	}
	if t.Failed() {
		t.Fatalf("of %s", data)
	}
}

// checkModel wants what package model promises.
func checkModel(t *testing.T, m *model.Model) {
	finite := func(what string, values ...float64) {
		for _, v := range values {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Errorf("%s of %g", what, v)
			}
		}
	}
	point := func(what string, v vec.Vec3) { finite(what, v.X, v.Y, v.Z) }
	for _, s := range m.Meshes {
		for _, c := range s.Triangles {
			for _, i := range c {
				if int(i) >= len(s.Vertices) {
					t.Fatalf("vertex %d of %d", i, len(s.Vertices))
				}
			}
		}
		if n := len(s.Vertices); n == 0 || len(s.Triangles) == 0 || s.Normals != nil && len(s.Normals) != n ||
			s.Colors != nil && len(s.Colors) != n || s.UVs[0] != nil && len(s.UVs[0]) != n || s.UVs[1] != nil && len(s.UVs[1]) != n {
			t.Errorf("%d vertices, %d triangles, %d normals, %d and %d coordinates", n, len(s.Triangles), len(s.Normals), len(s.UVs[0]), len(s.UVs[1]))
		}
		for _, n := range s.Normals {
			if !hasDirection(n) {
				t.Errorf("a normal of %v", n)
			}
		}
	}
	for _, i := range m.Instances {
		if i.Mesh < 0 || i.Mesh >= len(m.Meshes) || i.Material < 0 || i.Material >= len(m.Materials) {
			t.Fatalf("instance of mesh %d, material %d", i.Mesh, i.Material)
		}
		inverse := i.Transform.Inverse()
		for k := range 3 {
			finite("a place", i.Transform[k][:]...)
			finite("an inverse", inverse[k][:]...)
		}
		for _, v := range m.Meshes[i.Mesh].Vertices {
			p := i.Transform.Point(vec.Vec3{X: float64(v[0]), Y: float64(v[1]), Z: float64(v[2])})
			if !(max(p.X, p.Y, p.Z, -p.X, -p.Y, -p.Z) <= 1.0001*model.MaxCoordinate) {
				t.Errorf("a vertex at %v", p)
			}
		}
	}
	for _, s := range m.Materials {
		finite("a material", s.Roughness, s.Metallic, s.Transmission, s.IOR, s.Emission.Max(), s.Opacity, s.AlphaCutoff, s.NormalScale)
		for _, x := range []model.Map{s.ColorMap, s.MetallicRoughnessMap, s.TransmissionMap, s.EmissionMap, s.NormalMap} {
			if x.Texture < 0 || x.Texture > len(m.Textures) || x.UVSet < 0 || x.UVSet > 1 {
				t.Errorf("a map of texture %d, set %d", x.Texture, x.UVSet)
			}
			finite("a map", x.Matrix[:]...)
		}
	}
	for _, l := range m.PointLights {
		point("a light", l.Position)
		finite("a cone", l.CosInner, l.CosOuter, l.Direction.Len(), l.Intensity.Max())
	}
	for _, l := range m.DistantLights {
		finite("a light", l.Direction.Len(), l.Irradiance.Max())
	}
	for _, c := range m.Clips {
		finite("a clip", c.Seconds)
	}
	for _, c := range m.Cameras {
		point("a camera", c.Position)
		point("a camera's aim", c.LookAt)
		finite("a camera", c.FOV, c.Height, c.LookAt.Sub(c.Position).Cross(c.Up).Unit().X)
	}
}
