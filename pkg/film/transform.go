package film

import (
	"math"

	"mosaic/pkg/vec"
)

// Transform is the function that turns rows of linear pixels, R, G and B of
// each, into what the view makes of them: linear still, for a screen of sRGB,
// 1 being white. It changes the row itself, and may be called by several at
// the same time. Where the view changes nothing it is nil.
func (v View) Transform() func(rgb []float32) {
	if v == (View{}) {
		return nil
	}
	gain := vec.Exp2(v.Exposure)
	in := vec.Scale(vec.Vec3{X: gain, Y: gain, Z: gain})
	if v.White != 0 {
		balance := balanced(v.White)
		in = balance.Mul(in)
	}
	switch v.Curve {
	case AgX:
		into, outOf := agxSpace()
		in = into.Mul(in)
		table := agxTable()
		return through(in, table.at, outOf)
	case ACES:
		in = acesIn.Mul(in)
		return through(in, acesFit, acesOut)
	}
	return through(in, func(x float64) float64 { return x }, vec.Identity)
}

// through is the transform by a matrix, a curve for each channel, and another
// matrix. What is no number or negative is black.
func through(in vec.Affine, curve func(float64) float64, out vec.Affine) func(rgb []float32) {
	return func(rgb []float32) {
		for ; len(rgb) >= 3; rgb = rgb[3:] {
			p := in.Vector(vec.Vec3{X: finite(rgb[0]), Y: finite(rgb[1]), Z: finite(rgb[2])})
			p = out.Vector(vec.Vec3{X: curve(max(p.X, 0)), Y: curve(max(p.Y, 0)), Z: curve(max(p.Z, 0))})
			rgb[0], rgb[1], rgb[2] = storable(p.X), storable(p.Y), storable(p.Z)
		}
	}
}

// storable is x in the film's numbers, which have no infinity.
func storable(x float64) float32 { return float32(min(x, math.MaxFloat32)) }

// finite is v as a finite amount of light.
func finite(v float32) float64 {
	if !(v > 0) {
		return 0
	}
	return min(float64(v), math.MaxFloat32)
}
