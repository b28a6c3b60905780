package vec

// An RGB is a colour or an amount of light: linear, with the primaries and the
// white of sRGB.
type RGB struct{ R, G, B float64 }

// Grey is the colour whose three components are v.
func Grey(v float64) RGB { return RGB{v, v, v} }

// Add is a + b.
func (a RGB) Add(b RGB) RGB { return RGB{a.R + b.R, a.G + b.G, a.B + b.B} }

// Mul is the product, component by component.
func (a RGB) Mul(b RGB) RGB {
	return RGB{float64(a.R * b.R), float64(a.G * b.G), float64(a.B * b.B)}
}

// Scale is a times s.
func (a RGB) Scale(s float64) RGB {
	return RGB{float64(a.R * s), float64(a.G * s), float64(a.B * s)}
}

// Max is the largest component.
func (a RGB) Max() float64 { return max(a.R, a.G, a.B) }

// Mean is the mean of the components.
func (a RGB) Mean() float64 { return (a.R + a.G + a.B) / 3 }

// IsBlack reports whether all components are 0.
func (a RGB) IsBlack() bool { return a == RGB{} }
