package obj

import (
	"image/color"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"

	"github.com/google/go-cmp/cmp"
)

// TestMaterials reads one material at a time.
func TestMaterials(t *testing.T) {
	grey := vec.Grey(0.8)
	rgb := func(r, g, b float64) vec.RGB { return vec.RGB{R: r, G: g, B: b} }
	for _, test := range []struct {
		mtl  string
		want model.Material
	}{
		{"", model.Material{Kind: model.Physical, Color: grey, Roughness: 0.5, IOR: 1.5}},
		{"Kd 2 -1 0.5\nNs 1e6\nNi 9\nKs 1 1 1", model.Material{Kind: model.Physical, Color: rgb(1, 0, 0.5), IOR: 3}},
		{"Ns 0\nNi 0", model.Material{Kind: model.Physical, Color: grey, Roughness: 1, IOR: 1}},
		{"Ns 250\nPr 0.1\nPm 1\nillum 3\nKs 1", model.Material{Kind: model.Physical, Color: grey, Roughness: 0.1, Metallic: 1, IOR: 1.5}},
		{"illum 3\nKd 0\nKs 0.9 0.8 0.7\nNs 1000", model.Material{Kind: model.Metal, Color: rgb(0.9, 0.8, 0.7)}},
		{"illum 3\nKd 0.9 0.6 0.1\nKs 0.5\nNs 250", model.Material{Kind: model.Metal, Color: rgb(0.9, 0.6, 0.1), Roughness: 0.5}},
		{"illum 3\nKs 0.4", model.Material{Kind: model.Physical, Color: grey, Roughness: 0.5, IOR: 1.5}},
		{"illum 7\nKd 0.1 0.2 0\nNi 1.33", model.Material{Kind: model.Glass, Color: rgb(0.5, 1, 0), IOR: 1.33}},
		{"illum 7\nKd 0\nTf 0 0 0", model.Material{Kind: model.Glass, Color: vec.Grey(1), IOR: 1.5}},
		{"illum 4\nd 0.1\nNi 1.5\nTf 1 0.5 1\nPr 0.2", model.Material{Kind: model.Glass, Color: rgb(1, 0.5, 1), IOR: 1.5, Roughness: 0.2}},
		{"illum 4\nd 0.1", model.Material{Kind: model.Physical, Color: grey, Roughness: 0.5, IOR: 1.5, AlphaMode: model.Blend, Opacity: 0.1}},
		{"illum 7\nKe 1", model.Material{Kind: model.Physical, Color: grey, Roughness: 0.5, IOR: 1.5, Emission: vec.Grey(1)}},
		{"d -halo 0.5\nTr 0.1", model.Material{Kind: model.Physical, Color: grey, Roughness: 0.5, IOR: 1.5, AlphaMode: model.Blend, Opacity: 0.5}},
		{"Kd 0 0 0\nmap_Kd -mm 0 1 -blendu off -t 0 0 1 -clamp off a.png", model.Material{Kind: model.Physical, Color: vec.Grey(1), Roughness: 0.5, IOR: 1.5, ColorMap: model.Map{Texture: 1}}},
		{"map_Ke -o .25 a.png", model.Material{Kind: model.Physical, Color: grey, Roughness: 0.5, IOR: 1.5, Emission: vec.Grey(1), EmissionMap: model.Map{Texture: 1, Matrix: [6]float64{1, 0, 0.25, 0, 1, 0}}}},
		{"map_Kd a.png\nmap_d -imfchan m a.png", model.Material{Kind: model.Physical, Color: vec.Grey(1), Roughness: 0.5, IOR: 1.5, ColorMap: model.Map{Texture: 1}, AlphaMode: model.Blend, Opacity: 1}},
	} {
		test.want.Name = "m"
		m, err := Read("a.obj", []byte("mtllib a.mtl\nusemtl m\n"+triangle+"f 1 2 3"), files(map[string]string{
			"a.mtl": "newmtl m\n" + test.mtl + "\nnewmtl m\nKd 0.3", "a.png": twoTexels(color.NRGBA{}, color.NRGBA{}),
		}))
		if err != nil {
			t.Errorf("%q: %v", test.mtl, err)
			continue
		}
		if diff := cmp.Diff([]model.Material{test.want}, m.Materials); diff != "" {
			t.Errorf("%q: %s", test.mtl, diff)
		}
	}
}

