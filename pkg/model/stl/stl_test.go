package stl

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"

	"github.com/google/go-cmp/cmp"
)

const tetrahedron = `solid a tetrahedron
facet normal 0 0 -1
 outer loop
  vertex 10 0 0
  vertex 10 2 0
  vertex 12 0 0
 endloop
endfacet
FACET NORMAL nan nan nan outer loop vertex 10 0 0 vertex 12 0 0 vertex 10 0 4 endloop endfacet
facet normal 0 0 0 outer loop vertex 1e1 -0.0 0 vertex 10 0 4 vertex 10 +2 0 endloop endfacet
endsolid a tetrahedron
solid
facet normal 0 0 0 outer loop vertex 12 0 0 vertex 10 2. 0 vertex 10 0 4 endloop endfacet
endsolid`

func wantTetrahedron() *model.Model {
	return &model.Model{
		Materials: []model.Material{{Kind: model.Physical, Color: vec.Grey(0.8), Roughness: 0.5, IOR: 1.5}},
		Meshes: []model.Mesh{{
			Vertices:  [][3]float32{{-1, -1, -2}, {-1, 1, -2}, {1, -1, -2}, {-1, -1, 2}},
			Triangles: [][3]uint32{{0, 1, 2}, {0, 2, 3}, {0, 3, 1}, {2, 1, 3}},
		}},
		Instances: []model.Instance{{Transform: vec.Translate(vec.Vec3{X: 11, Y: 1, Z: 2})}},
	}
}

// binaryOf is a binary file of triangles.
func binaryOf(head string, corners ...[9]float32) []byte {
	data := append(make([]byte, 0, header), head...)
	data = binary.LittleEndian.AppendUint32(data[:header-4], uint32(len(corners)))
	for _, c := range corners {
		data = append(data, make([]byte, 12)...)
		for _, x := range c {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(x))
		}
		data = append(data, 0xff, 0xff)
	}
	return data
}

func TestReadText(t *testing.T) {
	for name, text := range map[string]string{
		"lf":   tetrahedron,
		"crlf": strings.ReplaceAll(tetrahedron, "\n", "\r\n"),
		"cr":   "\n " + strings.ReplaceAll(tetrahedron, "\n", "\r"),
	} {
		got, err := Read("a.stl", []byte(text))
		if err != nil {
			t.Fatal(name, err)
		}
		if diff := cmp.Diff(wantTetrahedron(), got); diff != "" {
			t.Error(name, diff)
		}
	}
}

func TestReadBinary(t *testing.T) {
	corners := [][9]float32{
		{10, 0, 0, 10, 2, 0, 12, 0, 0}, {10, 0, 0, 12, 0, 0, 10, 0, 4},
		{10, float32(math.Copysign(0, -1)), 0, 10, 0, 4, 10, 2, 0}, {12, 0, 0, 10, 2, 0, 10, 0, 4},
	}
	for name, data := range map[string][]byte{
		"plain":         binaryOf("made by hand", corners...),
		"solid":         binaryOf("solid\nfacet", corners...),
		"bytes at last": append(binaryOf("", corners...), 1, 2, 3),
	} {
		got, err := Read("a.stl", data)
		if err != nil {
			t.Fatal(name, err)
		}
		if diff := cmp.Diff(wantTetrahedron(), got); diff != "" {
			t.Error(name, diff)
		}
	}
}

