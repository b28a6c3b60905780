package trace

import (
	"math"

	"mosaic/pkg/vec"
)

// A sphere is a ball, with what the rays need of its radius.
type sphere struct {
	center  vec.Vec3
	square  float64 // of the radius
	inverse float64 // of the radius
}

func newSphere(center vec.Vec3, radius float64) sphere {
	return sphere{center, radius * radius, 1 / radius}
}

// hit is the distance at which the ray enters the sphere or, from within,
// leaves it; not positive if it does neither.
func (s *sphere) hit(o, d vec.Vec3) float64 {
	// Of t² - 2bt + c = 0 the root that lies ahead.
	to := s.center.Sub(o)
	b := to.Dot(d)
	c := to.Dot(to) - s.square
	if b < 0 && c > 0 {
		return 0
	}
	disc := float64(b*b) - c
	if disc < 0 {
		return 0
	}
	if c > 0 {
		return b - math.Sqrt(disc)
	}
	return b + math.Sqrt(disc)
}

// nearestSphere is the first of the spheres that the ray hits before dist, and
// its distance.
//
// It tries them without branches, which random rays would mislead: in the order
// of unsigned integers all distances come before the negative numbers, and
// before NaN, which a miss gives.
func nearestSphere(spheres []sphere, o, d vec.Vec3, dist float64) (float64, int) {
	const sign = 1 << 63
	prim, best := none, math.Float64bits(dist)
	for i := range spheres {
		s := &spheres[i]
		x, y, z := s.center.X-o.X, s.center.Y-o.Y, s.center.Z-o.Z
		b := float64(x*d.X) + float64(y*d.Y) + float64(z*d.Z)
		c := float64(x*x) + float64(y*y) + float64(z*z) - s.square
		root := math.Float64bits(math.Sqrt(float64(b*b) - c))
		within := math.Float64bits(c) & sign
		t := math.Float64bits(b - math.Float64frombits(root|within))
		if t < best {
			prim = i
		}
		best = min(best, t)
	}
	return math.Float64frombits(best), prim
}

// anySphere reports whether the ray hits one of the spheres before dist.
// It does not stop at the first: see nearestSphere.
func anySphere(spheres []sphere, o, d vec.Vec3, dist float64) bool {
	const sign = 1 << 63
	best := uint64(math.MaxUint64)
	for i := range spheres {
		s := &spheres[i]
		x, y, z := s.center.X-o.X, s.center.Y-o.Y, s.center.Z-o.Z
		b := float64(x*d.X) + float64(y*d.Y) + float64(z*d.Z)
		c := float64(x*x) + float64(y*y) + float64(z*z) - s.square
		root := math.Float64bits(math.Sqrt(float64(b*b) - c))
		within := math.Float64bits(c) & sign
		best = min(best, math.Float64bits(b-math.Float64frombits(root|within)))
	}
	return best < math.Float64bits(dist)
}
