package obj

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"os"
	"strings"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"

	"github.com/google/go-cmp/cmp"
)

// files are those of a folder in memory.
func files(of map[string]string) model.ReadFileFunc {
	return func(path string) ([]byte, error) {
		if text, ok := of[path]; ok {
			return []byte(text), nil
		}
		return nil, fs.ErrNotExist
	}
}

// twoTexels is a PNG file of two texels.
func twoTexels(a, b color.NRGBA) string {
	img := image.NewNRGBA(image.Rect(0, 0, 2, 1))
	img.SetNRGBA(0, 0, a)
	img.SetNRGBA(1, 0, b)
	var file bytes.Buffer
	if err := png.Encode(&file, img); err != nil {
		panic(err)
	}
	return file.String()
}

func testdata(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func roomFiles(t testing.TB) map[string]string {
	return map[string]string{
		"the room's.mtl": testdata(t, "the room's.mtl"),
		"more/paint.mtl": testdata(t, "more/paint.mtl"),
		"wood grain.png": twoTexels(color.NRGBA{1, 2, 3, 255}, color.NRGBA{4, 5, 6, 255}),
	}
}

func TestRead(t *testing.T) {
	text := testdata(t, "room.obj")
	transform := vec.Translate(vec.Vec3{X: 102, Y: 1, Z: -198})
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
				Emission: vec.RGB{R: 1, G: 2, B: 3}, AlphaMode: model.Blend, Opacity: 0.75, VertexColors: true,
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
		Instances: []model.Instance{{Mesh: 0, Transform: transform}, {Mesh: 1, Material: 1, Transform: transform}, {Mesh: 2, Material: 1, Transform: transform}},
	}
	for name, text := range map[string]string{
		"lf": text, "crlf": strings.ReplaceAll(text, "\n", "\r\n"), "cr": strings.ReplaceAll(text, "\n", "\r"),
	} {
		got, err := Read("room.obj", []byte(text), files(roomFiles(t)))
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
		Instances: []model.Instance{{Transform: vec.Translate(vec.Vec3{X: 0.5, Y: 0.5})}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestSloppyFiles: what many programs write, and all read.
func TestSloppyFiles(t *testing.T) {
	of := files(map[string]string{
		"a.mtl": "\xef\xbb\xbfNewMtl m\nKD 0.5\nmap_Bump gone.png\nmap_kd C:\\Users\\x\\b.png\nbump", "b.png": twoTexels(color.NRGBA{1, 1, 1, 255}, color.NRGBA{}),
		"sub/c.mtl": "newmtl m\nKd 0.5\nmap_Kd /home/x/d.png", "sub/d.png": twoTexels(color.NRGBA{1, 1, 1, 255}, color.NRGBA{}),
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
