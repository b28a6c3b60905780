package vec

// Light is the light of a number from 0 to 1 in sRGB's encoding: IEC 61966-2-1.
func Light(c float64) float64 {
	if c <= 0.04045 {
		return c / 12.92
	}
	return Pow((c+0.055)/1.055, 2.4)
}
