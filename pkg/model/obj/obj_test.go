package obj

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"math"
	"os"
	"strings"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"

	"github.com/google/go-cmp/cmp"
)

// files are those of a folder in memory.
func files(of map[string]string) model.Files {
	return func(path string) ([]byte, error) {
		if text, ok := of[path]; ok {
			return []byte(text), nil
		}
		return nil, fs.ErrNotExist
	}
}

// dots is a picture of two texels.
func dots(a, b color.NRGBA) string {
	picture := image.NewNRGBA(image.Rect(0, 0, 2, 1))
	picture.SetNRGBA(0, 0, a)
	picture.SetNRGBA(1, 0, b)
	var file bytes.Buffer
	if err := png.Encode(&file, picture); err != nil {
		panic(err)
	}
	return file.String()
}

func disk(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func room(t testing.TB) map[string]string {
	return map[string]string{
		"the room's.mtl": disk(t, "the room's.mtl"),
		"more/paint.mtl": disk(t, "more/paint.mtl"),
		"wood grain.png": dots(color.NRGBA{1, 2, 3, 255}, color.NRGBA{4, 5, 6, 255}),
	}
}

func TestRead(t *testing.T) {
	text := disk(t, "room.obj")
	place := vec.Shift(vec.Vec3{X: 102, Y: 1, Z: -198})
	texels := []uint8{1, 2, 3, 255, 4, 5, 6, 255}
	white, rust := [4]uint16{65535, 65535, 65535, 65535}, [4]uint16{65535, 14027, 3334, 65535}
	want := &model.Model{
		Textures: []model.Texture{
			{Name: "wood grain.png", Width: 2, Height: 1, Bytes: texels, Wrap: [2]model.Wrap{model.Clamp, model.Clamp}},
			{Name: "wood grain.png", Width: 2, Height: 1, Bytes: texels},
		},
		Materials: []model.Material{
			{
				Name: "dark oak", Kind: model.Physical, Color: vec.RGB{R: 0.5, G: 0.25, B: 0.125}, Roughness: 0.5, IOR: 1.5,
				ColorMap:  model.Map{Texture: 1, Matrix: [6]float64{2, 0, 0.5, 0, 4, -3.25}},
				NormalMap: model.Map{Texture: 2, Raw: true}, NormalScale: 0.5,
			},
			{
				Name: "paint", Kind: model.Physical, Color: vec.Grey(0.9), Roughness: 0.3, Metallic: 0.1, IOR: 1.4,
				Emission: vec.RGB{R: 1, G: 2, B: 3}, Alpha: model.Blend, Opacity: 0.75, Tinted: true,
			},
		},
		Meshes: []model.Mesh{
			{
				Vertices: [][3]float32{{-2, -1, -2}, {-2, -1, 2}, {0, -1, 0}, {2, -1, -2}, {2, -1, 2}, {-2, -1, -2}, {2, -1, -2}, {2, 1, -2}, {-2, 1, -2}},
				Normals:  [][3]float32{{0, 1, 0}, {0, 1, 0}, {0, 1, 0}, {0, 1, 0}, {0, 1, 0}, {0, 0, 2}, {0, 0, 2}, {0, 0, 2}, {0, 0, 2}},
				UVs:      [2][][2]float32{{{0, 1}, {0, 0}, {0.5, 0.5}, {1, 1}, {1, 0}, {0, 1}, {1, 1}, {1, 0}, {0, 0}}},
				Triangles: [][3]uint32{
					{0, 1, 2}, {3, 0, 2}, {4, 3, 2},
					{5, 6, 7}, {5, 7, 8},
				},
			},
			{
				Vertices:  [][3]float32{{-2, -1, -2}, {2, 1, -2}, {-2, 1, -2}},
				Colors:    [][4]uint16{rust, white, white},
				Triangles: [][3]uint32{{0, 1, 2}},
			},
			{
				Vertices:  [][3]float32{{-2, -1, -2}, {2, -1, -2}, {2, 1, -2}, {-2, 1, -2}},
				Normals:   [][3]float32{{0, 0, 2}, {0, 0, 2}, {0, 0, 2}, {0, 0, 2}},
				Colors:    [][4]uint16{rust, white, white, white},
				Triangles: [][3]uint32{{0, 1, 2}, {0, 2, 3}},
			},
		},
		Instances: []model.Instance{{Mesh: 0, Place: place}, {Mesh: 1, Material: 1, Place: place}, {Mesh: 2, Material: 1, Place: place}},
	}
	for name, text := range map[string]string{
		"lf": text, "crlf": strings.ReplaceAll(text, "\n", "\r\n"), "cr": strings.ReplaceAll(text, "\n", "\r"),
	} {
		got, err := Read("room.obj", []byte(text), files(room(t)))
		if err != nil {
			t.Fatal(name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(name, diff)
		}
	}
}

const triangle = "v 0 0 0\nv 1 0 0\nv 0 1 0\n"

func TestReadPlain(t *testing.T) {
	got, err := Read("a.obj", []byte(triangle+"vn 0 0 1\nvn 0 nan 0\nf 1//1 2//1 3//2"), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := &model.Model{
		Materials: []model.Material{{Kind: model.Physical, Color: vec.Grey(0.8), Roughness: 0.5, IOR: 1.5}},
		Meshes: []model.Mesh{{
			Vertices:  [][3]float32{{-0.5, -0.5, 0}, {0.5, -0.5, 0}, {-0.5, 0.5, 0}},
			Triangles: [][3]uint32{{0, 1, 2}},
		}},
		Instances: []model.Instance{{Place: vec.Shift(vec.Vec3{X: 0.5, Y: 0.5})}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

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
		{"illum 4\nd 0.1", model.Material{Kind: model.Physical, Color: grey, Roughness: 0.5, IOR: 1.5, Alpha: model.Blend, Opacity: 0.1}},
		{"illum 7\nKe 1", model.Material{Kind: model.Physical, Color: grey, Roughness: 0.5, IOR: 1.5, Emission: vec.Grey(1)}},
		{"d -halo 0.5\nTr 0.1", model.Material{Kind: model.Physical, Color: grey, Roughness: 0.5, IOR: 1.5, Alpha: model.Blend, Opacity: 0.5}},
		{"Kd 0 0 0\nmap_Kd -mm 0 1 -blendu off -t 0 0 1 -clamp off a.png", model.Material{Kind: model.Physical, Color: vec.Grey(1), Roughness: 0.5, IOR: 1.5, ColorMap: model.Map{Texture: 1}}},
		{"map_Ke -o .25 a.png", model.Material{Kind: model.Physical, Color: grey, Roughness: 0.5, IOR: 1.5, Emission: vec.Grey(1), EmissionMap: model.Map{Texture: 1, Matrix: [6]float64{1, 0, 0.25, 0, 1, 0}}}},
		{"map_Kd a.png\nmap_d -imfchan m a.png", model.Material{Kind: model.Physical, Color: vec.Grey(1), Roughness: 0.5, IOR: 1.5, ColorMap: model.Map{Texture: 1}, Alpha: model.Blend, Opacity: 1}},
	} {
		test.want.Name = "m"
		m, err := Read("a.obj", []byte("mtllib a.mtl\nusemtl m\n"+triangle+"f 1 2 3"), files(map[string]string{
			"a.mtl": "newmtl m\n" + test.mtl + "\nnewmtl m\nKd 0.3", "a.png": dots(color.NRGBA{}, color.NRGBA{}),
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

// TestSloppyFiles: what many programs write, and all read.
func TestSloppyFiles(t *testing.T) {
	of := files(map[string]string{
		"a.mtl": "\xef\xbb\xbfNewMtl m\nKD 0.5\nmap_Bump gone.png\nmap_kd C:\\Users\\x\\b.png\nbump", "b.png": dots(color.NRGBA{1, 1, 1, 255}, color.NRGBA{}),
		"sub/c.mtl": "newmtl m\nKd 0.5\nmap_Kd /home/x/d.png", "sub/d.png": dots(color.NRGBA{1, 1, 1, 255}, color.NRGBA{}),
	})
	plain := model.Material{Kind: model.Physical, Color: vec.Grey(0.8), Roughness: 0.5, IOR: 1.5}
	half := model.Material{Name: "m", Kind: model.Physical, Color: vec.Grey(0.5), Roughness: 0.5, IOR: 1.5, ColorMap: model.Map{Texture: 1}}
	for _, test := range []struct {
		head string
		want model.Material
	}{
		{"usemtl Default", plain},
		{"mtllib a.mtl\nusemtl None", plain},
		{"mtllib a.mtl\nusemtl (null)", plain},
		{"\xef\xbb\xbfmtllib a.mtl\nusemtl m", half},
		{"mtllib D:\\models\\a.mtl\nusemtl m", half},
		{"mtllib sub/c.mtl\nusemtl m", half},
	} {
		m, err := Read("a.obj", []byte(test.head+"\n"+triangle+"f 1 2 3"), of)
		if err != nil {
			t.Errorf("%q: %v", test.head, err)
			continue
		}
		if diff := cmp.Diff([]model.Material{test.want}, m.Materials); diff != "" {
			t.Errorf("%q: %s", test.head, diff)
		}
	}
}

// TestLayers: pictures of roughness, of the metallic share, and of bumps.
func TestLayers(t *testing.T) {
	of := map[string]string{
		"rough.png":  dots(color.NRGBA{30, 30, 30, 255}, color.NRGBA{60, 60, 60, 255}),
		"orm.png":    dots(color.NRGBA{1, 2, 3, 255}, color.NRGBA{4, 5, 6, 255}),
		"normal.png": dots(color.NRGBA{120, 140, 250, 255}, color.NRGBA{130, 120, 255, 255}),
	}
	metalRough, normal := model.Map{Texture: 1, Raw: true}, model.Map{Texture: 1, Raw: true}
	for _, test := range []struct {
		mtl    string
		want   model.Material
		texels []uint8
	}{
		{"Pr 0.5\nPm 0.25\nmap_Pr rough.png", model.Material{Roughness: 1, Metallic: 0.25, MetalRoughMap: metalRough}, []uint8{255, 30, 255, 255, 255, 60, 255, 255}},
		{"Pr 0.5\nmap_Pm rough.png", model.Material{Roughness: 0.5, Metallic: 1, MetalRoughMap: metalRough}, []uint8{255, 255, 30, 255, 255, 255, 60, 255}},
		{"map_Pr -imfchan g orm.png\nmap_Pm -imfchan b orm.png", model.Material{Roughness: 1, Metallic: 1, MetalRoughMap: metalRough}, []uint8{255, 2, 3, 255, 255, 5, 6, 255}},
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
		"color.png": dots(color.NRGBA{1, 2, 3, 255}, color.NRGBA{4, 5, 6, 255}),
		"grey.png":  dots(color.NRGBA{0, 0, 30, 255}, color.NRGBA{90, 90, 90, 255}),
		"alpha.png": dots(color.NRGBA{9, 9, 9, 255}, color.NRGBA{9, 9, 9, 128}),
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

func TestFaults(t *testing.T) {
	of := map[string]string{
		"a.mtl": "newmtl a\nnewmtl b\nmap_Kd b.png", "first.mtl": "\nKd 1 1 1", "number.mtl": "newmtl a\nKd 1,5", "far.mtl": "newmtl a\nNs inf",
		"option.mtl": "newmtl a\nmap_Kd -x a.png", "none.mtl": "newmtl a\n\nmap_Kd -s 1 1 1", "bare.mtl": "newmtl a\nmap_Kd -s a.png", "spectral.mtl": "newmtl a\nKd spectral a.rfl",
		"folder/c.mtl": "newmtl c\nmap_Kd -clamp on c d.png",
	}
	for _, test := range []struct{ obj, want string }{
		{"", `a.obj: has no faces: export the object as polygons`},
		{"v 1 2 3\np 1", `a.obj: has no faces: export the object as polygons`},
		{"v 1 2", `a.obj: line 1: a number is missing: the line is incomplete`},
		{"v 1 2 x", `a.obj: line 1: "x" is not a number`},
		{"v 1 2 # 3", `a.obj: line 1: a number is missing: the line is incomplete`},
		{"v 1 \\\n2 nan", `a.obj: line 2: "nan" is no coordinate: they go from -1e+09 to 1e+09`},
		{"v 1 2 1e400", `a.obj: line 1: "1e400" is no coordinate: they go from -1e+09 to 1e+09`},
		{"vt 1 2e9", `a.obj: line 1: "2e9" is no coordinate: they go from -1e+09 to 1e+09`},
		{"vn 1 2", `a.obj: line 1: a number is missing: the line is incomplete`},
		{triangle + "f 1 2 4", `a.obj: line 4: a corner is vertex 4: there are 3 so far, which count from 1`},
		{triangle + "f 1 2 -4", `a.obj: line 4: a corner is vertex -4: there are 3 so far, which count from 1`},
		{triangle + "f 0 1 2", `a.obj: line 4: a corner is vertex 0: there are 3 so far, which count from 1`},
		{triangle + "f 1 2 99999999999999999999", `a.obj: line 4: a corner is vertex 1099511627776: there are 3 so far, which count from 1`},
		{triangle + "f 1/1 2 3", `a.obj: line 4: a corner is texture coordinate 1: there are 0 so far, which count from 1`},
		{triangle + "f 1//-1 2 3", `a.obj: line 4: a corner is normal -1: there are 0 so far, which count from 1`},
		{triangle + "f 1 2 three", `a.obj: line 4: "three" is no corner: it is a number, or up to three with / between them`},
		{triangle + "f 1 2 3.5", `a.obj: line 4: "3.5" is no corner: it is a number, or up to three with / between them`},
		{triangle + "f 1 2 3////", `a.obj: line 4: "3////" is no corner: it is a number, or up to three with / between them`},
		{"curv 0 1 2", `a.obj: line 1: curv is a free-form curve or surface, which this program cannot draw: make polygons of it with the program that wrote it`},
		{"call b.obj", `a.obj: line 1: call reads another file, which this program does not: join the files`},
		{"mtllib a.mtl\nusemtl oak", `a.obj: line 2: the material "oak" is in none of the libraries that mtllib names: add it, or remove this line`},
		{"mtllib", `a.obj: line 1: mtllib names no file`},
		{"mtllib a.mtl b c.mtl", `a.obj: line 1: cannot read the material library "b c.mtl": file does not exist: put it beside this file, or remove this line`},
		{"mtllib first.mtl", `first.mtl: line 2: "Kd" stands before the first newmtl`},
		{"mtllib number.mtl", `number.mtl: line 2: "1,5" is not a number`},
		{"mtllib far.mtl", `far.mtl: line 2: "inf" is no coordinate: they go from -1e+09 to 1e+09`},
		{"mtllib spectral.mtl", `spectral.mtl: line 2: "spectral" is not a number`},
		{"mtllib option.mtl", `option.mtl: line 2: "-x" is no option of a texture`},
		{"mtllib none.mtl", `none.mtl: line 3: the name of a texture is missing`},
		{"mtllib bare.mtl", `bare.mtl: line 2: no number follows the option -s`},
		{"mtllib a.mtl\nusemtl b\n" + triangle + "f 1 2 3", `a.mtl: line 3: cannot read the texture "b.png": file does not exist`},
		{"mtllib folder\\c.mtl\nusemtl c\n" + triangle + "f 1 2 3", `folder/c.mtl: line 2: cannot read the texture "folder/c d.png": file does not exist`},
	} {
		_, err := Read("a.obj", []byte(test.obj), files(of))
		var fault *model.FileError
		if !errors.As(err, &fault) || err.Error() != test.want {
			t.Errorf("%q:\ngot  %v\nwant %s", test.obj, err, test.want)
		}
	}
	if _, err := Read("a.obj", []byte("mtllib b.mtl"), files(of)); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the cause is lost:", err)
	}
}

func FuzzRead(f *testing.F) {
	of := files(room(f))
	text := disk(f, "room.obj")
	for _, seed := range []string{
		text, text[:len(text)/2], triangle + "f 1 2 -9", triangle + "f 1/1/1 2 9999999999999999999", "v nan inf 1e999\nv 1 2 0x10",
		triangle + "v 5 5 5\nv 3 -2 1\nv 0.1 0.1 0\nf 1 2 3 4 5 6 1 2\nf -1 -2 -3 -4 -5 -6 -6", "v 1 2 3 nan 7 inf\nf 1 1 1", "f\nf 1\nusemtl\nmtllib x", "f 1 2 \\",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) { read(t, data, of) })
}

func FuzzLibrary(f *testing.F) {
	of := room(f)
	for _, seed := range []string{
		of["the room's.mtl"], of["more/paint.mtl"],
		"newmtl a\nKd nan\nNs 1e999\nd -halo 1\nTr -1\nmap_Kd -s -o -t", "newmtl a\nillum 7\nmap_d wood grain.png\nmap_Ke -clamp", "newmtl a\nmap_Kd -s 1e300 wood grain.png",
		"newmtl a\nmap_Kd -o 1 2 3 wood grain.png\nmap_d -clamp on wood grain.png\nPr 2\nPm 1 1\nKe 1e30", "newmtl \nnewmtl \xff\n", "Kd",
		"newmtl a\nmap_Pr -imfchan r wood grain.png\nmap_Pm wood grain.png\nmap_Bump wood grain.png",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		of := map[string]string{"wood grain.png": of["wood grain.png"], "a.mtl": string(data)}
		read(t, []byte("mtllib a.mtl\nusemtl a\n"+triangle+"f 1 2 3"), files(of))
	})
}

// read wants a model that keeps its promises, or a fault.
func read(t *testing.T, data []byte, of model.Files) {
	m, err := Read("f", data, of)
	var fault *model.FileError
	if err != nil {
		if !errors.As(err, &fault) || fault.File == "" || m != nil {
			t.Fatalf("%T %v", err, err)
		}
		return
	}
	for i := range m.Meshes {
		mesh := &m.Meshes[i]
		n := len(mesh.Vertices)
		if mesh.Normals != nil && len(mesh.Normals) != n || mesh.Colors != nil && len(mesh.Colors) != n || mesh.UVs[0] != nil && len(mesh.UVs[0]) != n {
			t.Errorf("mesh %d: %d vertices, %d normals, %d texture coordinates", i, n, len(mesh.Normals), len(mesh.UVs[0]))
		}
		for _, v := range mesh.Vertices {
			if l := math.Abs(float64(v[0])) + math.Abs(float64(v[1])) + math.Abs(float64(v[2])); !(l <= 3*model.MaxLength) {
				t.Errorf("mesh %d has a vertex %v", i, v)
			}
		}
		for _, c := range mesh.Triangles {
			if int(max(c[0], c[1], c[2])) >= n {
				t.Errorf("mesh %d has a triangle %v of %d vertices", i, c, n)
			}
		}
	}
	for _, o := range m.Instances {
		if o.Mesh >= len(m.Meshes) || o.Material >= len(m.Materials) {
			t.Errorf("instance of mesh %d of %d, material %d of %d", o.Mesh, len(m.Meshes), o.Material, len(m.Materials))
		}
	}
	for _, material := range m.Materials {
		for _, x := range []float64{material.Color.Max(), material.Roughness, material.Metallic, material.Opacity} {
			if !(0 <= x && x <= 1) {
				t.Errorf("%+v", material)
			}
		}
		for _, on := range []model.Map{material.ColorMap, material.EmissionMap, material.NormalMap} {
			if on.Texture > len(m.Textures) {
				t.Errorf("%+v", material)
			}
			for _, x := range on.Matrix {
				if x-x != 0 {
					t.Errorf("%+v", material)
				}
			}
		}
	}
}

func BenchmarkRead(b *testing.B) {
	const n = 500
	var data []byte
	for i := range n + 1 {
		for j := range n + 1 {
			data = fmt.Appendf(data, "v %.6f %.6f %.6f\nvt %.6f %.6f\nvn 0.0000 %.4f 1.0000\n",
				float64(i)/7, float64(j)/7, float64(i*j%17)/300, float64(i)/n, float64(j)/n, float64(i%9)/10)
		}
	}
	for i := range n {
		for j := range n {
			a, c := i*(n+1)+j+1, (i+1)*(n+1)+j+1
			data = fmt.Appendf(data, "f %d/%d/%d %d/%d/%d %d/%d/%d %d/%d/%d\n", a, a, a, c, c, c, c+1, c+1, c+1, a+1, a+1, a+1)
		}
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read("b", data, nil); err != nil {
			b.Fatal(err)
		}
	}
}
