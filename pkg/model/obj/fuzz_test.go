package obj

import (
	"errors"
	"math"
	"testing"

	"mosaic/pkg/model"
)

func FuzzRead(f *testing.F) {
	of := files(roomFiles(f))
	text := testdata(f, "room.obj")
	for _, seed := range []string{
		text, text[:len(text)/2], triangle + "f 1 2 -9", triangle + "f 1/1/1 2 9999999999999999999", "v nan inf 1e999\nv 1 2 0x10",
		triangle + "v 5 5 5\nv 3 -2 1\nv 0.1 0.1 0\nf 1 2 3 4 5 6 1 2\nf -1 -2 -3 -4 -5 -6 -6", "v 1 2 3 nan 7 inf\nf 1 1 1", "f\nf 1\nusemtl\nmtllib x", "f 1 2 \\",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) { read(t, data, of) })
}

func FuzzLibrary(f *testing.F) {
	of := roomFiles(f)
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

// read checks that the result is a valid model, or a FileError.
func read(t *testing.T, data []byte, of model.ReadFileFunc) {
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
			if l := math.Abs(float64(v[0])) + math.Abs(float64(v[1])) + math.Abs(float64(v[2])); !(l <= 3*model.MaxCoordinate) {
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
