package gltf

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"mosaic/pkg/model"
)

// JSON that is wrong before a buffer is looked at.
func TestFaultsOfText(t *testing.T) {
	const head = `{"asset": {"version": "2.0"}, `
	for _, test := range []struct{ text, want string }{
		{"", "a: is neither GLB nor glTF's JSON: export it as glTF 2.0"},
		{"solid", "a: is neither GLB nor glTF's JSON: export it as glTF 2.0"},
		{"\n{\"asset\": }", "a: byte 12: the JSON is broken (invalid character '}' looking for beginning of value): copy or export the file again"},
		{"{}", `a: asset.version: is "": export the file as glTF 2.0`},
		{`{"asset": {"version": "1.1"}}`, `a: asset.version: is "1.1": export the file as glTF 2.0`},
		{`{"asset": {"version": 2}}`, "a: asset.version: is not what glTF has there (number): export the file again"},
		{head + `"extensionsRequired": ["KHR_draco_mesh_compression", "KHR_materials_ior", "KHR_texture_basisu"]}`,
			"a: extensionsRequired: needs what mosaic cannot read: export the file without KHR_draco_mesh_compression, KHR_texture_basisu"},
		{head + `"nodes": {}}`, "a: nodes: is no list: export the file again"},
		{head + `"nodes": [{}, null]}`, "a: nodes[1]: is null: export the file again"},
		{head + `"nodes": [{"mesh": "x"}]}`, "a: nodes[0].mesh: is not what glTF has there (value \"x\"): export the file again"},
		{head + `"nodes": [{"translation": [0, 1, "x"]}]}`, "a: nodes[0].translation: is not what glTF has there (string): export the file again"},
		{head + `"images": [{"uri": 1}]}`, "a: images[0].uri: is not what glTF has there (number): export the file again"},
		{head + `"nodes": [{"mesh": 1.5}]}`, "a: nodes[0].mesh: is not what glTF has there (value 1.5): export the file again"},
		{head + `"nodes": [` + strings.Repeat("{},", 120_000) + `{}]}`, "a: has almost nothing but empty objects: export it again"},
		{head + `"nodes": [{"mesh": 2}]}`, "a: nodes[0].mesh: is 2, but the file has 0 meshes: export it again"},
		{head + `"nodes": [{"children": [0]}]}`, "a: nodes[0]: is below itself: export the file again"},
		{head + `"nodes": [{"children": [1]}, {"children": [2]}, {"children": [1]}]}`, "a: nodes[2].children[0]: is 1, which is a child of nodes[0] too: export the file again"},
		{head + `"nodes": [{}, {"children": [2]}, {"children": [1]}], "scenes": [{"nodes": [0]}]}`, "a: nodes[2]: is below itself: export the file again"},
		{head + `"nodes": [{"children": [1]}, {}], "scenes": [{"nodes": [1, 0]}]}`, "a: nodes[1]: is in the scene by itself and below another: export the file again"},
		{head + `"nodes": [{}], "scenes": [{"nodes": [0, 0]}]}`, "a: scenes[0].nodes[1]: is 0 for the second time: export the file again"},
		{head + `"scenes": [{}], "scene": 1}`, "a: scene: is 1, but the file has 1 scenes: export it again"},
		{head + `"nodes": [` + chain(1002) + `]}`, "a: nodes[1001]: lies below more than 1000 others: flatten the hierarchy"},
		{head + `"nodes": [{"scale": [1, 2]}]}`, "a: nodes[0].scale: has 2 numbers, not 3: export the file again"},
		{head + `"nodes": [{"matrix": [1]}]}`, "a: nodes[0].matrix: has 1 numbers, not 16: export the file again"},
		{head + `"nodes": [{"matrix": [1,0,0,1, 0,1,0,0, 0,0,1,0, 0,0,0,1]}]}`,
			"a: nodes[0].matrix: has a last row other than 0, 0, 0, 1: apply the node's transform and export again"},
		{head + `"nodes": [{"camera": 0}], "cameras": [{"type": "perspective", "perspective": {"yfov": 4}}]}`,
			"a: cameras[0].perspective.yfov: is 4 radians, not within 0 and pi: set another angle"},
		{head + `"nodes": [{"camera": 0}], "cameras": [{"type": "orthographic", "orthographic": {}}]}`,
			"a: cameras[0].orthographic.ymag: is 0, not above 0 and within 1e+09: set another scale"},
		{head + `"nodes": [{"camera": 0}], "cameras": [{"type": "fisheye"}]}`,
			`a: cameras[0].type: is "fisheye", without what goes with it: export the file again`},
		{head + `"nodes": [{"camera": 0, "scale": [0, 0, 0]}], "cameras": [{}]}`,
			"a: nodes[0]: is scaled by 0 and shows no direction: set the scale to 1"},
		{lit(`{"type": "spot", "spot": {"innerConeAngle": 1, "outerConeAngle": 0.5}}`),
			"a: extensions.KHR_lights_punctual.lights[0].spot: has cones of 1 and 0.5 radians: keep to 0 <= inner < outer <= pi/2"},
		{lit(`{"type": "area"}`), `a: extensions.KHR_lights_punctual.lights[0].type: is "area", not point, spot or directional: export the file again`},
		{lit(`{"type": "point", "intensity": -1}`), "a: extensions.KHR_lights_punctual.lights[0].color: comes to -1, not from 0 to 1e+09: make the light weaker"},
		{lit(``), "a: nodes[0].extensions.KHR_lights_punctual.light: is 0, but the file has 0 lights: export it again"},
	} {
		wantFault(t, []byte(test.text), nil, test.want)
	}
}

