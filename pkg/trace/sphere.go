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
// its distance. It is hit, without the roots of hits that come too late.
func nearestSphere(spheres []sphere, o, d vec.Vec3, dist float64) (float64, int) {
	prim := none
	for i := range spheres {
		s := &spheres[i]
		x, y, z := s.center.X-o.X, s.center.Y-o.Y, s.center.Z-o.Z
		b := float64(x*d.X) + float64(y*d.Y) + float64(z*d.Z)
		c := float64(x*x) + float64(y*y) + float64(z*z) - s.square
		disc := float64(b*b) - c
		if disc < 0 {
			continue
		}
		if c > 0 {
			if late := b - dist; b < 0 || late > 0 && float64(late*late) > disc {
				continue
			}
			b -= math.Sqrt(disc)
		} else {
			b += math.Sqrt(disc)
		}
		if 0 < b && b < dist {
			dist, prim = b, i
		}
	}
	return dist, prim
}

// anySphere reports whether the ray hits one of the spheres before dist.
func anySphere(spheres []sphere, o, d vec.Vec3, dist float64) bool {
	for i := range spheres {
		s := &spheres[i]
		x, y, z := s.center.X-o.X, s.center.Y-o.Y, s.center.Z-o.Z
		b := float64(x*d.X) + float64(y*d.Y) + float64(z*d.Z)
		c := float64(x*x) + float64(y*y) + float64(z*z) - s.square
		if b < 0 && c > 0 {
			continue
		}
		disc := float64(b*b) - c
		if disc < 0 {
			continue
		}
		if c > 0 {
			if late := b - dist; late > 0 && float64(late*late) > disc {
				continue
			}
			b -= math.Sqrt(disc)
		} else {
			b += math.Sqrt(disc)
		}
		if 0 < b && b < dist {
			return true
		}
	}
	return false
}
