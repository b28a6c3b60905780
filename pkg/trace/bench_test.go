package trace

import (
	"image"
	"math"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// BenchmarkRoom renders builtin:room on one thread, 800 x 800 at depth 8.
func BenchmarkRoom(b *testing.B) {
	benchmark(b, room(b), Options{Width: 800, Height: 800, Samples: 1, MaxDepth: 8, Workers: 1})
}

// BenchmarkCornell renders builtin:cornell likewise.
func BenchmarkCornell(b *testing.B) {
	benchmark(b, builtin(b, "cornell"), Options{Width: 400, Height: 400, Samples: 4, MaxDepth: 8, Workers: 1})
}

// BenchmarkTriangles renders a dented ball of 261,632 triangles under a sky.
func BenchmarkTriangles(b *testing.B) {
	s := &model.Scene{
		Camera:    from(at(0, 0, 3.5), vec.Vec3{}),
		Materials: []model.Material{{Kind: model.Diffuse, Color: vec.Grey(0.7)}},
		Meshes:    []model.Mesh{dented(512)},
		Instances: []model.Instance{{Transform: vec.Identity}},
		Sky:       model.Sky{Radiance: vec.Grey(1)},
	}
	s.Camera.FOV = 40
	benchmark(b, s, Options{Width: 400, Height: 400, Samples: 1, MaxDepth: 4, Workers: 1})
}

// BenchmarkModel renders the dented ball with four times the triangles, as models
// of other programs are: of plastic and metal, one-sided, with three textures.
func BenchmarkModel(b *testing.B) {
	s := &model.Scene{
		Camera: from(at(0, 0, 2.2), vec.Vec3{}),
		Materials: []model.Material{{
			Kind: model.Physical, OneSided: true, Opacity: 1,
			Color: vec.Grey(1), Metallic: 1, Roughness: 1, IOR: 1.5, NormalScale: 0.5,
			ColorMap:             model.Map{Texture: 1},
			MetallicRoughnessMap: model.Map{Texture: 2, Raw: true},
			NormalMap:            model.Map{Texture: 3, Raw: true},
		}},
		Textures:      []model.Texture{waves(0, 9, 40), waves(1, 200, 255), waves(2, 120, 255)},
		Meshes:        []model.Mesh{dented(1024)},
		Instances:     []model.Instance{{Transform: vec.Identity}},
		DistantLights: []model.DistantLight{{Direction: at(-0.5, -1, -0.6).Unit(), Irradiance: vec.Grey(1.5), Angle: 4}},
		Sky:           model.Sky{Radiance: vec.Grey(0.5)},
	}
	m := &s.Meshes[0]
	m.Normals = m.Vertices // those of the ball without its dents
	for i := range m.Vertices {
		m.UVs[0] = append(m.UVs[0], [2]float32{float32(i%1024) / 128, float32(i/1024) / 256})
	}
	s.Camera.FOV = 40
	benchmark(b, s, Options{Width: 400, Height: 400, Samples: 4, MaxDepth: 8, Workers: 1})
}

// waves is a texture of waves, of green and blue up to the given numbers.
func waves(phase float64, green, blue float64) model.Texture {
	const side = 1024
	t := model.Texture{Width: side, Height: side}
	for i := range side * side {
		h := 0.5 + 0.5*math.Sin(phase+float64(i%side)/20)*math.Sin(phase+float64(i/side)/30)
		t.Bytes = append(t.Bytes, uint8(100+90*h), uint8(green*(0.4+0.6*h)), uint8(blue*h), 255)
	}
	return t
}

func benchmark(b *testing.B, s *model.Scene, o Options) {
	t := New(s)
	b.ResetTimer()
	for b.Loop() {
		if _, err := t.Render(b.Context(), image.Rect(0, 0, o.Width, o.Height), o); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*o.Width*o.Height*o.Samples)/b.Elapsed().Seconds()/1e6, "Msamples/s")
}

// dented is a ball of n circles of latitude of n corners each, with waves.
func dented(n int) model.Mesh {
	var m model.Mesh
	for i := range n {
		for j := range n {
			theta, phi := math.Pi*float64(i)/float64(n-1), 2*math.Pi*float64(j)/float64(n)
			r := 1 + 0.1*math.Sin(9*theta)*math.Cos(7*phi)
			m.Vertices = append(m.Vertices, single(at(r*math.Sin(theta)*math.Cos(phi), r*math.Cos(theta), r*math.Sin(theta)*math.Sin(phi))))
		}
	}
	for i := range uint32(n - 1) {
		for j := range uint32(n) {
			k, w := (j+1)%uint32(n), uint32(n)
			m.Triangles = append(m.Triangles, [3]uint32{i*w + j, i*w + k, i*w + w + j}, [3]uint32{i*w + k, i*w + w + k, i*w + w + j})
		}
	}
	return m
}
