package trace

import (
	"math"
	"testing"

	"mosaic/pkg/vec"
)

func TestFresnel(t *testing.T) {
	brewster := math.Cos(math.Atan(1.5))
	s := math.Pow((1-1.5*1.5)/(1+1.5*1.5), 2) // of the light across, at Brewster's angle
	for _, test := range []struct {
		name                  string
		cos, eta, share, cosT float64
	}{
		{"head on", 1, 1 / 1.5, 0.04, 1},
		{"head on, from within", 1, 1.5, 0.04, 1},
		{"Brewster's angle", brewster, 1 / 1.5, s / 2, math.Sin(math.Atan(1.5))},
		{"grazing", 0, 1 / 1.5, 1, math.Sqrt(1 - 1/2.25)},
		{"total reflection", 0.5, 1.5, 1, 0},
		{"no boundary", 0.3, 1, 0, 0.3},
	} {
		share, cosT := fresnel(test.cos, test.eta)
		if math.Abs(share-test.share) > 1e-12 || math.Abs(cosT-test.cosT) > 1e-12 {
			t.Errorf("%s: %v reflected and cosine %v, want %v and %v", test.name, share, cosT, test.share, test.cosT)
		}
	}
}

func TestCosineIsUnitAndAhead(t *testing.T) {
	d := dice(1)
	n := at(1, -2, 0.5).Unit()
	mean := 0.0
	const rolls = 20_000
	for range rolls {
		dir, cos := cosineHemisphere(n, d.roll(0, 1), d.roll(0, 1))
		if math.Abs(dir.Len()-1) > 1e-12 || math.Abs(dir.Dot(n)-cos) > 1e-9 || cos < 0 {
			t.Fatalf("direction %v of length %v and cosine %v", dir, dir.Len(), cos)
		}
		mean += cos / rolls
	}
	if math.Abs(mean-2.0/3) > 0.01 {
		t.Errorf("the mean cosine is %v, want 2/3", mean)
	}
}

// TestVisibleNormalsAreThoseSeen compares the mean of visible normals' heights
// with that of all normals, weighted by how large they are seen.
func TestVisibleNormalsAreThoseSeen(t *testing.T) {
	for _, alpha := range []float64{0.1, 0.5, 1} {
		for _, out := range []vec.Vec3{at(0, 0, 1), at(0.6, 0, 0.8), at(0.3, 0.9, 0.3).Unit()} {
			d := dice(3)
			sampled, want, area := 0.0, 0.0, 0.0
			const rolls = 200_000
			for range rolls {
				sampled += visibleNormal(alpha, out, d.roll(0, 1), d.roll(0, 1)).Z / rolls
				// All of the hemisphere, evenly.
				z, phi := d.roll(0, 1), d.roll(0, 2*math.Pi)
				r := math.Sqrt(1 - z*z)
				seen := ggx(alpha, z) * max(0, out.Dot(at(r*math.Cos(phi), r*math.Sin(phi), z)))
				want, area = want+seen*z, area+seen
			}
			if want /= area; math.Abs(sampled-want) > 0.01 {
				t.Errorf("alpha %v from %v: the mean height is %v, want %v", alpha, out, sampled, want)
			}
		}
	}
}
