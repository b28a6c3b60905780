package gltf

import (
	"bytes"
	"image"
	"image/png"
	"math"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// materialOf reads one.
func materialOf(t *testing.T, m fields, more ...func(w *writer)) (model.Material, *model.Model) {
	t.Helper()
	w := newWriter(t)
	for _, f := range more {
		f(w)
	}
	w.triangle(fields{"material": w.add("materials", m)})
	all := mustRead(t, w.glb(), nil)
	return all.Materials[0], all
}

func TestMaterialExtensions(t *testing.T) {
	type want struct {
		ior, roughness, metallic float64
		color                    vec.RGB
	}
	dull := fields{"metallicFactor": 0, "roughnessFactor": .8}
	glass := func(volume fields) fields {
		return fields{"KHR_materials_transmission": fields{"transmissionFactor": 1}, "KHR_materials_volume": volume}
	}
	for _, test := range []struct {
		name       string
		pbr        fields
		extensions fields
		want       want
	}{
		{"specular that changes nothing", dull, fields{"KHR_materials_specular": fields{}}, want{1.5, .8, 0, vec.Grey(1)}},
		{"no specular", dull, fields{"KHR_materials_specular": fields{"specularFactor": 0}}, want{1, .8, 0, vec.Grey(1)}},
		{"a quarter of it", dull, fields{"KHR_materials_specular": fields{"specularColorFactor": []float64{.5, .25, 0}}}, want{1.1 / .9, .8, 0, vec.Grey(1)}},
		{"of glass", dull, fields{"KHR_materials_specular": fields{"specularFactor": .5}, "KHR_materials_transmission": fields{"transmissionFactor": .5}}, want{1.5, .8, 0, vec.Grey(1)}},
		{"a coat", dull, fields{"KHR_materials_clearcoat": fields{"clearcoatFactor": 1, "clearcoatRoughnessFactor": .1}}, want{1.5, .1, 0, vec.Grey(1)}},
		{"half a coat", dull, fields{"KHR_materials_clearcoat": fields{"clearcoatFactor": .5}}, want{1.5, .4, 0, vec.Grey(1)}},
		{"a rough coat", dull, fields{"KHR_materials_clearcoat": fields{"clearcoatFactor": 1, "clearcoatRoughnessFactor": 1}}, want{1.5, .8, 0, vec.Grey(1)}},
		{"of metal", fields{"roughnessFactor": .8}, fields{"KHR_materials_clearcoat": fields{"clearcoatFactor": 1}}, want{1.5, .8, 1, vec.Grey(1)}},
		{"deep glass", dull, glass(fields{"thicknessFactor": 2, "attenuationDistance": 1, "attenuationColor": []float64{1, .5, 0}}), want{1.5, .8, 0, vec.RGB{R: 1, G: .5}}},
		{"shallow glass", dull, glass(fields{"thicknessFactor": 1, "attenuationDistance": 1, "attenuationColor": []float64{.25, .25, .25}}), want{1.5, .8, 0, vec.Grey(.5)}},
		{"clear glass", dull, glass(fields{"thicknessFactor": 1, "attenuationDistance": 0, "attenuationColor": []float64{.25, .25, .25}}), want{1.5, .8, 0, vec.Grey(1)}},
		{"a pane", dull, glass(fields{"attenuationDistance": 1, "attenuationColor": []float64{.25, .25, .25}}), want{1.5, .8, 0, vec.Grey(1)}},
		{"plastic by gloss", nil, fields{"KHR_materials_pbrSpecularGlossiness": fields{"diffuseFactor": []float64{.1, .2, .3, 1}, "specularFactor": []float64{.04, .04, .04}, "glossinessFactor": .25}},
			want{1.5, .75, 0, vec.RGB{R: .1, G: .2, B: .3}}},
		{"gold by gloss", nil, fields{"KHR_materials_pbrSpecularGlossiness": fields{"diffuseFactor": []float64{0, 0, 0, 1}, "specularFactor": []float64{1, .8, .3}, "glossinessFactor": .5}},
			want{1.5, .5, 1, vec.RGB{R: 1, G: .8, B: .3}}},
	} {
		m, _ := materialOf(t, fields{"pbrMetallicRoughness": test.pbr, "extensions": test.extensions})
		if diff := cmp.Diff(test.want, want{m.IOR, m.Roughness, m.Metallic, m.Color}, cmp.AllowUnexported(want{}), near); diff != "" {
			t.Errorf("%s: -want +got\n%s", test.name, diff)
		}
	}
}

// pictured adds a texture of texels side by side.
func pictured(w *writer, texels ...[4]uint8) {
	m := image.NewNRGBA(image.Rect(0, 0, len(texels), 1))
	for i, c := range texels {
		copy(m.Pix[4*i:], c[:])
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		w.t.Fatal(err)
	}
	w.add("textures", fields{"source": w.add("images", fields{"bufferView": w.view(b.Bytes())})})
}

// TestGlossTextures: a plastic of half gloss beside gold, whose diffuse color is black.
func TestSpecularGlossinessTextures(t *testing.T) {
	gloss := fields{"diffuseTexture": fields{"index": 0, "texCoord": 1}, "specularGlossinessTexture": fields{"index": 1, "texCoord": 1}, "diffuseFactor": []float64{1, 1, 1, .5}}
	paint := func(w *writer) {
		pictured(w, [4]uint8{200, 100, 50, 255}, [4]uint8{0, 0, 0, 128})
		pictured(w, [4]uint8{56, 56, 56, 128}, [4]uint8{56, 56, 56, 128}, [4]uint8{255, 231, 149, 255}, [4]uint8{255, 231, 149, 255})
		w.triangle(fields{"material": w.add("materials", fields{"extensions": fields{"KHR_materials_pbrSpecularGlossiness": gloss}})})
	}
	m, all := materialOf(t, fields{"alphaMode": "BLEND", "extensions": fields{"KHR_materials_pbrSpecularGlossiness": gloss}}, paint)
	if len(all.Textures) != 2 || all.Materials[1].ColorMap != m.ColorMap {
		t.Fatalf("%d textures; %+v", len(all.Textures), all.Materials)
	}
	if m.ColorMap != (model.Map{Texture: 1, UVSet: 1}) || m.MetallicRoughnessMap != (model.Map{Texture: 2, UVSet: 1, Raw: true}) || m.Opacity != .5 || m.Roughness != 1 || m.Metallic != 1 {
		t.Errorf("%+v", m)
	}
	around := cmp.Comparer(func(a, b uint8) bool { return math.Abs(float64(a)-float64(b)) <= 2 })
	want := [][]uint8{
		{200, 100, 50, 255, 200, 100, 50, 255, 255, 231, 149, 128, 255, 231, 149, 128},
		{0, 127, 0, 255, 0, 127, 0, 255, 0, 0, 255, 255, 0, 0, 255, 255},
	}
	for k, w := range want {
		if diff := cmp.Diff(w, all.Textures[k].Bytes, around, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("texture %d: -want +got\n%s", k, diff)
		}
	}
	// One that lies otherwise cannot be joined.
	gloss["specularGlossinessTexture"] = fields{"index": 1, "texCoord": 0}
	m, all = materialOf(t, fields{"extensions": fields{"KHR_materials_pbrSpecularGlossiness": gloss}}, paint)
	if all.Textures[m.ColorMap.Texture-1].Width != 2 || m.ColorMap.UVSet != 1 {
		t.Errorf("%+v", m)
	}
}

// TestBytesOfLight: what is decoded is encoded again.
func TestEncodeSRGB(t *testing.T) {
	for i, l := range linear {
		if got := encodeSRGB(l); int(got) != i {
			t.Errorf("byte %d becomes %d", i, got)
		}
	}
	if encodeSRGB(0) != 0 || encodeSRGB(2) != 255 {
		t.Error("the ends are wrong")
	}
}
