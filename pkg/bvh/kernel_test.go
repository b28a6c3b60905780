package bvh

import (
	"math"
	"testing"
)

// TestKernelGivesTheSameBits traces rays with the kernel and without.
func TestKernelGivesTheSameBits(t *testing.T) {
	if !hasKernel() {
		t.Skip("this processor has no kernel")
	}
	n := 500_000
	if testing.Short() {
		n = 50_000
	}
	for name, m := range map[string]mesh{"ball": ball(200), "hard": hardMesh(new(rng(7)))} {
		fast := m.build()
		plain := *fast
		plain.kernel = false
		d := rng(99)
		hits := 0
		for i, s := range append(testRays(&d, m, n), oddRays(&d, n)...) {
			got, ok := fast.Intersect(toVec(s.o), toVec(s.d), s.tmin, s.tmax)
			want, wantOK := plain.Intersect(toVec(s.o), toVec(s.d), s.tmin, s.tmax)
			if ok != wantOK || hitBits(got) != hitBits(want) {
				t.Fatalf("%s: ray %d %+v: hit %+v (%v), without the kernel %+v (%v)", name, i, s, got, ok, want, wantOK)
			}
			if ok {
				hits++
			}
			if a, b := fast.Occluded(toVec(s.o), toVec(s.d), s.tmin, s.tmax), plain.Occluded(toVec(s.o), toVec(s.d), s.tmin, s.tmax); a != b || a != ok {
				t.Fatalf("%s: ray %d %+v: occluded is %v, without the kernel %v; hit %v", name, i, s, a, b, ok)
			}
			if ok && !(got.T >= s.tmin && got.T <= s.tmax) {
				t.Fatalf("%s: ray %d %+v: the distance %v is out of range", name, i, s, got.T)
			}
		}
		t.Logf("%s: %d of %d rays hit", name, hits, 2*n)
	}
}

func hitBits(h Hit) [4]uint32 {
	return [4]uint32{math.Float32bits(h.T), math.Float32bits(h.U), math.Float32bits(h.V), h.Triangle}
}