func TestFaults(t *testing.T) {
	nan := float32(math.NaN())
	one := binaryOf("", [9]float32{})
	huge := slices.Clone(one)
	binary.LittleEndian.PutUint32(huge[80:], math.MaxUint32)
	for _, test := range []struct{ name, data, want string }{
		{"empty", "", `a.stl: is no STL file: it does not begin with "solid", and is too short for a binary one`},
		{"other", "ply\n", `a.stl: is no STL file: it does not begin with "solid", and is too short for a binary one`},
		{"cut off", string(one[:100]), `a.stl: byte 84: the file ends after 0 of 1 triangles: it is cut off, or no STL file; copy it again`},
		{"huge", string(huge), `a.stl: byte 134: the file ends after 1 of 4294967295 triangles: it is cut off, or no STL file; copy it again`},
		{"none", string(binaryOf("")), `a.stl: has no triangles: export the object again`},
		{"no facets", "solid\nendsolid", `a.stl: has no triangles: export the object again`},
		{"nan", string(binaryOf("", [9]float32{}, [9]float32{0, 0, 0, 0, nan})), `a.stl: byte 158: triangle 1 has a corner at (0, NaN, 0): coordinates go from -1e+09 to 1e+09`},
		{"only a name", "solid x", `a.stl: line 1: the file ends within a solid: it is cut off; copy it again`},
		{"text cut off", tetrahedron[:100], `a.stl: line 7: the file ends within a solid: it is cut off; copy it again`},
		{"a cut number", tetrahedron[:len(tetrahedron)-30], `a.stl: line 13: the file ends within a solid: it is cut off; copy it again`},
		{"letters", strings.Replace(tetrahedron, "12 0", "1x 0", 1), `a.stl: line 6: "1x" is not a number`},
		{"far", strings.Replace(tetrahedron, "12 0", "1e10 0", 1), `a.stl: line 6: "1e10" is no coordinate: they go from -1e+09 to 1e+09`},
		{"no number", strings.Replace(tetrahedron, "12 0", "-1.#IND 0", 1), `a.stl: line 6: "-1.#IND" is no coordinate: they go from -1e+09 to 1e+09`},
		{"four corners", strings.Replace(tetrahedron, "12 0 0\n", "12 0 0 vertex 0 0 0\n", 1), `a.stl: line 6: "vertex" stands where endloop should: export the file again`},
		{"another word", strings.Replace(tetrahedron, "facet", "color", 1), `a.stl: line 2: "color" stands where facet or endsolid should: export the file again`},
		{"two formats", "solid x\n" + strings.Repeat("\x00", 100), `a.stl: line 2: "` + strings.Repeat(`\x00`, 40) + `"… stands where facet or endsolid should: export the file again`},
	} {
		_, err := Read("a.stl", []byte(test.data))
		var fault *model.FileError
		if !errors.As(err, &fault) || err.Error() != test.want {
			t.Errorf("%s:\ngot  %v\nwant %s", test.name, err, test.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{tetrahedron, tetrahedron[:100], "solid\nfacet normal 0 0 0 outer loop vertex 1e400 nan 0x1p2"} {
		f.Add([]byte(seed))
	}
	one := binaryOf("solid", [9]float32{1, 2, 3}, [9]float32{4, 5, 6})
	huge := slices.Clone(one)
	binary.LittleEndian.PutUint32(huge[80:], math.MaxUint32)
	f.Add(one)
	f.Add(one[:120])
	f.Add(huge)
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
	for i, v := range mesh.Vertices {
		for _, x := range v {
			if !(math.Abs(float64(x)) <= model.MaxCoordinate) {
				t.Errorf("vertex %d is %v", i, v)
			}
		}
	}
	for i, c := range mesh.Triangles {
		if int(max(c[0], c[1], c[2])) >= len(mesh.Vertices) {
			t.Errorf("triangle %d is %v", i, c)
		}
	}
}

// grid is a square of 2n² triangles.
func grid(n int) (corners [][9]float32) {
	p := func(x, y int) (float32, float32, float32) {
		return float32(x) / 100, float32(y) / 100, float32(x*y%17) / 300
	}
	for y := range n {
		for x := range n {
			a, b, c := p(x, y)
			d, e, f := p(x+1, y)
			g, h, i := p(x, y+1)
			j, k, l := p(x+1, y+1)
			corners = append(corners, [9]float32{a, b, c, d, e, f, g, h, i}, [9]float32{d, e, f, j, k, l, g, h, i})
		}
	}
	return corners
}

func BenchmarkBinary(b *testing.B) { benchmark(b, binaryOf("", grid(500)...)) }

func BenchmarkText(b *testing.B) {
	data := []byte("solid\n")
	for _, c := range grid(300) {
		data = fmt.Appendf(data, "facet normal 0.0 0.0 1.0\nouter loop\nvertex %g %g %g\nvertex %g %g %g\nvertex %g %g %g\nendloop\nendfacet\n",
			c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8])
	}
	benchmark(b, append(data, "endsolid\n"...))
}

func benchmark(b *testing.B, data []byte) {
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read("b", data); err != nil {
			b.Fatal(err)
		}
	}
}