func wantFault(t *testing.T, data []byte, files model.ReadFileFunc, want string) {
	t.Helper()
	m, err := Read("a", data, files)
	var fault *model.FileError
	if m != nil || !errors.As(err, &fault) || err.Error() != want {
		t.Errorf("%.200s\ngot  %v\nwant %s", data, err, want)
	}
}

// chain is nodes, each below the one before.
func chain(n int) string {
	var b strings.Builder
	for i := range n - 1 {
		fmt.Fprintf(&b, `{"children": [%d]}, `, i+1)
	}
	return b.String() + "{}"
}

func lit(light string) string {
	return `{"asset": {"version": "2.0"}, "extensions": {"KHR_lights_punctual": {"lights": [` + light + `]}},
		"nodes": [{"extensions": {"KHR_lights_punctual": {"light": 0}}}]}`
}

func TestFaultsOfGLB(t *testing.T) {
	w := newWriter(t)
	w.triangle(nil)
	whole := w.glb()
	old := append([]byte(nil), whole...)
	old[4] = 1
	long := append([]byte(nil), whole...)
	binary.LittleEndian.PutUint32(long[12:], math.MaxUint32)
	broken := pack([]byte(`{"asset": }`), nil)
	unnamed := pack([]byte(`{}`), nil)
	copy(unnamed[16:], "XXXX")
	for _, test := range []struct {
		data []byte
		want string
	}{
		{whole[:15], "a: the file ends early: copy or export it again"},
		{whole[:len(whole)-1], "a: the file ends early: copy or export it again"},
		{long, "a: the file ends early: copy or export it again"},
		{old, "a: byte 4: is a GLB of version 1: export the file as glTF 2.0"},
		{broken, "a: byte 31: the JSON is broken (invalid character '}' looking for beginning of value): copy or export the file again"},
		{unnamed, "a: has no JSON in it: export it again"},
		{pack(w.document(""), w.bin[:8]), "a: buffers[0]: states 36 bytes and has 8: copy or export the file again"},
	} {
		wantFault(t, test.data, nil, test.want)
	}
}

