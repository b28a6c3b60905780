package trace

import (
	"math"

	"mosaic/pkg/vec"
)

// The GGX distribution of the normals of tiny mirrors, of width alpha, with
// Smith's height-correlated masking. Heitz, "Understanding the
// Masking-Shadowing Function in Microfacet-Based BRDFs", JCGT 3(2), 2014.
// All vectors here are local: Z is the normal of the surface.

// ggx is the density of the normal of height cos.
func ggx(alpha, cos float64) float64 {
	a2 := float64(alpha * alpha)
	k := float64(float64(cos*cos)*(a2-1)) + 1
	return a2 / (math.Pi * float64(k*k))
}

// smithLambda is Smith's Λ of a direction of height cos.
func smithLambda(alpha, cos float64) float64 {
	c2 := float64(cos * cos)
	tan2 := (1 - c2) / c2
	return float64(0.5 * (math.Sqrt(1+float64(float64(alpha*alpha)*tan2)) - 1))
}

// visibleNormal is a random normal out of those seen from the direction out.
// Heitz, "Sampling the GGX Distribution of Visible Normals", JCGT 7(4), 2018.
func visibleNormal(alpha float64, out vec.Vec3, u, v float64) vec.Vec3 {
	// Where the mirrors are stretched to a hemisphere, the view is
	view := vec.Vec3{X: alpha * out.X, Y: alpha * out.Y, Z: out.Z}.Unit()
	t, b := vec.Vec3{X: 1}, vec.Vec3{Y: 1}
	if side := math.Sqrt(float64(view.X*view.X) + float64(view.Y*view.Y)); side > 0 {
		t = vec.Vec3{X: -view.Y / side, Y: view.X / side}
		b = view.Cross(t)
	}
	// A point of the hemisphere's outline: half a disc, and half of one foreshortened.
	sin, cos := vec.SinCos(v)
	r := math.Sqrt(u)
	x, y := float64(r*cos), float64(r*sin)
	flat := float64(0.5 * (1 + view.Z))
	y = float64((1-flat)*math.Sqrt(max(0, 1-float64(x*x)))) + float64(flat*y)
	z := math.Sqrt(max(0, 1-float64(x*x)-float64(y*y)))
	h := t.Scale(x).Add(b.Scale(y)).Add(view.Scale(z))
	return vec.Vec3{X: alpha * h.X, Y: alpha * h.Y, Z: max(0, h.Z)}.Unit()
}

// smithG1 is how much of the mirrors of height cos is seen from there, without
// regard to what else they must be seen from: Smith's G1.
func smithG1(alpha, cos float64) float64 { return 1 / (1 + smithLambda(alpha, cos)) }

// visible is the density with which visibleNormal finds the normal half.
func visible(alpha float64, out, half vec.Vec3) float64 {
	return float64(float64(ggx(alpha, half.Z)*smithG1(alpha, out.Z))*max(0, out.Dot(half))) / out.Z
}
