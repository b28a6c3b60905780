package ply

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

func TestColors(t *testing.T) {
	const all = math.MaxUint16
	for _, test := range []struct {
		name, properties string
		rows             [3]string
		want             [3][4]uint16 // 188 in sRGB is half the light
		blend            bool
	}{
		{"bytes", "uchar red green blue", [3]string{"255 0 188", "0 0 0", "1 1 1"}, [3][4]uint16{{all, 0, 32957, all}, {0, 0, 0, all}, {20, 20, 20, all}}, false},
		{"bytes, opaque", "uchar red green blue alpha", [3]string{"255 0 0 255", "0 0 0 255", "0 0 0 255"}, [3][4]uint16{{all, 0, 0, all}, {3: all}, {3: all}}, false},
		{"bytes, clear", "uchar red green blue alpha", [3]string{"255 0 0 255", "0 0 0 0", "0 0 0 51"}, [3][4]uint16{{all, 0, 0, all}, {}, {3: 13107}}, true},
		{"alpha that is not meant", "uchar red green blue alpha", [3]string{"255 0 0 0", "0 0 0 0", "0 0 0 0"}, [3][4]uint16{{all, 0, 0, all}, {3: all}, {3: all}}, false},
		{"shorts", "ushort diffuse_red diffuse_green diffuse_blue", [3]string{"65535 0 0", "0 32768 0", "0 0 0"}, [3][4]uint16{{all, 0, 0, all}, {0, 14028, 0, all}, {3: all}}, false},
		{"floats", "float red green blue alpha", [3]string{"1 0.5 0 1", "nan -1 0 1", "0 0 0 1"}, [3][4]uint16{{all, 14027, 0, all}, {3: all}, {3: all}}, false},
		{"floats to 255", "float red green blue", [3]string{"1 0 0", "255 0 188", "0 0 0"}, [3][4]uint16{{20, 0, 0, all}, {all, 0, 32957, all}, {3: all}}, false},
	} {
		text := "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
		var kind string
		for i, word := range strings.Fields(test.properties) {
			if i == 0 {
				kind = word
				continue
			}
			text += "property " + kind + " " + word + "\n"
		}
		text += "element face 1\nproperty list uchar int vertex_indices\nend_header\n" +
			fmt.Sprintf("0 0 0 %s\n1 0 0 %s\n0 1 0 %s\n3 0 1 2\n", test.rows[0], test.rows[1], test.rows[2])
		m, err := Read("a.ply", []byte(text))
		if err != nil {
			t.Fatal(test.name, err)
		}
		if got := [3][4]uint16(m.Meshes[0].Colors); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
		if s := m.Materials[0]; !s.VertexColors || s.Color != vec.Grey(1) || (s.AlphaMode == model.Blend) != test.blend {
			t.Errorf("%s: the material is %+v", test.name, s)
		}
	}
}
