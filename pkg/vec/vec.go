// Package vec holds the values that scenes and the path tracer compute with:
// vectors, affine transforms, RGB colours, and the elementary functions that they
// need. It depends on nothing else of this module.
//
// Its arithmetic gives the same bits on every processor. Go may fuse x*y + z
// into one instruction that rounds once where the processor has it, so each
// product that can meet an addition is written float64(x*y), which forbids it
// (Go specification, "Floating-point operators"). Sines, logarithms and powers
// come from this package and not from math, whose polynomials may be fused.
package vec

import "math"

// A Vec3 is a point, a direction or a normal. The axes are right-handed.
type Vec3 struct{ X, Y, Z float64 }

// Add is a + b.
func (a Vec3) Add(b Vec3) Vec3 { return Vec3{a.X + b.X, a.Y + b.Y, a.Z + b.Z} }

// Sub is a - b.
func (a Vec3) Sub(b Vec3) Vec3 { return Vec3{a.X - b.X, a.Y - b.Y, a.Z - b.Z} }

// Neg is -a.
func (a Vec3) Neg() Vec3 { return Vec3{-a.X, -a.Y, -a.Z} }

// Scale is a times s.
func (a Vec3) Scale(s float64) Vec3 {
	return Vec3{float64(a.X * s), float64(a.Y * s), float64(a.Z * s)}
}

// Dot is the dot product.
func (a Vec3) Dot(b Vec3) float64 {
	return float64(a.X*b.X) + float64(a.Y*b.Y) + float64(a.Z*b.Z)
}

// Cross is the cross product: X cross Y is Z.
func (a Vec3) Cross(b Vec3) Vec3 {
	return Vec3{
		float64(a.Y*b.Z) - float64(a.Z*b.Y),
		float64(a.Z*b.X) - float64(a.X*b.Z),
		float64(a.X*b.Y) - float64(a.Y*b.X),
	}
}

// Len is the length of a.
func (a Vec3) Len() float64 { return math.Sqrt(a.Dot(a)) }

// Unit is a, normalized to length 1. Of the zero vector it is NaN.
func (a Vec3) Unit() Vec3 { return a.Scale(1 / a.Len()) }

// Axis is component 0, 1 or 2 of a.
func (a Vec3) Axis(i int) float64 {
	switch i {
	case 0:
		return a.X
	case 1:
		return a.Y
	default:
		return a.Z
	}
}

// Min is the smaller of each component.
func (a Vec3) Min(b Vec3) Vec3 { return Vec3{min(a.X, b.X), min(a.Y, b.Y), min(a.Z, b.Z)} }

// Max is the larger of each component.
func (a Vec3) Max(b Vec3) Vec3 { return Vec3{max(a.X, b.X), max(a.Y, b.Y), max(a.Z, b.Z)} }

// Basis is an orthonormal basis around the unit vector n: a tangent t and a
// bitangent b with t cross b = n. The method is that of
// Duff et al., "Building an Orthonormal Basis, Revisited", JCGT 6(1), 2017.
func Basis(n Vec3) (t, b Vec3) {
	sign := math.Copysign(1, n.Z)
	a := -1 / (sign + n.Z)
	c := float64(float64(n.X*n.Y) * a)
	sx := float64(sign * n.X)
	t = Vec3{1 + float64(float64(sx*n.X)*a), float64(sign * c), -sx}
	b = Vec3{c, sign + float64(float64(n.Y*n.Y)*a), -n.Y}
	return t, b
}
