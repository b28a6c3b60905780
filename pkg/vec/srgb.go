package vec

// SRGBToLinear decodes a component from 0 to 1 that has sRGB's transfer function
// (IEC 61966-2-1): the result is proportional to light.
func SRGBToLinear(c float64) float64 {
	if c <= 0.04045 {
		return c / 12.92
	}
	return Pow((c+0.055)/1.055, 2.4)
}
