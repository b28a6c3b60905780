package trace

import (
	"math"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A filter says where in and around a pixel samples lie: as dense as the
// filter is high, so that all count the same and no pixel needs those of
// another. (Ernst, Stamminger and Greiner, "Filter Importance Sampling", IEEE
// RT 2006.)
type filter struct {
	curve []float64 // from [0, 1] to distances from the pixel's corner; nil is the pixel itself
}

const filterSteps = 2048 // so many that the long ends of a curve are few samples

func newFilter(kind model.Filter, radius float64) filter {
	if kind == model.Box && (radius == 0 || radius == 0.5) {
		return filter{}
	}
	height := func(x float64) float64 { // at x in [-1, 1]
		switch kind {
		case model.Tent:
			return 1 - math.Abs(x)
		case model.Gaussian:
			return vec.Exp2(float64(-4.5*math.Log2E*float64(x*x))) - vec.Exp2(-4.5*math.Log2E)
		case model.BlackmanHarris:
			_, one := vec.SinCos(float64(0.5 * math.Abs(x)))
			_, two := vec.SinCos(math.Abs(x))
			_, three := vec.SinCos(math.Mod(float64(1.5*math.Abs(x)), 1))
			return 0.35875 + float64(0.48829*one) + float64(0.14128*two) + float64(0.01168*three)
		default:
			return 1
		}
	}
	// The area under the filter up to each step, and its inverse.
	const fine = 4 * filterSteps
	var area [fine + 1]float64
	for i := range fine {
		area[i+1] = area[i] + max(0, height(float64((float64(i)+0.5)*(2.0/fine))-1))
	}
	f := filter{curve: make([]float64, filterSteps+1)}
	i := 0
	for k := range f.curve {
		want := float64(area[fine] * (float64(k) / filterSteps)) // k over a power of two is exact
		for i < fine-1 && area[i+1] < want {
			i++
		}
		x := float64((float64(i)+max(0, min((want-area[i])/(area[i+1]-area[i]), 1)))*(2.0/fine)) - 1
		f.curve[k] = 0.5 + float64(radius*x)
	}
	return f
}

// at is the place in the pixel of a number in [0, 1).
func (f *filter) at(u float64) float64 {
	x := float64(u * filterSteps)
	i := int(x)
	x -= float64(i)
	return float64(f.curve[i]*(1-x)) + float64(f.curve[i+1]*x)
}