// TestChannels reads maps of roughness, metallic and bumps.
func TestChannels(t *testing.T) {
	of := map[string]string{
		"rough.png":  twoTexels(color.NRGBA{30, 30, 30, 255}, color.NRGBA{60, 60, 60, 255}),
		"orm.png":    twoTexels(color.NRGBA{1, 2, 3, 255}, color.NRGBA{4, 5, 6, 255}),
		"normal.png": twoTexels(color.NRGBA{120, 140, 250, 255}, color.NRGBA{130, 120, 255, 255}),
	}
	metalRough, normal := model.Map{Texture: 1, Raw: true}, model.Map{Texture: 1, Raw: true}
	for _, test := range []struct {
		mtl    string
		want   model.Material
		texels []uint8
	}{
		{"Pr 0.5\nPm 0.25\nmap_Pr rough.png", model.Material{Roughness: 1, Metallic: 0.25, MetallicRoughnessMap: metalRough}, []uint8{255, 30, 255, 255, 255, 60, 255, 255}},
		{"Pr 0.5\nmap_Pm rough.png", model.Material{Roughness: 0.5, Metallic: 1, MetallicRoughnessMap: metalRough}, []uint8{255, 255, 30, 255, 255, 255, 60, 255}},
		{"map_Pr -imfchan g orm.png\nmap_Pm -imfchan b orm.png", model.Material{Roughness: 1, Metallic: 1, MetallicRoughnessMap: metalRough}, []uint8{255, 2, 3, 255, 255, 5, 6, 255}},
		{"map_Bump -bm 0.5 normal.png", model.Material{Roughness: 0.5, NormalMap: normal, NormalScale: 0.5}, []uint8{120, 140, 250, 255, 130, 120, 255, 255}},
		{"bump rough.png", model.Material{Roughness: 0.5}, nil},
	} {
		of["a.mtl"] = "newmtl m\n" + test.mtl
		m, err := Read("a.obj", []byte("mtllib a.mtl\nusemtl m\n"+triangle+"f 1 2 3"), files(of))
		if err != nil {
			t.Errorf("%q: %v", test.mtl, err)
			continue
		}
		test.want.Name, test.want.Kind, test.want.Color, test.want.IOR = "m", model.Physical, vec.Grey(0.8), 1.5
		if diff := cmp.Diff([]model.Material{test.want}, m.Materials); diff != "" {
			t.Errorf("%q: %s", test.mtl, diff)
		}
		var texels []uint8
		for _, x := range m.Textures {
			texels = append(texels, x.Bytes...)
		}
		if diff := cmp.Diff(test.texels, texels); diff != "" {
			t.Errorf("%q: %s", test.mtl, diff)
		}
	}
}

func TestOpacity(t *testing.T) {
	of := map[string]string{
		"color.png": twoTexels(color.NRGBA{1, 2, 3, 255}, color.NRGBA{4, 5, 6, 255}),
		"grey.png":  twoTexels(color.NRGBA{0, 0, 30, 255}, color.NRGBA{90, 90, 90, 255}),
		"alpha.png": twoTexels(color.NRGBA{9, 9, 9, 255}, color.NRGBA{9, 9, 9, 128}),
	}
	for _, test := range []struct {
		mtl  string
		want []uint8
	}{
		{"map_Kd color.png\nmap_d grey.png", []uint8{1, 2, 3, 10, 4, 5, 6, 90}},
		{"map_Kd color.png\nmap_d alpha.png", []uint8{1, 2, 3, 255, 4, 5, 6, 128}},
		{"map_d grey.png", []uint8{255, 255, 255, 10, 255, 255, 255, 90}},
		{"map_Kd alpha.png\nmap_d alpha.png", []uint8{9, 9, 9, 255, 9, 9, 9, 128}},
	} {
		of["a.mtl"] = "newmtl m\n" + test.mtl
		m, err := Read("a.obj", []byte("mtllib a.mtl\nusemtl m\n"+triangle+"f 1 2 3"), files(of))
		if err != nil {
			t.Errorf("%q: %v", test.mtl, err)
			continue
		}
		if len(m.Textures) != 1 {
			t.Errorf("%q makes %d textures", test.mtl, len(m.Textures))
		}
		if diff := cmp.Diff(test.want, m.Textures[0].Bytes); diff != "" {
			t.Errorf("%q: %s", test.mtl, diff)
		}
	}
}