// TestFaultsOfMeshes changes one thing of a triangle that has everything.
func TestFaultsOfMeshes(t *testing.T) {
	nan, far := float32(math.NaN()), float32(2e9)
	type parts struct {
		*writer
		primitive, attributes, position, index, positionView fields
	}
	for _, test := range []struct {
		change func(p parts)
		want   string
	}{
		{func(p parts) { p.primitive["mode"] = 7 }, "a: meshes[0].primitives[0].mode: is 7, not from 0 to 6: export the file again"},
		{func(p parts) { p.primitive["indices"] = 9 }, "a: meshes[0].primitives[0].indices: is 9, but the file has 3 accessors: export it again"},
		{func(p parts) { p.primitive["material"] = 0 }, "a: meshes[0].primitives[0].material: is 0, but the file has 0 materials: export it again"},
		{func(p parts) { p.primitive["indices"] = rows(p.writer, []uint8{0, 1, 3}) }, "a: meshes[0].primitives[0].indices: row 2 is vertex 3 of 3: export the file again"},
		{func(p parts) { p.primitive["indices"] = rows(p.writer, []uint8{0, 1}) }, "a: meshes[0].primitives[0].indices: has 2 corners, which are no whole triangles: export the file again"},
		{func(p parts) { p.primitive["mode"], p.primitive["indices"] = strip, rows(p.writer, []uint8{0, 1}) }, "a: meshes[0].primitives[0].indices: has 2 corners, too few for a triangle: export the file again"},
		{func(p parts) { p.index["componentType"] = float32s }, "a: meshes[0].primitives[0].indices: is accessors[2] of componentType 5126, not 5121, 5123 or 5125: export the file again"},
		{func(p parts) { p.attributes["NORMAL"] = 2 }, "a: meshes[0].primitives[0].attributes.NORMAL: is accessors[2] of type \"SCALAR\", not VEC3: export the file again"},
		{func(p parts) { p.attributes["NORMAL"] = rows(p.writer, corners[:2]) }, "a: meshes[0].primitives[0].attributes.NORMAL: has 2 rows for 3 vertices: export the file again"},
		{func(p parts) { p.attributes["TEXCOORD_1"] = rows(p.writer, [][2]float32{{}}) }, "a: meshes[0].primitives[0].attributes.TEXCOORD_1: has 1 rows for 3 vertices: export the file again"},
		{func(p parts) { p.attributes["COLOR_0"] = rows(p.writer, [][4]float32{{}}) }, "a: meshes[0].primitives[0].attributes.COLOR_0: has 1 rows for 3 vertices: export the file again"},
		{func(p parts) { p.attributes["COLOR_0"] = 2 }, "a: meshes[0].primitives[0].attributes.COLOR_0: is accessors[2] of type \"SCALAR\", not VEC4: export the file again"},
		{func(p parts) { p.attributes["COLOR_0"] = 9 }, "a: meshes[0].primitives[0].attributes.COLOR_0: is 9, but the file has 3 accessors: export it again"},
		{func(p parts) { p.attributes["TEXCOORD_0"] = rows(p.writer, [][2]float32{{}, {1, nan}, {}}) }, "a: accessors[3]: row 1 has the texture coordinates 1, NaN, which are not within 1e+09: unwrap the model again"},
		{func(p parts) { p.attributes["POSITION"] = rows(p.writer, [][3]float32{{}, {nan}, {}}) }, "a: accessors[3]: row 1 has the coordinate NaN, which is not within 1e+09: make the model smaller"},
		{func(p parts) { p.attributes["POSITION"] = rows(p.writer, [][3]float32{{}, {far}, {}}) }, "a: accessors[3]: row 1 has the coordinate 2e+09, which is not within 1e+09: make the model smaller"},
		{func(p parts) { p.position["count"] = 0 }, "a: accessors[0].count: is 0, not from 1 to 268435456: export the file again"},
		{func(p parts) { p.position["count"] = 4e9 }, "a: accessors[0].count: is 4000000000, not from 1 to 268435456: export the file again"},
		{func(p parts) { p.position["count"] = 200_000_000 }, "a: accessors[0]: wants 2400000000 bytes from byte 0 on of bufferViews[0], which has 36: export the file again"},
		{func(p parts) { delete(p.position, "bufferView"); p.position["count"] = 200_000_000 },
			"a: accessors[0]: makes the file more than 64 times as large in memory: export it so that no two accessors show the same bytes"},
		{func(p parts) { p.position["componentType"] = 5124 }, "a: accessors[0].componentType: is 5124, which glTF does not have: export the file again"},
		{func(p parts) { p.position["byteOffset"] = -1 }, "a: accessors[0]: wants 36 bytes from byte -1 on of bufferViews[0], which has 36: export the file again"},
		{func(p parts) { p.position["bufferView"] = 9 }, "a: accessors[0].bufferView: is 9, but the file has 3 bufferViews: export it again"},
		{func(p parts) { p.positionView["byteStride"] = 8 }, "a: accessors[0]: has rows of 12 bytes, but those of bufferViews[0] are 8 apart: export the file again"},
		{func(p parts) { p.positionView["byteStride"] = 1 << 40 }, "a: bufferViews[0].byteStride: is 1099511627776, not from 4 to 252: export the file again"},
		{func(p parts) { p.positionView["byteLength"] = 1 << 40 }, "a: bufferViews[0]: wants 1099511627776 bytes from byte 0 on of buffers[0], which has 75: export the file again"},
		{func(p parts) { p.positionView["buffer"] = 1 }, "a: bufferViews[0].buffer: is 1, but the file has 1 buffers: export it again"},
		{func(p parts) { p.position["sparse"] = fields{"count": 4} }, "a: accessors[0].sparse.count: is 4, not from 0 to 3: export the file again"},
		{func(p parts) {
			p.position["sparse"] = fields{"count": 1, "indices": fields{"componentType": uint8s}}
		}, "a: accessors[0].sparse.indices: has no bufferView: export the file again"},
		{func(p parts) {
			v := fields{"bufferView": p.view([]uint8{0, 3}), "componentType": uint8s}
			p.position["sparse"] = fields{"count": 2, "indices": v, "values": fields{"bufferView": p.view([6]float32{})}}
		}, "a: accessors[0].sparse.indices: replaces row 3 of 3: export the file again"},
		{func(p parts) {
			p.position["sparse"] = fields{"count": 1, "indices": fields{"bufferView": p.view([]int8{0, 3}), "componentType": int8s}}
		}, "a: accessors[0].sparse.indices.componentType: is 5120, not 5121, 5123 or 5125: export the file again"},
		{func(p parts) { p.lists["nodes"][0].(fields)["translation"] = []float64{1e9, 0, 0} }, "a: nodes[0]: puts meshes further than 1e+09 from the origin: scale the scene down"},
		{func(p parts) { p.lists["nodes"][0].(fields)["scale"] = []float64{1e300, 1e300, 1e300} }, "a: nodes[0]: puts meshes further than 1e+09 from the origin: scale the scene down"},
		{func(p parts) {
			p.lists["nodes"][0].(fields)["extensions"] = fields{"EXT_mesh_gpu_instancing": fields{"attributes": fields{}}}
		}, "a: nodes[0].extensions.EXT_mesh_gpu_instancing.attributes: are none that place anything: export the file again"},
	} {
		w := newWriter(t)
		position := rows(w, corners)
		attributes := fields{"POSITION": position, "NORMAL": rows(w, [][3]float32{{0, 0, 1}, {0, 0, 1}, {0, 0, 1}})}
		index := rows(w, []uint8{0, 1, 2})
		primitive := fields{"attributes": attributes, "indices": index}
		w.add("meshes", fields{"primitives": []any{primitive}})
		w.add("nodes", fields{"mesh": 0})
		test.change(parts{w, primitive, attributes, w.lists["accessors"][position].(fields), w.lists["accessors"][index].(fields), w.lists["bufferViews"][0].(fields)})
		wantFault(t, w.glb(), nil, test.want)
	}
}

