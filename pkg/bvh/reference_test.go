package bvh

import (
	"math"
	"testing"
)

// bruteForce is the distance of the nearest triangle that the ray hits, in float64
// and by testing all; sure is false if the ray passes so close to an edge, or the
// hit is so close to the end of the ray's range, that rounding may decide.
//
// Möller and Trumbore, "Fast, Minimum Storage Ray/Triangle Intersection",
// Journal of Graphics Tools 2(1), 1997.
func (m *mesh) bruteForce(s *testRay) (t float64, sure bool) {
	const edge = 1e-4
	t = math.Inf(1)
	doubt := math.Inf(1) // at this distance
	o, d := toFloat64(s.o), toFloat64(s.d)
	for i := range m.triangles {
		v, ok := m.corners(i)
		if !ok {
			continue
		}
		a := toFloat64(v[0])
		e1, e2 := sub(toFloat64(v[1]), a), sub(toFloat64(v[2]), a)
		p := cross(d, e2)
		det := dot(e1, p)
		to := sub(o, a)
		q := cross(to, e1)
		u, w, dist := dot(to, p)/det, dot(d, q)/det, dot(e2, q)/det
		steep := math.Abs(det) / math.Sqrt(dot(d, d)*dot(e1, e1)*dot(e2, e2))
		if !(steep > 1e-4) { // seen from the side, or without area
			if near := min(u, w, 1-u-w); !(near < -edge*1e3) || !(steep > 1e-12) {
				doubt = 0
			}
			continue
		}
		near := min(u, w, 1-u-w)
		if near < -edge || dist < float64(s.tmin)-1e-4 || dist > float64(s.tmax)+1e-4 {
			continue
		}
		if near < edge || math.Abs(dist-float64(s.tmin)) < 1e-3 || math.Abs(dist-float64(s.tmax)) < 1e-3 {
			doubt = min(doubt, dist)
			continue
		}
		t = min(t, dist)
	}
	return t, math.IsInf(doubt, 1) || doubt > t+1e-3
}

func toFloat64(v [3]float32) [3]float64 {
	return [3]float64{float64(v[0]), float64(v[1]), float64(v[2])}
}

func sub(a, b [3]float64) [3]float64 { return [3]float64{a[0] - b[0], a[1] - b[1], a[2] - b[2]} }

func dot(a, b [3]float64) float64 { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }

func cross(a, b [3]float64) [3]float64 {
	return [3]float64{a[1]*b[2] - a[2]*b[1], a[2]*b[0] - a[0]*b[2], a[0]*b[1] - a[1]*b[0]}
}

func TestHitsMatchBruteForce(t *testing.T) {
	for name, m := range map[string]mesh{"ball": ball(60), "hard": cleanMesh(hardMesh(new(rng(3)))), "one": {
		vertices:  [][3]float32{{-4, -4, 0}, {4, -4, 0}, {0, 5, 0}},
		triangles: [][3]uint32{{0, 1, 2}},
	}} {
		tree := m.build()
		d := rng(11)
		hits, misses, unsure := 0, 0, 0
		for _, s := range testRays(&d, m, 10_000) {
			want, sure := m.bruteForce(&s)
			if !sure || !finite(&s.o) || !finite(&s.d) {
				unsure++
				continue
			}
			h, ok := tree.Intersect(toVec(s.o), toVec(s.d), s.tmin, s.tmax)
			if ok != !math.IsInf(want, 1) || ok && math.Abs(float64(h.T)-want) > 1e-4*(1+want) {
				t.Fatalf("%s: %+v hits at %v (%v), want %v", name, s, h.T, ok, want)
			}
			if occluded := tree.Occluded(toVec(s.o), toVec(s.d), s.tmin, s.tmax); occluded != ok {
				t.Fatalf("%s: %+v: occluded is %v, hit %v", name, s, occluded, ok)
			}
			if !ok {
				misses++
				continue
			}
			hits++
			v, _ := m.corners(int(h.Triangle))
			for axis := range 3 {
				on := float64(1-h.U-h.V)*float64(v[0][axis]) + float64(h.U)*float64(v[1][axis]) + float64(h.V)*float64(v[2][axis])
				if at := float64(s.o[axis]) + want*float64(s.d[axis]); math.Abs(on-at) > 1e-3 {
					t.Fatalf("%s: %+v: coordinate %d of the hit is %v, want %v", name, s, axis, on, at)
				}
			}
		}
		t.Logf("%s: %d hits, %d misses, %d unsure", name, hits, misses, unsure)
		if hits < 500 || misses < 500 {
			t.Errorf("%s: only %d hits, %d misses", name, hits, misses)
		}
	}
}

// cleanMesh is the mesh without the triangles that are invalid or have no area:
// whether a ray hits those is never sure.
func cleanMesh(m mesh) mesh {
	var all [][3]uint32
	for i := range m.triangles {
		v, ok := m.corners(i)
		if !ok {
			continue
		}
		e1, e2 := sub(toFloat64(v[1]), toFloat64(v[0])), sub(toFloat64(v[2]), toFloat64(v[0]))
		if n := cross(e1, e2); dot(n, n) > 1e-8 {
			all = append(all, m.triangles[i])
		}
	}
	m.triangles = all
	return m
}

// TestNoRayLeavesAClosedMesh shoots from within at corners, edges and anywhere.
func TestNoRayLeavesAClosedMesh(t *testing.T) {
	for _, scale := range []float32{1, 0x1p-30, 0x1p-90, 0x1p60, 3e30} {
		m := ball(128)
		for i := range m.vertices {
			for axis := range 3 {
				m.vertices[i][axis] *= scale
			}
		}
		tree := m.build()
		d := rng(5)
		for i := range 100_000 {
			o := d.point(-0.3, 0.3)
			if i%4 == 0 {
				o = [3]float32{}
			}
			for axis := range 3 {
				o[axis] *= scale
			}
			v, _ := m.corners(d.intN(len(m.triangles)))
			at := v[0]
			k := float32(d.uniform(0, 1))
			for axis := range 3 {
				switch i % 3 {
				case 0:
					at[axis] = v[0][axis]*k + v[1][axis]*(1-k)
				case 1:
					at[axis] = (v[0][axis] + v[1][axis]) / 2
				}
			}
			dir := [3]float32{at[0] - o[0], at[1] - o[1], at[2] - o[2]}
			if i%16 == 0 {
				dir = [3]float32{}
				dir[d.intN(3)] = scale * float32(1-2*d.intN(2))
			}
			if _, ok := tree.Intersect(toVec(o), toVec(dir), 0, inf); !ok {
				t.Fatalf("scale %v: a ray from %v towards %v leaves", scale, o, dir)
			}
			if !tree.Occluded(toVec(o), toVec(dir), 0, inf) {
				t.Fatalf("scale %v: a ray from %v towards %v is not occluded", scale, o, dir)
			}
		}
	}
}

func toVec(v [3]float32) Vec { return Vec{v[0], v[1], v[2]} }
