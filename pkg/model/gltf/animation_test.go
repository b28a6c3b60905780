package gltf

import (
	"encoding/json"
	"os"
	"testing"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestBlenderMovesTheSame: a file of another exporter, and where its program
// shows everything. The file has bones, a shape key, steps, splines, a camera
// and a lamp. Blender exports the tangents of rotations only nearly.
func TestBlenderMovesTheSame(t *testing.T) {
	data, err := os.ReadFile("testdata/moves.glb")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("testdata/moves.json")
	if err != nil {
		t.Fatal(err)
	}
	type frame struct {
		Frame              int
		Boxes              map[string][2][3]float64
		Camera, View, Lamp [3]float64
	}
	var frames []frame
	if err := json.Unmarshal(text, &frames); err != nil {
		t.Fatal(err)
	}
	for _, want := range frames {
		m, err := ReadAt("moves.glb", data, nil, model.Moment{Animate: true, Clip: "Move", Seconds: float64(want.Frame) / 24})
		if err != nil {
			t.Fatal(err)
		}
		got := frame{Frame: want.Frame, Boxes: map[string][2][3]float64{},
			Camera: triple(m.Cameras[0].Position), View: triple(m.Cameras[0].LookAt.Sub(m.Cameras[0].Position)), Lamp: triple(m.PointLights[0].Position)}
		for _, in := range m.Instances {
			if name := m.Materials[in.Material].Name; name != "Floor" {
				var b bounds
				for k, v := range m.Meshes[in.Mesh].Vertices {
					p := in.Transform.Point(point(v))
					if k == 0 {
						b = bounds{p, p}
					}
					b = bounds{b[0].Min(p), b[1].Max(p)}
				}
				got.Boxes[name] = [2][3]float64{triple(b[0]), triple(b[1])}
			}
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1.5e-3)); diff != "" {
			t.Errorf("frame %d: -want +got\n%s", want.Frame, diff)
		}
	}
}

func triple(v vec.Vec3) [3]float64 { return [3]float64{v.X, v.Y, v.Z} }
