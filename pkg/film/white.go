package film

import "mosaic/pkg/vec"

// A chromaticity is x and y of the CIE's diagram of 1931.
type chromaticity struct{ x, y float64 }

// d65 is the white of sRGB and of Rec. 2020.
var d65 = chromaticity{0.3127, 0.3290}

// The primaries of sRGB (IEC 61966-2-1) and of ITU-R BT.2020.
var (
	primariesSRGB    = [3]chromaticity{{0.64, 0.33}, {0.30, 0.60}, {0.15, 0.06}}
	primariesRec2020 = [3]chromaticity{{0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}}
)

// bradford takes XYZ to the responses of the eye's three kinds of cones, as
// they are sharpened in Lam's Bradford transform ("Metamerism and Colour
// Constancy", University of Bradford, 1985).
var bradford = vec.Affine{
	{0.8951, 0.2664, -0.1614},
	{-0.7502, 1.7135, 0.0367},
	{0.0389, -0.0685, 1.0296},
}

// xyz is the colour of luminance 1.
func (c chromaticity) xyz() vec.Vec3 {
	return vec.Vec3{X: c.x / c.y, Y: 1, Z: (1 - c.x - c.y) / c.y}
}

// toXYZ takes R, G and B of these primaries, and of the white D65, to XYZ.
func toXYZ(primaries [3]chromaticity) vec.Affine {
	var m vec.Affine
	for i, p := range primaries {
		v := p.xyz()
		m[0][i], m[1][i], m[2][i] = v.X, v.Y, v.Z
	}
	back := m.Inverse()
	return m.Mul(vec.Scale(back.Vector(d65.xyz())))
}

// balanced takes linear sRGB, seen in the light of a colour temperature in
// kelvin, to what it would be in that of D65: what was of that colour is grey.
func balanced(kelvin float64) vec.Affine {
	have, want := bradford.Vector(whiteOf(kelvin).xyz()), bradford.Vector(d65.xyz())
	adapt := vec.Scale(vec.Vec3{X: want.X / have.X, Y: want.Y / have.Y, Z: want.Z / have.Z})
	fromRGB, fromCones := toXYZ(primariesSRGB), bradford.Inverse()
	toRGB := fromRGB.Inverse()
	cones := bradford.Mul(fromRGB)
	cones = adapt.Mul(cones)
	xyz := fromCones.Mul(cones)
	return toRGB.Mul(xyz)
}

// whiteOf is the colour of the light of a temperature within MinWhite and
// MaxWhite: that of a black body up to 4000 K, that of daylight from 5000 K
// on, and a mixture between the two.
func whiteOf(kelvin float64) chromaticity {
	p, d := planckian(kelvin), daylight(kelvin)
	s := min(max((kelvin-4000)/1000, 0), 1)
	return chromaticity{
		float64((1-s)*p.x) + float64(s*d.x),
		float64((1-s)*p.y) + float64(s*d.y),
	}
}

// planckian is the colour of a black body, by the cubic splines of Kim et al.,
// "Design of Advanced Color Temperature Control System for HDTV Applications",
// J. Korean Phys. Soc. 41 (2002).
func planckian(kelvin float64) chromaticity {
	t := 1000 / kelvin
	if kelvin <= 4000 {
		x := cubic(t, -0.2661239, -0.2343589, 0.8776956, 0.179910)
		if kelvin <= 2222 {
			return chromaticity{x, cubic(x, -1.1063814, -1.34811020, 2.18555832, -0.20219683)}
		}
		return chromaticity{x, cubic(x, -0.9549476, -1.37418593, 2.09137015, -0.16748867)}
	}
	x := cubic(t, -3.0258469, 2.1070379, 0.2226347, 0.240390)
	return chromaticity{x, cubic(x, 3.0817580, -5.87338670, 3.75112997, -0.37001483)}
}

// daylight is the colour of the CIE's illuminant D of a temperature ("CIE
// 15:2004 Colorimetry", section 3.1).
func daylight(kelvin float64) chromaticity {
	t := 1000 / kelvin
	x := cubic(t, -4.6070, 2.9678, 0.09911, 0.244063)
	if kelvin > 7000 {
		x = cubic(t, -2.0064, 1.9018, 0.24748, 0.237040)
	}
	return chromaticity{x, cubic(x, 0, -3, 2.870, -0.275)}
}

// cubic is a·t³ + b·t² + c·t + d.
func cubic(t, a, b, c, d float64) float64 {
	return float64((float64((float64(a*t)+b)*t)+c)*t) + d
}