func TestFaultsOfMaterials(t *testing.T) {
	base := func(more fields) fields { return fields{"pbrMetallicRoughness": more} }
	texture := base(fields{"baseColorTexture": fields{"index": 0}})
	image := func(i fields) func(*writer) {
		return func(w *writer) { w.add("textures", fields{"source": w.add("images", i)}) }
	}
	for _, test := range []struct {
		material fields
		more     func(*writer)
		want     string
	}{
		{base(fields{"metallicFactor": 2}), nil, "a: materials[0].pbrMetallicRoughness.metallicFactor: is 2: set it from 0 to 1"},
		{base(fields{"baseColorFactor": []int{1, 1, 1}}), nil, "a: materials[0].pbrMetallicRoughness.baseColorFactor: has 3 numbers, not 4: export the file again"},
		{base(fields{"baseColorFactor": []int{1, 1, -1, 1}}), nil, "a: materials[0].pbrMetallicRoughness.baseColorFactor[2]: is -1: set it from 0 to 1"},
		{fields{"alphaMode": "GLASS"}, nil, `a: materials[0].alphaMode: is "GLASS", not OPAQUE, MASK or BLEND: export the file again`},
		{fields{"emissiveFactor": []int{-1, 0, 0}}, nil, "a: materials[0].emissiveFactor: comes to -1, not from 0 to 1e+09: make the light weaker"},
		{fields{"extensions": fields{"KHR_materials_ior": fields{"ior": .5}}}, nil, "a: materials[0].extensions.KHR_materials_ior.ior: is 0.5: set it from 1 to 100"},
		{fields{"extensions": fields{"KHR_materials_pbrSpecularGlossiness": fields{"glossinessFactor": 2}}}, nil, "a: materials[0].extensions.KHR_materials_pbrSpecularGlossiness.glossinessFactor: is 2: set it from 0 to 1"},
		{fields{"extensions": fields{"KHR_materials_pbrSpecularGlossiness": fields{"specularGlossinessTexture": fields{"index": 3}}}}, nil,
			"a: materials[0].extensions.KHR_materials_pbrSpecularGlossiness.specularGlossinessTexture.index: is 3, but the file has 0 textures: export it again"},
		{fields{"extensions": fields{"KHR_materials_specular": fields{"specularFactor": -1}}}, nil, "a: materials[0].extensions.KHR_materials_specular.specularFactor: is -1: set it from 0 to 1"},
		{texture, nil, "a: materials[0].pbrMetallicRoughness.baseColorTexture.index: is 0, but the file has 0 textures: export it again"},
		{base(fields{"baseColorTexture": fields{}}), nil, "a: materials[0].pbrMetallicRoughness.baseColorTexture: has no index: export the file again"},
		{texture, func(w *writer) { w.add("textures", fields{}) }, "a: textures[0]: has no source that mosaic reads: export its image as PNG or JPEG"},
		{texture, image(fields{}), "a: images[0]: has neither uri nor bufferView: export the file again"},
		{texture, image(fields{"uri": "https://example.com/a.png"}), `a: images[0].uri: is "https://example.com/a.png": put that file beside this one and name it by its path from here`},
		{texture, image(fields{"uri": "no.png"}), `a: images[0].uri: cannot read "no.png" (no file no.png): put that file beside this one, or export as GLB`},
		{texture, image(fields{"uri": "text.png"}), "text.png: is no picture that mosaic reads: save it as PNG, JPEG, TIFF, WebP, BMP or Radiance .hdr"},
		{texture, image(fields{"uri": "data:,text"}), "a: images[0]: is no picture that mosaic reads: save it as PNG, JPEG, TIFF, WebP, BMP or Radiance .hdr"},
		{texture, image(fields{"uri": "data:,%23%3fRADIANCE%0a"}), "a: images[0]: line 2: the header does not end in a size, such as -Y 512 +X 1024: save the picture again as Radiance .hdr"},
		{texture, image(fields{"uri": "data:;base64,!"}), "a: images[0].uri: holds no data (illegal base64 data at input byte 0): export the file again"},
		{base(fields{"baseColorTexture": fields{"index": 0, "texCoord": 2}}), image(fields{"uri": "a.png"}),
			"a: materials[0].pbrMetallicRoughness.baseColorTexture.texCoord: is 2: export the file with at most two sets of texture coordinates"},
		{texture, func(w *writer) {
			w.add("images", fields{"uri": "a.png"})
			w.add("textures", fields{"source": 0, "sampler": w.add("samplers", fields{"wrapT": 1})})
		}, "a: samplers[0].wrapT: is 1, not 10497, 33071 or 33648: export the file again"},
	} {
		w := newWriter(t)
		w.triangle(fields{"material": w.add("materials", test.material)})
		if test.more != nil {
			test.more(w)
		}
		wantFault(t, w.glb(), beside{"text.png": []byte("text"), "a.png": onePNG(t)}.read, test.want)
	}
	w := newWriter(t)
	w.triangle(nil)
	wantFault(t, w.document("a.bin"), nil, `a: buffers[0].uri: is "a.bin", and there are no files beside this one: export it as GLB`)
	wantFault(t, w.document(""), nil, "a: buffers[0]: has no uri: export the file again")
}

