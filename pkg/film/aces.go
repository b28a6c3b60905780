package film

import "mosaic/pkg/vec"

// ACES is Stephen Hill's fit of the Academy's reference rendering transform
// and its output transform for sRGB screens, as published in
// https://github.com/TheRealMJP/BakingLab (ACES.hlsl, 2016), without the
// factor by which some programs brighten it.

// acesIn takes linear sRGB to the space of the fit, and acesOut takes it back.
var (
	acesIn = vec.Affine{
		{0.59719, 0.35458, 0.04823},
		{0.07600, 0.90834, 0.01566},
		{0.02840, 0.13383, 0.83777},
	}
	acesOut = vec.Affine{
		{1.60475, -0.53108, -0.07367},
		{-0.10208, 1.10813, -0.00605},
		{-0.00327, -0.07276, 1.07602},
	}
)

// acesFit is what becomes of an amount of light.
func acesFit(x float64) float64 {
	a := float64(x*(x+0.0245786)) - 0.000090537
	b := float64(x*(float64(0.983729*x)+0.4329510)) + 0.238081
	return a / b
}
