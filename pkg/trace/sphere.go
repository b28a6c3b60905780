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

// A wideSphere has each number four times.
type wideSphere struct{ x, y, z, square [4]float64 }

func newWideSpheres(spheres []sphere) []wideSphere {
	var all []wideSphere
	for _, s := range spheres {
		four := func(x float64) [4]float64 { return [4]float64{x, x, x, x} }
		all = append(all, wideSphere{four(s.center.X), four(s.center.Y), four(s.center.Z), four(s.square)})
	}
	return all
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
// It tries them without branches, which random rays would mislead: less one, the
// bits of all distances come before those of 0, of negative numbers and of NaN,
// which a miss gives, in the order of unsigned integers.
func nearestSphere(spheres []sphere, o, d vec.Vec3, dist float64) (float64, int) {
	const sign = 1 << 63
	prim, best := none, math.Float64bits(dist)-1
	for i := range spheres {
		s := &spheres[i]
		x, y, z := s.center.X-o.X, s.center.Y-o.Y, s.center.Z-o.Z
		b := float64(x*d.X) + float64(y*d.Y) + float64(z*d.Z)
		c := float64(x*x) + float64(y*y) + float64(z*z) - s.square
		root := math.Float64bits(math.Sqrt(float64(b*b) - c))
		within := math.Float64bits(c) & sign
		t := math.Float64bits(b-math.Float64frombits(root|within)) - 1
		if t < best {
			prim = i
		}
		best = min(best, t)
	}
	return math.Float64frombits(best + 1), prim
}

// anySphere reports whether the ray crosses one of the spheres before dist. It
// needs no roots: with c the power of the origin, as in hit, and end that of
// the point at dist, one of the two within and the other not is a crossing; so
// is a line that comes nearest to the centre on its way, and nearer than the
// radius. It does not stop at the first: see nearestSphere.
func anySphere(spheres []sphere, o, d vec.Vec3, dist float64) bool {
	crossed := uint64(0) // in the sign
	for i := range spheres {
		s := &spheres[i]
		x, y, z := s.center.X-o.X, s.center.Y-o.Y, s.center.Z-o.Z
		b := float64(x*d.X) + float64(y*d.Y) + float64(z*d.Z)
		c := float64(x*x) + float64(y*y) + float64(z*z) - s.square
		ahead := b - dist
		end := math.Float64bits(c - float64(dist*(b+ahead)))
		passes := math.Float64bits(c-float64(b*b)) & math.Float64bits(ahead) &^ math.Float64bits(b)
		start := math.Float64bits(c)
		crossed |= passes&^start | start ^ end
	}
	return crossed>>63 != 0
}
