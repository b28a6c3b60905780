package ply

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"

	"github.com/google/go-cmp/cmp"
)

const house = `ply
format ascii 1.0
comment a house's front, \
comment far from home
obj_info nothing
element material 1
property list uchar float numbers
property int last
element vertex 6
property uchar red
property double x
property double y
property double z
property float nx
property float ny
property float nz
property list uchar uchar more
property float s
property float t
element face 4
property list uchar int vertex_indices
property float quality
element edge 1
property int from
property int to
end_header
2 0.5 1e3 7
255 1e8 0 0 0 0 1 0 0 0
255 100000004 0 0 0 0 1 0 1 0
255 100000004 2 0 0 0 1 2 9 9 1 1
255 100000002 1 0 0 0 1 0 0.5 0.5

255 1e8 2 0 0 0 1 0 0 1
255 1e8 1 2 0 0 .5 1 7 0 0
3 0 1 5 0.5
5 0 1 2 3 4 0.5
4 1
2 3 0 0.25 2 0 1 .125
0 1`

func wantHouse() *model.Model {
	return &model.Model{
		Materials: []model.Material{{Kind: model.Physical, Color: vec.Grey(0.8), Roughness: 0.5, IOR: 1.5}},
		Meshes: []model.Mesh{{
			Vertices: [][3]float32{{-2, -1, -1}, {2, -1, -1}, {2, 1, -1}, {0, 0, -1}, {-2, 1, -1}, {-2, 0, 1}},
			Normals:  [][3]float32{{0, 0, 1}, {0, 0, 1}, {0, 0, 1}, {0, 0, 1}, {0, 0, 1}, {0, 0, 0.5}},
			UVs:      [2][][2]float32{{{0, 1}, {1, 1}, {1, 0}, {0.5, 0.5}, {0, 0}, {0, 1}}},
			Triangles: [][3]uint32{
				{0, 1, 5},
				{1, 2, 3}, {0, 1, 3}, {4, 0, 3},
				{1, 2, 3}, {1, 3, 0},
			},
		}},
		Instances: []model.Instance{{Transform: vec.Translate(vec.Vec3{X: 100000002, Y: 1, Z: 1})}},
	}
}

func TestReadText(t *testing.T) {
	for name, text := range map[string]string{
		"lf":   house,
		"crlf": strings.ReplaceAll(house, "\n", "\r\n"),
		"cr":   strings.ReplaceAll(house, "\n", "\r"),
	} {
		got, err := Read("a.ply", []byte(text))
		if err != nil {
			t.Fatal(name, err)
		}
		if diff := cmp.Diff(wantHouse(), got); diff != "" {
			t.Error(name, diff)
		}
	}
}

