package gltf

import (
	"math"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// TestPropertiesMove sets each property that an animation may move, and wants to
// find it.
func TestPropertiesMove(t *testing.T) {
	const lamp = "/extensions/KHR_lights_punctual/lights/0/"
	for pointer, test := range map[string]struct {
		value any
		want  func(m *model.Model) bool
	}{
		"/cameras/0/perspective/yfov":                       {[]float32{math.Pi / 4}, func(m *model.Model) bool { return math.Abs(m.Cameras[0].FOV-45) < 1e-5 }},
		"/cameras/1/orthographic/ymag":                      {[]float32{3}, func(m *model.Model) bool { return m.Cameras[1].Height == 6 }},
		"/cameras/0/perspective/znear":                      {[]float32{-7}, func(m *model.Model) bool { return len(m.Clips[0].Ignored) == 0 }},
		"/cameras/0/perspective/znears":                     {[]float32{3}, func(m *model.Model) bool { return len(m.Clips[0].Ignored) == 1 }},
		lamp + "intensity":                                  {[]float32{5}, func(m *model.Model) bool { return m.PointLights[0].Intensity == vec.Grey(5) }},
		lamp + "color":                                      {[][3]float32{{1, -2, .5}}, func(m *model.Model) bool { return m.PointLights[0].Intensity == vec.RGB{R: 2, B: 1} }},
		lamp + "range":                                      {[]float32{5}, func(m *model.Model) bool { return len(m.Clips[0].Ignored) == 0 }},
		lamp + "spot/innerConeAngle":                        {[]float32{.25}, func(m *model.Model) bool { return math.Abs(m.PointLights[0].CosInner-math.Cos(.25)) < 1e-9 }},
		lamp + "spot/outerConeAngle":                        {[]float32{9}, func(m *model.Model) bool { return math.Abs(m.PointLights[0].CosOuter) < 1e-9 }},
		"/nodes/0/translation":                              {[][3]float32{{1, 2, 3}}, func(m *model.Model) bool { return m.Instances[0].Transform[2][3] == 3 }},
		"/nodes/0/weights":                                  {[]float32{.5}, func(m *model.Model) bool { return m.Meshes[0].Vertices[0][2] == 1 }},
		"/meshes/0/weights":                                 {[]float32{1}, func(m *model.Model) bool { return m.Meshes[0].Vertices[0][2] == 2 }},
		"/materials/0/pbrMetallicRoughness/baseColorFactor": {[][4]float32{{.5, 2, -1, 1}}, func(m *model.Model) bool { return m.Materials[0].Color == vec.RGB{R: .5, G: 1} }},
		"/materials/0/pbrMetallicRoughness/metallicFactor":  {[]float32{.5}, func(m *model.Model) bool { return m.Materials[0].Metallic == .5 }},
		"/materials/0/pbrMetallicRoughness/roughnessFactor": {[]float32{.5}, func(m *model.Model) bool { return m.Materials[0].Roughness == .5 }},
		"/materials/0/emissiveFactor":                       {[][3]float32{{0, 1, 0}}, func(m *model.Model) bool { return m.Materials[0].Emission == vec.RGB{G: 3} }},
		"/materials/0/extensions/KHR_materials_emissive_strength/emissiveStrength": {[]float32{8}, func(m *model.Model) bool { return m.Materials[0].Emission == vec.Grey(8) }},
		"/materials/0/extensions/KHR_materials_ior/ior":                            {[]float32{2}, func(m *model.Model) bool { return m.Materials[0].IOR == 2 }},
		"/materials/0/extensions/KHR_materials_transmission/transmissionFactor":    {[]float32{.25}, func(m *model.Model) bool { return m.Materials[0].Transmission == .25 }},
		"/materials/0/pbrMetallicRoughness/baseColorTexture/extensions/KHR_texture_transform/offset": {[][2]float32{{.25, .5}}, func(m *model.Model) bool {
			return m.Materials[0].ColorMap.Matrix == [6]float64{1, 0, .25, 0, 1, .5}
		}},
	} {
		w := newWriter(t)
		w.top["extensions"] = fields{"KHR_lights_punctual": fields{"lights": []fields{{"type": "spot", "intensity": 2, "spot": fields{}}}}}
		pictured(w, [4]uint8{255, 0, 0, 255})
		w.add("materials", fields{"pbrMetallicRoughness": fields{"baseColorTexture": fields{"index": 0}}, "emissiveFactor": []int{1, 1, 1},
			"extensions": fields{"KHR_materials_emissive_strength": fields{"emissiveStrength": 3}}})
		w.triangle(fields{"material": 0, "targets": []fields{{"POSITION": rows(w, [][3]float32{{0, 0, 2}, {}, {}})}}})
		w.add("cameras", fields{"type": "perspective", "perspective": fields{"yfov": 1}})
		w.add("cameras", fields{"type": "orthographic", "orthographic": fields{"ymag": 1}})
		w.add("nodes", fields{"camera": 0, "extensions": fields{"KHR_lights_punctual": fields{"light": 0}}})
		w.add("nodes", fields{"camera": 1})
		var out int
		switch v := test.value.(type) {
		case []float32:
			out = rows(w, v)
		case [][2]float32:
			out = rows(w, v)
		case [][3]float32:
			out = rows(w, v)
		case [][4]float32:
			out = rows(w, v)
		}
		w.animation("", fields{"path": "pointer", "extensions": fields{"KHR_animation_pointer": fields{"pointer": pointer}}}, "", rows(w, []float32{0}), out)
		w.top["extensionsRequired"] = []string{"KHR_animation_pointer"}
		m, err := ReadAt("a", w.glb(), nil, model.Moment{Animate: true, Seconds: 3})
		if err != nil {
			t.Errorf("%s: %v", pointer, err)
		} else if !test.want(m) {
			t.Errorf("%s: %+v, %+v, %+v, %v", pointer, m.Materials, m.Cameras, m.PointLights, m.Clips)
		}
	}
}