// A small file that shows the same bytes again and again is refused before it
// has taken much memory or time.
func TestSharedBytes(t *testing.T) {
	w := newWriter(t)
	view := w.view(make([][3]float32, 30_000))
	var primitives []any
	for range 5000 {
		at := w.add("accessors", fields{"bufferView": view, "componentType": float32s, "type": "VEC3", "count": 30_000})
		primitives = append(primitives, fields{"attributes": fields{"POSITION": at, "NORMAL": at}})
	}
	w.add("meshes", fields{"primitives": primitives})
	w.add("nodes", fields{"mesh": 0})
	_, err := Read("a", w.glb(), nil)
	const want = "makes the file more than 64 times as large in memory: export it so that no two accessors show the same bytes"
	if err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Error(err)
	}
}

// So is one that places a mesh of many parts, all flat, many times.
func TestManyFlatInstances(t *testing.T) {
	w := newWriter(t)
	at := rows(w, corners)
	var primitives []any
	for range 20_000 {
		primitives = append(primitives, fields{"attributes": fields{"POSITION": at}})
	}
	w.add("meshes", fields{"primitives": primitives})
	for range 20_000 {
		w.add("nodes", fields{"mesh": 0, "scale": []int{1, 1, 0}})
	}
	if _, err := Read("a", w.glb(), nil); err == nil {
		t.Error("placed")
	}
}
