package trace

import (
	"image"
	"math"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// smoothBall is a ball of radius 1 of n circles of latitude, with its normals.
func smoothBall(n int) model.Mesh {
	m := dented(n)
	for i, v := range m.Vertices {
		m.Vertices[i] = single(wide(v).Unit())
	}
	m.Normals = m.Vertices
	return m
}

// dressings are materials that show whether a place keeps its inside, its
// outside and its normals.
func dressings() map[string]model.Material {
	return map[string]model.Material{
		"diffuse":   {Kind: model.Diffuse, Color: vec.RGB{R: 0.9, G: 0.6, B: 0.3}},
		"metal":     {Kind: model.Metal, Color: vec.RGB{R: 0.9, G: 0.6, B: 0.3}, Roughness: 0.4},
		"glass":     {Kind: model.Glass, Color: vec.RGB{R: 0.9, G: 0.6, B: 0.3}, IOR: 1.5},
		"one-sided": {Kind: model.Diffuse, Color: vec.RGB{R: 0.9, G: 0.6, B: 0.3}, OneSided: true},
	}
}

// portrait is a mesh where a place puts it, under a low sky and a light. The
// camera and the light come along with the place's shift and by the scale.
func portrait(m model.Mesh, dress model.Material, place vec.Affine, scale float64) *model.Scene {
	middle := at(place[0][3], place[1][3], place[2][3])
	s := &model.Scene{
		Textures:    []model.Texture{painted(1, 1, 0.3, 0.1)},
		Camera:      from(middle.Add(at(2, 1, 3).Scale(scale)), middle),
		Materials:   []model.Material{dress},
		Meshes:      []model.Mesh{m},
		Instances:   []model.Instance{{Transform: place}},
		PointLights: []model.PointLight{{Position: middle.Add(at(3, 4, -1).Scale(scale)), Intensity: vec.Grey(20 * scale * scale)}},
		Sky:         model.Sky{Radiance: vec.Grey(1), Map: 1},
	}
	s.Textures[0].Wrap[1] = model.Clamp
	s.Camera.FOV = 40
	return s
}

// TestPlacesOfTheSameSizeToTheEyeLookTheSame: far away, tiny and huge.
func TestPlacesOfTheSameSizeToTheEyeLookTheSame(t *testing.T) {
	ball := dented(16)
	for name, dress := range dressings() {
		want := New(portrait(ball, dress, vec.Identity, 1))
		for _, test := range []struct {
			shift vec.Vec3
			scale float64
		}{{at(1e4, -2e4, 3e4), 1}, {at(1, 2, 3), 1e-4}, {at(1, 2, 3), 1e4}, {at(1e4, 0, 1e4), 1e4}, {at(100, 100, 0), 1e-2}} {
			place := vec.Translate(test.shift).Mul(vec.Scale(at(test.scale, test.scale, test.scale)))
			agree(t, name, New(portrait(ball, dress, place, test.scale)), want, 16, 0.01)
		}
	}
}

// TestPlacesAreWhereTheirCornersAre moves the corners by hand; where a place
// mirrors, they go round the other way.
func TestPlacesAreWhereTheirCornersAre(t *testing.T) {
	ball := dented(16)
	turn := vec.Rotate(1, 2, 3, 4)
	for name, place := range map[string]vec.Affine{
		"turned":               turn,
		"stretched":            vec.Scale(at(0.5, 1.2, 0.8)),
		"turned and stretched": turn.Mul(vec.Scale(at(0.5, 1.2, 0.8))),
		"mirrored":             vec.Translate(at(1, 2, 3)).Mul(turn).Mul(vec.Scale(at(-1, 1.2, 0.8))),
		"mirrored thrice":      vec.Scale(at(-1, -0.9, -1.2)),
		"slanted":              {{1, 0.5, 0, 0.1}, {0, 1, 0.3, 0}, {0.2, 0, 1, 0}},
	} {
		moved := model.Mesh{Triangles: append([][3]uint32(nil), ball.Triangles...)}
		middle := vec.Translate(at(place[0][3], place[1][3], place[2][3]))
		for _, v := range ball.Vertices {
			moved.Vertices = append(moved.Vertices, single(place.Vector(wide(v))))
		}
		if place.Det() < 0 {
			for i, c := range moved.Triangles {
				moved.Triangles[i] = [3]uint32{c[0], c[2], c[1]}
			}
		}
		for kind, dress := range dressings() {
			agree(t, name+", "+kind, New(portrait(ball, dress, place, 1)), New(portrait(moved, dress, middle, 1)), 16, 0.01)
		}
	}
}

// TestMeshBallIsASphere, of any dress, mirrored or not, with normals that go along.
func TestMeshBallIsASphere(t *testing.T) {
	ball := smoothBall(64)
	for kind, dress := range dressings() {
		s := portrait(ball, dress, vec.Identity, 1.5)
		s.Meshes, s.Instances = nil, nil
		s.Spheres = []model.Sphere{{Radius: 1.5}}
		for name, stretch := range map[string]vec.Vec3{"ball": at(1.5, 1.5, 1.5), "mirrored": at(1.5, -1.5, 1.5)} {
			agree(t, kind+" "+name, New(portrait(ball, dress, vec.Scale(stretch), 1.5)), New(s), 32, 0.01)
		}
	}
	// An ellipsoid's normals are those of the inverse transpose.
	w := newWorld(portrait(ball, model.Material{}, vec.Scale(at(3, -1, 1)), 1))
	d := dice(8)
	for range 100 {
		p := d.point(-1, 1).Unit()
		want := at(p.X/3, p.Y, p.Z).Unit()
		from := at(3*p.X, p.Y, p.Z).Add(want)
		h := w.hits(from, want.Neg())
		_, out, _ := w.surfacePoint(from, want.Neg(), &h)
		if n := w.instance(h.prim).shadingNormal(&h, out); n.Sub(want).Len() > 0.02 || math.Abs(n.Len()-1) > 1e-9 {
			t.Errorf("at %v the normal is %v, want %v", p, n, want)
		}
	}
}

// TestOneSidedBallFromWithin is not there.
func TestOneSidedBallFromWithin(t *testing.T) {
	for _, stretch := range []vec.Vec3{at(9, 9, 9), at(9, -9, 9)} {
		s := portrait(smoothBall(16), model.Material{Kind: model.Diffuse, OneSided: true}, vec.Scale(stretch), 1)
		s.PointLights, s.Sky = nil, model.Sky{Radiance: vec.Grey(0.75)}
		for i, v := range rendered(t, s, image.Rect(0, 0, 9, 9), Options{Width: 9, Height: 9, Samples: 2, MaxDepth: 4}).Pix {
			if v != 0.75 {
				t.Fatalf("value %d is %v from within a ball that cannot be seen from there", i, v)
			}
		}
	}
}
