package trace

import (
	"math"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/render"
	"mosaic/pkg/vec"
)

// motley is a square whose corners have colours: at (x, z) from -1 to 1 they
// come to red (1+x)/2, green (1+z)/2, blue 1, and alpha (1+x)/2.
func motley() model.Mesh {
	m := square()
	const full = math.MaxUint16
	m.Colors = [][4]uint16{{0, 0, full, 0}, {full, 0, full, full}, {full, full, full, full}, {0, full, full, 0}}
	return m
}

// TestVerticesGiveTheirColours to a surface under a uniform sky: to one that is
// joined with others, and to one that is not.
func TestVerticesGiveTheirColours(t *testing.T) {
	c := vec.RGB{R: 0.8, G: 0.6, B: 0.4}
	sky := vec.Grey(1)
	for _, test := range []struct {
		name     string
		material model.Material
		want     func(tint vec.RGB, alpha float64) vec.RGB
	}{
		{"diffuse", model.Material{Kind: model.Diffuse, Color: c, VertexColors: true}, func(tint vec.RGB, _ float64) vec.RGB { return c.Mul(tint) }},
		{"not tinted", model.Material{Kind: model.Diffuse, Color: c}, func(vec.RGB, float64) vec.RGB { return c }},
		{"emissive", model.Material{Kind: model.Emissive, Emission: c, VertexColors: true}, func(tint vec.RGB, _ float64) vec.RGB { return c.Mul(tint) }},
		{"blended", model.Material{Kind: model.Emissive, Emission: c, VertexColors: true, AlphaMode: model.Blend, Opacity: 0.8},
			func(tint vec.RGB, alpha float64) vec.RGB {
				return c.Mul(tint).Scale(0.8 * alpha).Add(sky.Scale(1 - 0.8*alpha))
			}},
		{"masked", model.Material{Kind: model.Emissive, Emission: c, VertexColors: true, AlphaMode: model.Mask, Opacity: 1, AlphaCutoff: 0.5},
			func(tint vec.RGB, alpha float64) vec.RGB {
				if alpha < 0.5 {
					return sky
				}
				return c.Mul(tint)
			}},
	} {
		for _, twice := range []bool{false, true} { // a mesh that is used twice is joined with nothing
			s := &model.Scene{
				Materials: []model.Material{test.material},
				Meshes:    []model.Mesh{square(), motley(), motley()},
				Instances: []model.Instance{{Mesh: 0, Transform: vec.Translate(at(9, 0, 0))}, {Mesh: 1, Transform: vec.Identity}, {Mesh: 2, Transform: vec.Translate(at(0, 0, 9))}},
				Sky:       model.Sky{Radiance: sky},
			}
			if twice {
				s.Instances = append(s.Instances, model.Instance{Mesh: 1, Transform: vec.Translate(at(99, 0, 0))})
			}
			for _, p := range []vec.Vec3{at(0.7, 0, -0.4), at(-0.6, 0, 0.8)} {
				tint := vec.RGB{R: (1 + p.X) / 2, G: (1 + p.Z) / 2, B: 1}
				want := test.want(tint, (1+p.X)/2)
				for _, shift := range []vec.Vec3{{}, at(0, 0, 9)} {
					s.Camera = from(p.Add(shift).Add(at(0, -1, 0)), p.Add(shift))
					near(t, test.name, seen(t, s, 1<<14, 2), want, 0.01)
				}
				white := p.Add(at(9, 0, 0))
				s.Camera = from(white.Add(at(0, -1, 0)), white)
				near(t, test.name+", without", seen(t, s, 1<<14, 2), test.want(vec.Grey(1), 1), 0.01)
			}
		}
	}
}

// TestTintedPanelShinesByItsColours: over its middle a square of a red that
// grows from 0 to 1 shines half as red as it would evenly.
func TestTintedPanelShinesByItsColours(t *testing.T) {
	const height, albedo = 1.5, 0.7
	root := math.Sqrt(1 + height*height)
	factor := 4 / math.Pi / root * math.Atan(1/root)
	s := &model.Scene{
		Materials: []model.Material{1: {Kind: model.Emissive, Emission: vec.Grey(3), VertexColors: true}},
		Meshes:    []model.Mesh{motley()},
		Instances: []model.Instance{{Material: 1, Transform: vec.Translate(at(0, height, 0))}},
	}
	floor(s, 0, albedo)
	near(t, "tinted triangle", seen(t, s, 1<<15, 2), vec.RGB{R: 1.5, G: 1.5, B: 3}.Scale(albedo*factor), 0.005)
}

func TestAlbedoHasTheColoursOfVertices(t *testing.T) {
	s := &model.Scene{
		Camera:    from(at(0.5, -1, -0.5), at(0.5, 0, -0.5)),
		Materials: []model.Material{{Kind: model.Physical, Color: vec.RGB{R: 0.8, G: 0.6, B: 0.4}, IOR: 1.5, Roughness: 1, VertexColors: true}},
		Meshes:    []model.Mesh{motley()},
		Instances: []model.Instance{{Transform: vec.Identity}},
	}
	s.Camera.FOV = 1e-3
	o := Options{Width: 1, Height: 1, Samples: 4, MaxDepth: 1, Layers: render.Albedo}
	f := rendered(t, s, o.bounds(), o)
	near(t, "albedo", vec.RGB{
		R: float64(f.Plane("albedo.R")[0]), G: float64(f.Plane("albedo.G")[0]), B: float64(f.Plane("albedo.B")[0]),
	}, vec.RGB{R: 0.6, G: 0.15, B: 0.4}, 1e-4)
}
