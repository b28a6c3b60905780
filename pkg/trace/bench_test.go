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
