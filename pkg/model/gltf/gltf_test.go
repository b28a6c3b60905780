package gltf

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/png"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// near compares what went through sines.
var near = cmp.Options{cmpopts.EquateApprox(0, 1e-9), cmpopts.EquateEmpty()}

func mustRead(t *testing.T, data []byte, files model.ReadFileFunc) *model.Model {
	t.Helper()
	m, err := Read("a", data, files)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestOneTriangle(t *testing.T) {
	w := newWriter(t)
	w.triangle(nil)
	want := &model.Model{
		Materials: []model.Material{{Kind: model.Physical, Color: vec.Grey(1), Opacity: 1, Metallic: 1, Roughness: 1, IOR: 1.5, Thin: true, OneSided: true}},
		Meshes:    []model.Mesh{{Vertices: corners, Triangles: [][3]uint32{{0, 1, 2}}}},
		Instances: []model.Instance{{Transform: vec.Identity}},
	}
	files := beside{"a folder/b.bin": w.bin}
	for name, data := range map[string][]byte{
		"GLB": w.glb(), "data in JSON": w.gltf(), "a file": w.document("./a%20folder/b.bin"), "a mark": append([]byte("\xef\xbb\xbf \n"), w.gltf()...),
	} {
		if diff := cmp.Diff(want, mustRead(t, data, files.read)); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
}

func TestNumbersOfAllTypes(t *testing.T) {
	for _, test := range []struct {
		name       string
		values     any
		kind       int
		normalized bool
		want       [2]float32 // x and y of the second row
	}{
		{"float", [][3]float32{{}, {.5, -2}, {}}, float32s, false, [2]float32{.5, -2}},
		{"byte", [][3]int8{{}, {127, -128}, {}}, int8s, false, [2]float32{127, -128}},
		{"normalized byte", [][3]int8{{}, {127, -128}, {}}, int8s, true, [2]float32{1, -1}},
		{"unsigned byte", [][3]uint8{{}, {255, 51}, {}}, uint8s, false, [2]float32{255, 51}},
		{"normalized unsigned byte", [][3]uint8{{}, {255, 51}, {}}, uint8s, true, [2]float32{1, .2}},
		{"short", [][3]int16{{}, {7, -32768}, {}}, int16s, false, [2]float32{7, -32768}},
		{"normalized short", [][3]int16{{}, {32767, -32768}, {}}, int16s, true, [2]float32{1, -1}},
		{"unsigned short", [][3]uint16{{}, {65535, 0}, {}}, uint16s, false, [2]float32{65535, 0}},
		{"normalized unsigned short", [][3]uint16{{}, {65535, 13107}, {}}, uint16s, true, [2]float32{1, .2}},
		{"unsigned int", [][3]uint32{{}, {1 << 24, 3}, {}}, uint32s, false, [2]float32{1 << 24, 3}},
	} {
		w := newWriter(t)
		a := w.add("accessors", fields{"bufferView": w.view(test.values), "componentType": test.kind, "normalized": test.normalized, "type": "VEC3", "count": 3.0})
		w.add("nodes", fields{"mesh": w.mesh(fields{"POSITION": a}, nil)})
		v := mustRead(t, w.glb(), nil).Meshes[0].Vertices[1]
		if v != [3]float32{test.want[0], test.want[1]} {
			t.Errorf("%s: %v", test.name, v)
		}
	}
}

func TestInterleavedAndSparse(t *testing.T) {
	w := newWriter(t)
	both := [][5]float32{{0, 0, 0, .1, .2}, {1, 0, 0, .3, .4}, {0, 1, 0, .5, .6}}
	v := w.view(both)
	w.lists["bufferViews"][v].(fields)["byteStride"] = 20
	at := w.add("accessors", fields{"bufferView": v, "componentType": float32s, "type": "VEC3", "count": 3,
		"sparse": fields{"count": 1, "indices": fields{"bufferView": w.view([]uint8{2}), "componentType": uint8s},
			"values": fields{"bufferView": w.view([3]float32{0, 7, 0})}}})
	uv := w.add("accessors", fields{"bufferView": v, "byteOffset": 12, "componentType": float32s, "type": "VEC2", "count": 3})
	zero := w.add("accessors", fields{"componentType": float32s, "type": "VEC2", "count": 3,
		"sparse": fields{"count": 1, "indices": fields{"bufferView": w.view([]uint16{1}), "componentType": uint16s},
			"values": fields{"bufferView": w.view([2]float32{8, 9})}}})
	w.add("nodes", fields{"mesh": w.mesh(fields{"POSITION": at, "TEXCOORD_0": uv, "TEXCOORD_1": zero}, nil)})
	want := model.Mesh{
		Vertices:  [][3]float32{{}, {1, 0, 0}, {0, 7, 0}},
		UVs:       [2][][2]float32{{{.1, .2}, {.3, .4}, {.5, .6}}, {{}, {8, 9}, {}}},
		Triangles: [][3]uint32{{0, 1, 2}},
	}
	if diff := cmp.Diff(want, mustRead(t, w.glb(), nil).Meshes[0]); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestPackedViews(t *testing.T) {
	w := newWriter(t)
	w.top["extensionsRequired"] = []string{"EXT_meshopt_compression", "KHR_mesh_quantization"}
	view := w.packedView([][]byte{{0, 0, 0, 0}, {200, 0, 7, 0}, {0, 255, 0, 0}})
	w.lists["bufferViews"][view].(fields)["byteStride"] = 4
	at := w.add("accessors", fields{"bufferView": view, "componentType": uint8s, "type": "VEC3", "count": 3})
	w.add("nodes", fields{"mesh": w.mesh(fields{"POSITION": at}, nil)})
	want := [][3]float32{{}, {200, 0, 7}, {0, 255, 0}}
	if diff := cmp.Diff(want, mustRead(t, w.glb(), nil).Meshes[0].Vertices); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestFaultsOfPackedViews(t *testing.T) {
	const here = "a: bufferViews[0].extensions.EXT_meshopt_compression"
	for _, test := range []struct {
		name  string
		value any
		want  string
	}{
		{"count", 1 << 30, ": has 1073741824 rows of 4 bytes: export the file again"},
		{"count", 1 << 28, ": makes the file more than 64 times as large in memory: export it so that no two accessors show the same bytes"},
		{"count", 5000, ": cannot be unpacked (the packed bytes end early): export the file without it"},
		{"byteStride", 300, ": has 3 rows of 300 bytes: export the file again"},
		{"byteLength", 1 << 30, ": wants 1073741824 bytes from byte 0 on of buffers[0], which has 101: export the file again"},
		{"buffer", 3, ".buffer: is 3, but the file has 1 buffers: export it again"},
		{"mode", "LINES", `: cannot be unpacked (3 rows of 4 bytes are not what the mode "LINES" is for): export the file without it`},
		{"filter", "SMOOTH", `: cannot be unpacked (rows of 4 bytes are not what the filter "SMOOTH" is for): export the file without it`},
	} {
		w := newWriter(t)
		view := w.packedView([][]byte{{0, 0, 0, 0}, {200, 0, 7, 0}, {0, 255, 0, 0}})
		w.lists["bufferViews"][view].(fields)["extensions"].(fields)["EXT_meshopt_compression"].(fields)[test.name] = test.value
		w.add("accessors", fields{"bufferView": view, "componentType": uint8s, "type": "VEC3", "count": 3})
		w.add("nodes", fields{"mesh": w.mesh(fields{"POSITION": 0}, nil)})
		wantFault(t, w.glb(), nil, here+test.want)
	}
}

func TestModes(t *testing.T) {
	five := [][3]float32{{0}, {1}, {2}, {3}, {4}}
	for _, test := range []struct {
		name string
		more func(*writer) fields
		want [][3]uint32
	}{
		{"list", func(w *writer) fields { return fields{"indices": rows(w, []uint8{4, 3, 2, 0, 1, 2})} }, [][3]uint32{{4, 3, 2}, {0, 1, 2}}},
		{"strip", func(*writer) fields { return fields{"mode": strip} }, [][3]uint32{{0, 1, 2}, {1, 3, 2}, {2, 3, 4}}},
		{"fan", func(*writer) fields { return fields{"mode": fan} }, [][3]uint32{{1, 2, 0}, {2, 3, 0}, {3, 4, 0}}},
		{"strip by index", func(w *writer) fields { return fields{"mode": strip, "indices": rows(w, []uint16{4, 3, 2, 1})} }, [][3]uint32{{4, 3, 2}, {3, 1, 2}}},
		{"fan by index", func(w *writer) fields { return fields{"mode": fan, "indices": rows(w, []uint32{4, 4, 2})} }, [][3]uint32{{4, 2, 4}}},
		{"points", func(*writer) fields { return fields{"mode": 0} }, nil},
		{"lines", func(*writer) fields { return fields{"mode": 3} }, nil},
	} {
		w := newWriter(t)
		at := rows(w, five)
		w.add("nodes", fields{"mesh": w.mesh(fields{"POSITION": at}, test.more(w))})
		m := mustRead(t, w.glb(), nil)
		var got [][3]uint32
		if len(m.Instances) > 0 {
			got = m.Meshes[m.Instances[0].Mesh].Triangles
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", test.name, diff)
		}
	}
}

func TestNormals(t *testing.T) {
	w := newWriter(t)
	nan := float32(math.NaN())
	n := rows(w, [][3]float32{{0, 1, 0}, {}, {nan, 0, 1}})
	w.add("nodes", fields{"mesh": w.mesh(fields{"POSITION": rows(w, corners), "NORMAL": n}, nil)})
	want := [][3]float32{{0, 1, 0}, {0, 0, 1}, {0, 0, 1}}
	if diff := cmp.Diff(want, mustRead(t, w.glb(), nil).Meshes[0].Normals); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestNodes(t *testing.T) {
	w := newWriter(t)
	at := rows(w, corners)
	mesh := w.mesh(fields{"POSITION": at}, nil)
	again := w.mesh(fields{"POSITION": at}, fields{"material": w.add("materials", fields{"name": "red"})}) // the same triangles
	half := math.Sqrt(.5)
	w.add("nodes", fields{"translation": [3]int{1, 2, 3}, "rotation": []float64{0, 0, half, half}, "scale": []int{2, 2, 2}, "mesh": mesh, "children": []int{1, 2}})
	w.add("nodes", fields{"matrix": []int{-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 5, 0, 0, 1}, "mesh": mesh})
	w.add("nodes", fields{"scale": []int{1, 1, 0}, "mesh": mesh}) // flat
	w.add("nodes", fields{"mesh": again})
	w.add("nodes", fields{"mesh": mesh}) // of no scene
	w.add("scenes", fields{})
	w.add("scenes", fields{"nodes": []int{0, 3}})
	w.top["scene"] = 1
	m := mustRead(t, w.glb(), nil)
	want := []model.Instance{
		{Transform: vec.Affine{{0, -2, 0, 1}, {2, 0, 0, 2}, {0, 0, 2, 3}}},
		{Transform: vec.Affine{{0, -2, 0, 1}, {-2, 0, 0, 12}, {0, 0, 2, 3}}},
		{Material: 1, Transform: vec.Identity},
	}
	if diff := cmp.Diff(want, m.Instances, near); diff != "" || len(m.Meshes) != 1 || m.Materials[1].Name != "red" {
		t.Errorf("%d meshes; -want +got\n%s", len(m.Meshes), diff)
	}
}

func TestSceneOfAChild(t *testing.T) {
	w := newWriter(t)
	w.add("nodes", fields{"children": []int{1}, "translation": []int{9, 9, 9}})
	w.add("nodes", fields{"mesh": w.mesh(fields{"POSITION": rows(w, corners)}, nil), "translation": []int{1, 0, 0}})
	w.add("scenes", fields{"nodes": []int{1}})
	if got := mustRead(t, w.glb(), nil).Instances; len(got) != 1 || got[0].Transform != vec.Translate(vec.Vec3{X: 1}) {
		t.Error(got)
	}
}

func TestInstancing(t *testing.T) {
	w := newWriter(t)
	w.top["extensionsRequired"] = []string{"EXT_mesh_gpu_instancing"}
	mesh := w.mesh(fields{"POSITION": rows(w, corners)}, nil)
	w.add("nodes", fields{"mesh": mesh, "translation": []int{1, 0, 0}, "extensions": fields{"EXT_mesh_gpu_instancing": fields{"attributes": fields{
		"TRANSLATION": rows(w, [][3]float32{{0, 1, 0}, {0, 2, 0}}),
		"ROTATION":    rows(w, [][4]float32{{0, 0, 0, 1}, {0, 0, 1, 0}}),
		"SCALE":       rows(w, [][3]float32{{1, 1, 1}, {3, 3, 3}}),
	}}}})
	want := []model.Instance{
		{Transform: vec.Affine{{1, 0, 0, 1}, {0, 1, 0, 1}, {0, 0, 1, 0}}},
		{Transform: vec.Affine{{-3, 0, 0, 1}, {0, -3, 0, 2}, {0, 0, 3, 0}}},
	}
	if diff := cmp.Diff(want, mustRead(t, w.glb(), nil).Instances); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestColorsOfAllTypes(t *testing.T) {
	nan := float32(math.NaN())
	const full = math.MaxUint16
	for _, test := range []struct {
		name   string
		values any
		kind   int
		of     string
		want   [4]uint16 // of the second row
	}{
		{"three floats", [][3]float32{{}, {.5, 1, 0}, {}}, float32s, "VEC3", [4]uint16{32768, full, 0, full}},
		{"four floats", [][4]float32{{}, {0, 1, 1, .2}, {}}, float32s, "VEC4", [4]uint16{0, full, full, 13107}},
		{"floats of no use", [][4]float32{{}, {nan, -1, 7, 1}, {}}, float32s, "VEC4", [4]uint16{0, 0, full, full}},
		{"bytes", [][4]uint8{{}, {255, 51, 0, 1}, {}}, uint8s, "VEC4", [4]uint16{full, 13107, 0, 257}},
		{"shorts", [][4]uint16{{}, {full, 1, 0, 32768}, {}}, uint16s, "VEC4", [4]uint16{full, 1, 0, 32768}},
	} {
		for _, normalized := range []bool{true, false} { // some exporters forget
			w := newWriter(t)
			a := w.add("accessors", fields{"bufferView": w.view(test.values), "componentType": test.kind, "normalized": normalized, "type": test.of, "count": 3})
			at := rows(w, corners)
			w.add("meshes", fields{"primitives": []any{
				fields{"attributes": fields{"POSITION": at}, "material": w.add("materials", fields{})},
				fields{"attributes": fields{"POSITION": at, "COLOR_0": a}, "material": w.add("materials", fields{})},
			}})
			w.add("nodes", fields{"mesh": 0})
			m := mustRead(t, w.glb(), nil)
			if m.Meshes[0].Colors != nil || m.Meshes[1].Colors[1] != test.want || m.Materials[0].VertexColors || !m.Materials[1].VertexColors {
				t.Errorf("%s: %v", test.name, m)
			}
		}
	}
}

// onePNG is a picture of one green texel.
func onePNG(t testing.TB) []byte {
	m := image.NewNRGBA(image.Rect(0, 0, 1, 1))
	copy(m.Pix, "\x00\xff\x00\x80")
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestMaterials(t *testing.T) {
	w := newWriter(t)
	w.add("samplers", fields{"magFilter": 9728, "wrapS": 33071, "wrapT": 33648})
	w.add("images", fields{"uri": "data:image/png;base64," + base64.StdEncoding.EncodeToString(onePNG(t)), "name": "green"})
	w.add("images", fields{"bufferView": w.view(onePNG(t))})
	w.add("images", fields{"uri": "c.png"})
	w.add("textures", fields{"source": 0})
	w.add("textures", fields{"source": 0, "sampler": 0})
	w.add("textures", fields{"source": 1})
	w.add("textures", fields{"extensions": fields{"EXT_texture_webp": fields{"source": 2}}})
	w.add("textures", fields{"source": 0}) // the first again
	w.triangle(fields{"material": w.add("materials", fields{
		"name": "all", "doubleSided": true, "alphaMode": "MASK", "alphaCutoff": .25,
		"pbrMetallicRoughness": fields{
			"baseColorFactor": []float64{.1, .2, .3, .4}, "metallicFactor": .5, "roughnessFactor": .6,
			"baseColorTexture": fields{"index": 0}, "metallicRoughnessTexture": fields{"index": 1, "texCoord": 1},
		},
		"normalTexture":  fields{"index": 2, "scale": .7},
		"emissiveFactor": []float64{1, .5, 0}, "emissiveTexture": fields{"index": 3, "extensions": fields{"KHR_texture_transform": fields{
			"offset": []int{0, 1}, "rotation": math.Pi / 2, "scale": []float64{.5, .5}, "texCoord": 1}}},
		"extensions": fields{
			"KHR_materials_emissive_strength": fields{"emissiveStrength": 10},
			"KHR_materials_ior":               fields{"ior": 1.3},
			"KHR_materials_transmission":      fields{"transmissionFactor": .9, "transmissionTexture": fields{"index": 4}},
			"KHR_materials_volume":            fields{"thicknessFactor": .01},
		},
	})})
	w.triangle(fields{"material": w.add("materials", fields{
		"alphaMode": "BLEND", "extensions": fields{"KHR_materials_unlit": fields{}},
		"pbrMetallicRoughness": fields{"baseColorFactor": []float64{.1, .2, .3, 1.00001}, "baseColorTexture": fields{"index": 0}},
	})})
	m := mustRead(t, w.glb(), beside{"c.png": onePNG(t)}.read)
	want := []model.Material{{
		Name: "all", Kind: model.Physical, AlphaMode: model.Mask, AlphaCutoff: .25,
		Color: vec.RGB{R: .1, G: .2, B: .3}, Opacity: .4, Metallic: .5, Roughness: .6, Transmission: .9, IOR: 1.3,
		ColorMap: model.Map{Texture: 1}, MetallicRoughnessMap: model.Map{Texture: 2, UVSet: 1, Raw: true},
		NormalMap: model.Map{Texture: 3, Raw: true}, NormalScale: .7,
		Emission: vec.RGB{R: 10, G: 5}, EmissionMap: model.Map{Texture: 4, UVSet: 1, Matrix: [6]float64{0, .5, 0, -.5, 0, 1}},
		TransmissionMap: model.Map{Texture: 1, Raw: true},
	}, {
		Kind: model.Emissive, Emission: vec.RGB{R: .1, G: .2, B: .3}, EmissionMap: model.Map{Texture: 1},
		ColorMap: model.Map{Texture: 1}, AlphaMode: model.Blend, Opacity: 1, OneSided: true,
	}}
	if diff := cmp.Diff(want, m.Materials, near); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	texels := []byte("\x00\xff\x00\x80")
	textures := []model.Texture{
		{Name: "green", Width: 1, Height: 1, Bytes: texels},
		{Name: "green", Width: 1, Height: 1, Bytes: texels, Nearest: true, Wrap: [2]model.Wrap{model.Clamp, model.Mirrored}},
		{Width: 1, Height: 1, Bytes: texels},
		{Name: "c.png", Width: 1, Height: 1, Bytes: texels},
	}
	if diff := cmp.Diff(textures, m.Textures); diff != "" || &m.Textures[0].Bytes[0] != &m.Textures[1].Bytes[0] {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestLightsAndCameras(t *testing.T) {
	w := newWriter(t)
	w.top["extensions"] = fields{"KHR_lights_punctual": fields{"lights": []fields{
		{"type": "point", "color": []float64{1, .5, 0}, "intensity": 10},
		{"type": "directional"},
		{"type": "spot", "spot": fields{}},
		{"type": "spot", "spot": fields{"innerConeAngle": math.Pi / 6, "outerConeAngle": math.Pi / 3}},
	}}}
	for i := range 4 {
		w.add("nodes", fields{"translation": []int{1, 2, 3}, "rotation": []float64{1, 0, 0, 1}, "scale": []int{5, 5, 5},
			"extensions": fields{"KHR_lights_punctual": fields{"light": i}}})
	}
	w.add("nodes", fields{"camera": w.add("cameras", fields{"type": "perspective", "perspective": fields{"yfov": math.Pi / 3, "aspectRatio": 2}})})
	w.add("nodes", fields{"translation": []int{1, 2, 3}, "rotation": []float64{1, 0, 0, 1},
		"camera": w.add("cameras", fields{"type": "orthographic", "orthographic": fields{"xmag": 9, "ymag": 4}})})
	m := mustRead(t, w.gltf(), nil)
	at, up := vec.Vec3{X: 1, Y: 2, Z: 3}, vec.Vec3{Y: 1}
	white := vec.Grey(1)
	want := &model.Model{
		PointLights: []model.PointLight{
			{Position: at, Intensity: vec.RGB{R: 10, G: 5}},
			{Position: at, Intensity: white, Direction: up, CosInner: 1, CosOuter: math.Sqrt(.5)},
			{Position: at, Intensity: white, Direction: up, CosInner: math.Sqrt(.75), CosOuter: .5},
		},
		DistantLights: []model.DistantLight{{Direction: up, Irradiance: white}},
		Cameras: []model.Camera{
			{LookAt: vec.Vec3{Z: -1}, Up: up, FOV: 60},
			{Projection: model.Orthographic, Position: at, LookAt: vec.Vec3{X: 1, Y: 3, Z: 3}, Up: vec.Vec3{Z: 1}, Height: 8},
		},
	}
	if diff := cmp.Diff(want, m, near); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
