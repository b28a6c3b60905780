package obj

import (
	"math"
	"testing"

	"mosaic/pkg/vec"

	"github.com/google/go-cmp/cmp"
)

func TestColors(t *testing.T) {
	const all = math.MaxUint16
	const mtl = "mtllib a.mtl\nusemtl "
	white := [4]uint16{all, all, all, all}
	for _, test := range []struct {
		name, a, b, c, use string
		want               [][4]uint16
		color              vec.RGB // of the material
	}{
		{"none", "", "", "", "", nil, vec.Grey(0.8)},
		{"weights", "1", "0.5", "1", "", nil, vec.Grey(0.8)},
		{"floats", "1 0 0.5", "0 0 0", "1 1 1", "", [][4]uint16{{all, 0, 14027, all}, {3: all}, white}, vec.Grey(1)},
		{"bytes", "255 0 188", "1 1 1", "nan 0 0", "", [][4]uint16{{all, 0, 32957, all}, {20, 20, 20, all}, {3: all}}, vec.Grey(1)},
		{"some", "", "1 0 0", "", "", [][4]uint16{white, {all, 0, 0, all}, white}, vec.Grey(1)},
		{"and a material", "1 0 0", "1 0 0", "1 0 0", mtl + "dark", [][4]uint16{{all, 0, 0, all}, {all, 0, 0, all}, {all, 0, 0, all}}, vec.Grey(0.5)},
		{"and a picture", "1 0 0", "1 0 0", "1 0 0", mtl + "wood", nil, vec.Grey(1)},
	} {
		m, err := Read("a.obj", []byte("v 0 0 0 "+test.a+"\nv 1 0 0 "+test.b+"\nv 0 1 0 "+test.c+"\n"+test.use+"\nf 1 2 3\n"), files(map[string]string{
			"a.mtl": "newmtl dark\nKd .5\nnewmtl wood\nmap_Kd wood.png\n", "wood.png": roomFiles(t)["wood grain.png"],
		}))
		if err != nil {
			t.Fatal(test.name, err)
		}
		if diff := cmp.Diff(test.want, m.Meshes[0].Colors); diff != "" {
			t.Errorf("%s: -want +got\n%s", test.name, diff)
		}
		if s := m.Materials[0]; s.VertexColors != (test.want != nil) || s.Color != test.color {
			t.Errorf("%s: the material is %+v", test.name, s)
		}
	}
	// A mesh whose vertices have no colours has no Colors.
	m, err := Read("a.obj", []byte("v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1 1 0 0\nusemtl\nf 1 2 3\n"), files(nil))
	if err != nil || m.Meshes[0].Colors != nil {
		t.Error(m, err)
	}
}