// translate writes a text anew, in binary.
func translate(t testing.TB, text string, order binary.AppendByteOrder) []byte {
	t.Helper()
	h, err := readHeader([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(text, "end_header")
	data := []byte(strings.Replace(head, "ascii", map[bool]string{true: "binary_little_endian", false: "binary_big_endian"}[order == binary.LittleEndian], 1) + "end_header\n")
	write := func(k scalarType) (x float64) {
		x = h.body.number(k)
		bits := uint64(int64(x))
		switch k {
		case float32s:
			bits = uint64(math.Float32bits(float32(x)))
		case float64s:
			bits = math.Float64bits(x)
		}
		switch sizes[k] {
		case 1:
			data = append(data, byte(bits))
		case 2:
			data = order.AppendUint16(data, uint16(bits))
		case 4:
			data = order.AppendUint32(data, uint32(bits))
		case 8:
			data = order.AppendUint64(data, bits)
		}
		return x
	}
	for _, e := range h.elements {
		for range e.count {
			for _, p := range e.properties {
				n := 1
				if p.list {
					n = int(write(p.lengthType))
				}
				for range n {
					write(p.typ)
				}
			}
		}
	}
	if h.body.err != nil {
		t.Fatal(h.body.err)
	}
	return data
}

func TestReadBinary(t *testing.T) {
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		for _, index := range []string{"char", "uint8", "short", "uint16", "int32", "uint"} {
			got, err := Read("a.ply", translate(t, strings.Replace(house, "uchar int", "ushort "+index, 1), order))
			if err != nil {
				t.Fatal(order, index, err)
			}
			if diff := cmp.Diff(wantHouse(), got); diff != "" {
				t.Error(order, index, diff)
			}
		}
	}
}

// Plain triangles are read in a loop of their own: a file in little endian says
// the same as one in big endian, which is read number by number, and has the
// same faults.
func TestPlainTriangles(t *testing.T) {
	text := strings.Replace(field(3, false), "element vertex", "comment \nelement vertex", 1)
	text = strings.Replace(text, "3 2 6 3\n3 6 7 3\n", "4 2 6 7 3\n2 0 1\n", 1)
	for _, corner := range []string{"5", "16", "-1"} {
		for _, index := range []string{"int", "uint"} {
			rows := strings.Replace(strings.Replace(text, "uchar int", "uchar "+index, 1), "3 4 8 5", "3 4 8 "+corner, 1)
			little := translate(t, rows, binary.LittleEndian)
			big := translate(t, strings.Replace(rows, "comment ", "comment ...", 1), binary.BigEndian) // as long
			for cut := range 60 {
				got, gotErr := Read("a.ply", little[:len(little)-cut])
				want, wantErr := Read("a.ply", big[:len(big)-cut])
				if diff := cmp.Diff(want, got); diff != "" || fmt.Sprint(gotErr) != fmt.Sprint(wantErr) {
					t.Fatalf("%s, %d bytes cut off: the error is %v, want %v%s", index, cut, gotErr, wantErr, diff)
				}
			}
		}
	}
}

const strips = `ply
format ascii 1.0
element vertex 5
property float x
property float y
property float z
property float nx
property float ny
property float nz
element tristrips 1
property list int int vertex_indices
end_header
0 0 0 0 0 1
1 0 0 0 0 1
0 1 0 0 0 1
1 1 0 0 0 1
0 2 0 0 0 0
10 0 1 2 3 4 -1 -1 2 3 4
`

func TestReadStrips(t *testing.T) {
	got, err := Read("a.ply", []byte(strips))
	if err != nil {
		t.Fatal(err)
	}
	want := [][3]uint32{{0, 1, 2}, {2, 1, 3}, {2, 3, 4}, {2, 3, 4}}
	if diff := cmp.Diff(want, got.Meshes[0].Triangles); diff != "" {
		t.Error(diff)
	}
	if got.Meshes[0].Normals != nil {
		t.Error("one normal has no length, but there are normals")
	}
}

func TestFaults(t *testing.T) {
	binaryHouse := string(translate(t, house, binary.LittleEndian))
	head, _, _ := strings.Cut(house, "element face")
	_, rows, _ := strings.Cut(house, "2 0.5")
	first := strings.Index(binaryHouse, "end_header\n") + len("end_header\n")
	for _, test := range []struct{ name, data, want string }{
		{"empty", "", `a.ply: is no PLY file: its first line is not "ply"`},
		{"other", "plywood\n", `a.ply: is no PLY file: its first line is not "ply"`},
		{"no header", "ply\n", `a.ply: has no line end_header: it is cut off; copy it again`},
		{"no format", strings.Replace(house, "format ascii 1.0\n", "", 1), `a.ply: has no line that begins with format: export the object again`},
		{"format", strings.Replace(house, "ascii", "utf8", 1), `a.ply: line 2: "utf8" is no format: it is ascii, binary_little_endian or binary_big_endian`},
		{"word", strings.Replace(house, "obj_info", "info", 1), `a.ply: line 5: "info" is not known here: a header has format, element, property and comment`},
		{"count", strings.Replace(house, "vertex 6", "vertex -6", 1), `a.ply: line 9: "-6" is no number of elements`},
		{"type", strings.Replace(house, "double y", "real y", 1), `a.ply: line 12: "real" is no type: they are char, uchar, short, ushort, int, uint, float and double`},
		{"length", strings.Replace(house, "list uchar int", "list float int", 1), `a.ply: line 21: "float" is no type of a list's length: take uchar or int`},
		{"property", "ply\nproperty int x\n", `a.ply: line 2: a property stands before the first element`},
		{"properties", "ply\nelement x 1\n" + strings.Repeat("property int x\n", maxHeaderEntries+1), `a.ply: line 1003: there are more than 1000 properties`},
		{"elements", "ply\n" + strings.Repeat("element x 1\n", maxHeaderEntries+1), `a.ply: line 1002: there are more than 1000 elements`},
		{"no z", strings.Replace(house, "double z", "double w", 1), `a.ply: has vertices without x, y or z: export the object again`},
		{"huge", strings.Replace(house, "vertex 6", "vertex 9223372036854775807", 1), `a.ply: the file is too short for 9223372036854775807 rows of "vertex": it is cut off; copy it again`},
		{"nothing", "ply\nformat ascii 1.0\nelement nothing 9223372036854775807\nend_header\n", `a.ply: has no vertices: export the object again`},
		{"cloud", head + "end_header\n2 0.5" + rows, `a.ply: is a point cloud: it has no faces; make a surface of it first`},
		{"twice", strings.Replace(house, "element edge", "element vertex", 1), `a.ply: has two elements of vertices: keep one`},
		{"faces first", "ply\nformat ascii 1.0\nelement face 0\nproperty list int int vertex_index\nend_header\n", `a.ply: has faces before its vertices: export the object again`},
		{"far", strings.Replace(house, "100000002 1", "1e10 1", 1), `a.ply: vertex 3: a coordinate is 1e+10: they go from -1e+09 to 1e+09`},
		{"nan", strings.Replace(house, "100000002 1", "-nan 1", 1), `a.ply: vertex 3: a coordinate is NaN: they go from -1e+09 to 1e+09`},
		{"letters", strings.Replace(house, "100000002 1", "1,5 1", 1), `a.ply: line 31: "1,5" is not a number`},
		{"index", strings.Replace(house, "5 0 1 2", "5 0 1 6", 1), `a.ply: face 1: a corner is vertex 6 of 6, which count from 0`},
		{"negative", strings.Replace(house, "5 0 1 2", "5 0 1 -1", 1), `a.ply: face 1: a corner is vertex -1 of 6, which count from 0`},
		{"half", strings.Replace(house, "5 0 1 2", "5 0 1 1.5", 1), `a.ply: face 1: a corner is vertex 1.5 of 6, which count from 0`},
		{"list", strings.Replace(house, "5 0 1 2", "1e9 0 1 2", 1), `a.ply: line 36: the file ends within a list of 1e+09: it is cut off; copy it again`},
		{"negative list", strings.Replace(house, "5 0 1 2", "-1 0 1 2", 1), `a.ply: line 36: -1 is no length of a list`},
		{"text cut off", house[:len(house)-30], `a.ply: line 36: the file ends here: it is cut off; copy it again`},
		{"text cut off late", house[:len(house)-5], `a.ply: the file is too short for 1 rows of "edge": it is cut off; copy it again`},
		{"cut off", binaryHouse[:len(binaryHouse)-20], fmt.Sprintf(`a.ply: byte %d: the file ends within a list of 2: it is cut off; copy it again`, len(binaryHouse)-20)},
		{"cut off early", binaryHouse[:first+100], `a.ply: the file is too short for 6 rows of "vertex": it is cut off; copy it again`},
	} {
		_, err := Read("a.ply", []byte(test.data))
		var fault *model.FileError
		if !errors.As(err, &fault) || err.Error() != test.want {
			t.Errorf("%s:\ngot  %v\nwant %s", test.name, err, test.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, text := range []string{
		house, strips, house[:400],
		strings.Replace(house, "vertex 6", "vertex 9223372036854775807", 1),
		strings.Replace(house, "5 0 1 2", "5 0 1 -1", 1),
		strings.Replace(house, "100000002 1", "nan 1", 1),
		strings.NewReplacer("float nx", "float green", "float ny", "uchar blue", "float nz", "short alpha").Replace(house),
	} {
		f.Add([]byte(text))
	}
	for _, text := range []string{house, strips} {
		f.Add(translate(f, text, binary.LittleEndian))
		f.Add(translate(f, text, binary.BigEndian)[:500%len(text)])
		f.Add(translate(f, text, binary.BigEndian))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Read("f", data)
		var fault *model.FileError
		if err != nil {
			if !errors.As(err, &fault) || m != nil {
				t.Fatalf("%T %v", err, m)
			}
			return
		}
		check(t, m)
	})
}

// check fails for a model that promises too much.
func check(t *testing.T, m *model.Model) {
	mesh := &m.Meshes[0]
	n := len(mesh.Vertices)
	if mesh.Normals != nil && len(mesh.Normals) != n || mesh.Colors != nil && len(mesh.Colors) != n || mesh.UVs[0] != nil && len(mesh.UVs[0]) != n {
		t.Errorf("%d vertices, %d normals, %d texture coordinates", n, len(mesh.Normals), len(mesh.UVs[0]))
	}
	for i, v := range mesh.Vertices {
		for _, x := range v {
			if !(math.Abs(float64(x)) <= model.MaxCoordinate) {
				t.Errorf("vertex %d is %v", i, v)
			}
		}
	}
	for i, v := range mesh.UVs[0] {
		for _, x := range v {
			if x-x != 0 {
				t.Errorf("texture coordinates %d are %v", i, v)
			}
		}
	}
	for i, c := range mesh.Triangles {
		if int(max(c[0], c[1], c[2])) >= n {
			t.Errorf("triangle %d is %v", i, c)
		}
	}
}

// field is a text of 2n² triangles, or half as many quadrilaterals.
func field(n int, quads bool) string {
	var b strings.Builder
	faces := 2 * n * n
	if quads {
		faces = n * n
	}
	fmt.Fprintf(&b, "ply\nformat ascii 1.0\nelement vertex %d\nproperty float x\nproperty float y\nproperty float z\nelement face %d\nproperty list uchar int vertex_indices\nend_header\n", (n+1)*(n+1), faces)
	for i := range n + 1 {
		for j := range n + 1 {
			fmt.Fprintf(&b, "%g %g %g\n", float64(i)/64, float64(j)/64, float64(i*j%17)/300)
		}
	}
	for i := range n {
		for j := range n {
			a, c := i*(n+1)+j, (i+1)*(n+1)+j
			if quads {
				fmt.Fprintf(&b, "4 %d %d %d %d\n", a, c, c+1, a+1)
			} else {
				fmt.Fprintf(&b, "3 %d %d %d\n3 %d %d %d\n", a, c, a+1, c, c+1, a+1)
			}
		}
	}
	return b.String()
}

// The field of 1,046,528 triangles takes about 20 MB in binary.
const large = 723

func BenchmarkBinary(b *testing.B) {
	benchmark(b, translate(b, field(large, false), binary.LittleEndian))
}

func BenchmarkBigEndianQuads(b *testing.B) {
	benchmark(b, translate(b, field(large, true), binary.BigEndian))
}

func BenchmarkText(b *testing.B) { benchmark(b, []byte(field(large, false))) }

func benchmark(b *testing.B, data []byte) {
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read("b", data); err != nil {
			b.Fatal(err)
		}
	}
}
