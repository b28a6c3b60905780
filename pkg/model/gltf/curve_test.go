package gltf

import (
	"math"
	"testing"

	"mosaic/pkg/model"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// animation adds an animation of one channel.
func (w *writer) animation(name string, target fields, how string, input, output int) {
	s := fields{"input": input, "output": output}
	if how != "" {
		s["interpolation"] = how
	}
	w.add("animations", fields{"name": name, "channels": []any{fields{"sampler": 0, "target": target}}, "samplers": []any{s}})
}

func TestCurves(t *testing.T) {
	keys := []float32{1, 2, 4}
	flat := []float32{1, 2, 5}
	// In and out tangents of the first and last key say nothing outside of them.
	spline := []float32{9, 1, 2, 5, 3, 1, 0, -1, 9}
	for _, test := range []struct {
		how    string
		values []float32 // of x
		at     map[float64]float64
	}{
		{"", flat, map[float64]float64{-1: 1, 0: 1, 1: 1, 1.25: 1.25, 1.5: 1.5, 2: 2, 3: 3.5, 3.9: 4.85, 4: 5, 99: 5, math.Inf(-1): 1, math.Inf(1): 5}},
		{"STEP", flat, map[float64]float64{0: 1, 1: 1, 1.999: 1, 2: 2, 3.999: 2, 4: 5, 5: 5}},
		// Hermite: half-way, (p0 + p1) / 2 + (out - in)·span/8.
		{"CUBICSPLINE", spline, map[float64]float64{0: 1, 1: 1, 1.5: 2 + (2-5)/8.0, 2: 3, 3: 1 + (1-0)*2/8.0, 4: -1, 5: -1, 1.25: 0.84375 + 0.15625*3 + 0.140625*2 - 0.046875*5}},
	} {
		for seconds, want := range test.at {
			w := newWriter(t)
			w.triangle(nil)
			points := make([][3]float32, len(test.values))
			for i, v := range test.values {
				points[i] = [3]float32{v, 7 * v}
			}
			w.animation("", fields{"node": 0, "path": "translation"}, test.how, rows(w, keys), rows(w, points))
			m, err := ReadAt("a", w.glb(), nil, model.Moment{Animate: true, Seconds: seconds})
			if err != nil {
				t.Fatal(err)
			}
			got := m.Instances[0].Transform
			if math.Abs(got[0][3]-want) > 1e-9 || math.Abs(got[1][3]-7*want) > 1e-9 || got[2][3] != 0 {
				t.Errorf("%q at %g: %g, %g, %g, want %g", test.how, seconds, got[0][3], got[1][3], got[2][3], want)
			}
		}
	}
}

// TestKeysOnFrames: keys are rounded to float32, many of them upwards. A step on
// a frame is there on that frame, and not one later.
func TestKeysOnFrames(t *testing.T) {
	for _, fps := range []float64{24, 25, 29.97, 30, 60} {
		f := curve{components: 1, width: 1, step: true}
		for k := range 2000 {
			f.times = append(f.times, float32(float64(k)/fps))
			f.rows = append(f.rows, [4]float32{float32(k)})
		}
		for k := range f.times {
			if got := f.at(float64(k) / fps); got[0] != float64(k) {
				t.Fatalf("frame %d at %g frames a second shows key %g", k, fps, got[0])
			}
		}
	}
}

func TestRotationsBetweenKeys(t *testing.T) {
	half := float32(math.Sqrt(.5))
	const third = math.Pi / 3
	for _, test := range []struct {
		name   string
		how    string
		values [][4]float32 // at 0 s and 2 s
		at     float64
		want   float64 // turned around Z
	}{
		{"half of a quarter", "", [][4]float32{{0, 0, 0, 1}, {0, 0, half, half}}, 1, math.Pi / 4},
		{"a fourth of a quarter", "LINEAR", [][4]float32{{0, 0, 0, 1}, {0, 0, half, half}}, .5, math.Pi / 8},
		{"the shorter way", "", [][4]float32{{0, 0, 0, 1}, {0, 0, -half, -half}}, 1, math.Pi / 4},
		{"of any length", "", [][4]float32{{0, 0, 0, 3}, {0, 0, .1, .1}}, 1, math.Pi / 4},
		{"no way", "", [][4]float32{{0, 0, half, half}, {0, 0, half, half}}, 1.3, math.Pi / 2},
		{"the same the other way round", "", [][4]float32{{0, 0, half, half}, {0, 0, -half, -half}}, 1.3, math.Pi / 2},
		{"half a turn", "", [][4]float32{{0, 0, 0, 1}, {0, 0, 1, 0}}, 2. / 3, third},
		{"nearly nothing", "", [][4]float32{{0, 0, 0, 1}, {0, 0, 1e-6, 1}}, 1, 1e-6},
		{"no direction", "", [][4]float32{{}, {}}, 1, 0},
		{"before a step", "STEP", [][4]float32{{0, 0, 0, 1}, {0, 0, half, half}}, 1.99, 0},
		{"a spline without slopes", "CUBICSPLINE", [][4]float32{{}, {0, 0, 0, 1}, {}, {}, {0, 0, half, half}, {}}, 1, math.Pi / 4},
	} {
		w := newWriter(t)
		w.triangle(nil)
		w.animation("", fields{"node": 0, "path": "rotation"}, test.how, rows(w, []float32{0, 2}), rows(w, test.values))
		m, err := ReadAt("a", w.glb(), nil, model.Moment{Animate: true, Seconds: test.at})
		if err != nil {
			t.Fatal(err)
		}
		a := m.Instances[0].Transform
		got := []float64{a[0][0], a[1][0], a[0][1], a[1][1], a[2][2]}
		sin, cos := math.Sincos(test.want)
		if diff := cmp.Diff([]float64{cos, sin, -sin, cos, 1}, got, cmpopts.EquateApprox(0, 1e-8)); diff != "" {
			t.Errorf("%s: -want +got\n%s", test.name, diff)
		}
	}
}

// TestRotationsAtAnEvenSpeed: slerp turns by equal angles in equal times, about
// any axis, and keeps the length.
func TestRotationsAtAnEvenSpeed(t *testing.T) {
	a, b := unitQuaternion([4]float64{.1, -.7, .3, .2}), unitQuaternion([4]float64{-.4, .2, .5, .6})
	dot := func(p, q [4]float64) (sum float64) {
		for k := range p {
			sum += p[k] * q[k]
		}
		return sum
	}
	whole := math.Acos(math.Abs(dot(a, b)))
	for k := range 101 {
		u := float64(k) / 100
		q := slerp(a, b, u)
		if l := dot(q, q); math.Abs(l-1) > 1e-12 {
			t.Errorf("at %g of the length %g", u, l)
		}
		if got := math.Acos(min(dot(a, q), 1)); math.Abs(got-u*whole) > 1e-7 {
			t.Errorf("at %g turned by %g, want %g", u, got, u*whole)
		}
	}
	if end := slerp(a, b, 1); math.Abs(math.Abs(dot(end, b))-1) > 1e-12 {
		t.Errorf("ends at %v, want %v or its opposite", end, b)
	}
}

// TestIntegersAreShares: rotations and weights may be integers, normalized even
// if the file forgets to say so.
func TestIntegersAreShares(t *testing.T) {
	for _, kind := range []struct {
		values any
		is     integer
	}{
		{[][4]int8{{0, 0, 0, 127}, {0, 0, 127, 0}}, int8s},
		{[][4]int16{{0, 0, 0, 32767}, {0, 0, 32767, 0}}, int16s},
	} {
		for _, normalized := range []bool{true, false} {
			w := newWriter(t)
			w.triangle(nil)
			out := w.add("accessors", fields{"bufferView": w.view(kind.values), "componentType": kind.is, "type": "VEC4", "count": 2, "normalized": normalized})
			w.animation("", fields{"node": 0, "path": "rotation"}, "", rows(w, []float32{0, 1}), out)
			m, err := ReadAt("a", w.glb(), nil, model.Moment{Animate: true, Seconds: .5})
			if err != nil {
				t.Fatal(err)
			}
			if a := m.Instances[0].Transform; math.Abs(a[0][0]) > 1e-9 || math.Abs(a[1][0]-1) > 1e-9 {
				t.Errorf("%d, normalized %v: %v", kind.is, normalized, a)
			}
		}
	}
	w := newWriter(t)
	w.triangle(fields{"targets": []fields{{"POSITION": rows(w, [][3]float32{{0, 0, 5}, {}, {}})}}})
	out := w.add("accessors", fields{"bufferView": w.view([]uint8{0, 255}), "componentType": uint8s, "type": "SCALAR", "count": 2})
	w.animation("", fields{"node": 0, "path": "weights"}, "", rows(w, []float32{0, 1}), out)
	m, err := ReadAt("a", w.glb(), nil, model.Moment{Animate: true, Seconds: .2})
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Meshes[0].Vertices[0][2]; got != 1 {
		t.Errorf("a fifth of a target of 5 moves by %g", got)
	}
}
