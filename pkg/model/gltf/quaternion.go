package gltf

import (
	"math"

	"mosaic/pkg/vec"
)

// unitQuaternion is q, normalized; of no length, it is the identity.
func unitQuaternion(q [4]float64) [4]float64 {
	l := math.Sqrt(float64(q[0]*q[0]) + float64(q[1]*q[1]) + float64(q[2]*q[2]) + float64(q[3]*q[3]))
	if !(l > 0) {
		return [4]float64{3: 1}
	}
	for k := range q {
		q[k] /= l
	}
	return q
}

// slerp is the rotation at the share u of the way from a to b, at an even speed
// and the shorter way round (Shoemake, "Animating Rotation with Quaternion
// Curves", SIGGRAPH 1985). It is a combination of a and of what of b is
// perpendicular to it, which is exact for small angles too.
func slerp(a, b [4]float64, u float64) [4]float64 {
	a, b = unitQuaternion(a), unitQuaternion(b)
	dot := float64(a[0]*b[0]) + float64(a[1]*b[1]) + float64(a[2]*b[2]) + float64(a[3]*b[3])
	if dot < 0 { // -b is the same rotation as b
		dot = -dot
		for k := range b {
			b[k] = -b[k]
		}
	}
	var across [4]float64
	squares := 0.0
	for k := range across {
		across[k] = b[k] - float64(dot*a[k])
		squares += float64(across[k] * across[k])
	}
	sine := math.Sqrt(squares)
	if !(sine > 0) {
		return a
	}
	sin, cos := vec.SinCos(float64((vec.Azimuth(sine, dot) - 0.5) * u))
	for k := range a {
		a[k] = float64(a[k]*cos) + float64(across[k]/sine*sin)
	}
	return a
}
