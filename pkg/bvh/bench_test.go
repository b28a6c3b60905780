package bvh

import (
	"math"
	"testing"
)

// millionTriangles is a ball of 1,046,528 triangles.
func millionTriangles() mesh { return ball(1024) }

func BenchmarkBuild(b *testing.B) {
	m := millionTriangles()
	for b.Loop() {
		m.build()
	}
	b.ReportMetric(float64(len(m.triangles))*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mtriangles/s")
}

func BenchmarkBuildAlone(b *testing.B) {
	m := millionTriangles()
	for b.Loop() {
		Build(m.vertices, m.triangles, 1)
	}
	b.ReportMetric(float64(len(m.triangles))*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mtriangles/s")
}

func BenchmarkPrimary(b *testing.B)   { bench(b, true, primary) }
func BenchmarkSecondary(b *testing.B) { bench(b, true, secondary) }
func BenchmarkPlain(b *testing.B)     { bench(b, false, secondary) }

func bench(b *testing.B, kernel bool, rays func(*Tree) []testRay) {
	t := millionTriangles().build()
	t.kernel = t.kernel && kernel
	all := rays(t)
	b.ResetTimer()
	for b.Loop() {
		for i := range all {
			s := &all[i]
			t.Intersect(toVec(s.o), toVec(s.d), s.tmin, s.tmax)
		}
	}
	b.ReportMetric(float64(len(all))*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrays/s")
}

// primary are camera rays; the ball fills the image.
func primary(*Tree) []testRay {
	const side = 1024
	var all []testRay
	for i := range side * side {
		x, y := 2*(float64(i%side)+0.5)/side-1, 1-2*(float64(i/side)+0.5)/side
		all = append(all, testRay{o: [3]float32{0, 0, 3.2}, d: [3]float32{float32(0.4 * x), float32(0.4 * y), -1}, tmax: inf})
	}
	return all
}

// secondary are rays from the hits of the primary ones, in uniform directions.
func secondary(t *Tree) []testRay {
	var all []testRay
	d := rng(88172645463325252)
	for _, s := range primary(t) {
		h, ok := t.Intersect(toVec(s.o), toVec(s.d), s.tmin, s.tmax)
		if !ok {
			continue
		}
		next := testRay{tmin: 1e-4, tmax: inf}
		z, phi := d.uniform(-1, 1), d.uniform(0, 2*math.Pi)
		r := math.Sqrt(1 - z*z)
		next.d = [3]float32{float32(r * math.Cos(phi)), float32(r * math.Sin(phi)), float32(z)}
		for axis := range 3 {
			next.o[axis] = s.o[axis] + s.d[axis]*h.T*0.9999
		}
		all = append(all, next)
	}
	return all
}
