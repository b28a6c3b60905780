package film

import (
	"math"
	"sync"

	"mosaic/pkg/vec"
)

// AgX is Sobotka's picture formation (https://github.com/sobotka/AgX) with the
// numbers of Blender's "AgX Base sRGB", as they are published by the script
// that makes its table (https://github.com/EaryChow/AgX_LUT_Gen): in Rec. 2020
// the primaries are drawn towards white, each channel goes through a sigmoid
// over the logarithm of light, and the primaries are drawn back. Blender's
// small correction of hues after the sigmoid is left out.

// agxInset draws the primaries of Rec. 2020 in, and agxOutset, inverted, out.
var (
	agxInset = vec.Affine{
		{0.856627153315983, 0.0951212405381588, 0.0482516061458583},
		{0.137318972929847, 0.761241990602591, 0.101439036467562},
		{0.11189821299995, 0.0767994186031903, 0.811302368396859},
	}
	agxOutset = vec.Affine{
		{0.899796955911611, 0.0871996192028351, 0.013003424885555},
		{0.11142098895748, 0.875575586156966, 0.0130034248855548},
		{0.11142098895748, 0.0871996192028349, 0.801379391839686},
	}
)

// agxSpace is the way from linear sRGB to where the sigmoid is applied, and
// back.
func agxSpace() (into, outOf vec.Affine) {
	sRGB, wide := toXYZ(primariesSRGB), toXYZ(primariesRec2020)
	fromXYZ := wide.Inverse()
	rec2020 := fromXYZ.Mul(sRGB)
	back, undo := rec2020.Inverse(), agxOutset.Inverse()
	return agxInset.Mul(rec2020), back.Mul(undo)
}

// The sigmoid's numbers: light counts from 10 stops below middle grey, and
// middle grey is what it was.
const (
	agxGrey  = 0.18
	agxLeast = -10.0 // stops from middle grey, where black is
	agxRange = 16.5  // stops from there to white
	agxGamma = 2.4   // of the values that the sigmoid makes
	agxSlope = 2.4   // at middle grey
	agxPower = 1.5   // of the bends at both ends
)

// agxCurve is what becomes of an amount of light.
func agxCurve(light float64) float64 {
	x := (vec.Log2(light/agxGrey) - agxLeast) / agxRange
	if !(x > 0) {
		return 0
	}
	const greyX = -agxLeast / agxRange
	greyY := vec.Pow(agxGrey, 1/agxGamma)
	// Both ends are the same bend, one of them upside down.
	toX, toY, sign := 1-greyX, 1-greyY, 1.0
	if x < greyX {
		toX, toY, sign = greyX, greyY, -1.0
	}
	steep := float64(agxSlope * toX)
	scale := vec.Pow(vec.Pow(steep, -agxPower)*(vec.Pow(steep/toY, agxPower)-1), -1/agxPower)
	u := float64(agxSlope*math.Abs(x-greyX)) / scale
	y := greyY + float64(sign*float64(scale*u)/vec.Pow(1+vec.Pow(u, agxPower), 1/agxPower))
	return vec.Pow(max(y, 0), agxGamma)
}

// A lightTable is a curve as a table over the upper bits of a float32: 256
// pieces to an octave, straight between their ends.
type lightTable []float32

// The octaves that the table of AgX covers: below is black, and above the
// brightest white.
const (
	tableLeast = -13
	tableMost  = 18
	tableBits  = 23 - 8 // of a float32 within one piece
	tableBase  = (127 + tableLeast) << 23
)

var agxTable = sync.OnceValue(func() lightTable {
	t := make(lightTable, (tableMost-tableLeast)<<8+1)
	for i := range t {
		t[i] = float32(agxCurve(float64(math.Float32frombits(uint32(tableBase + i<<tableBits)))))
	}
	return t
})

// at is the value for an amount of light, which is no less than 0.
func (t lightTable) at(light float64) float64 {
	bits := math.Float32bits(float32(light))
	if bits < tableBase {
		return float64(t[0])
	}
	i := int(bits-tableBase) >> tableBits
	if i >= len(t)-1 {
		return float64(t[len(t)-1])
	}
	part := float64(bits&(1<<tableBits-1)) / (1 << tableBits)
	a, b := float64(t[i]), float64(t[i+1])
	return a + float64((b-a)*part)
}
