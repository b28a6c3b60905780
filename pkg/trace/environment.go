package trace

import (
	"math"
	"sort"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A environment is a sky with a map. Directions are sampled by the light that comes
// from them: the map is cut into cells, one is chosen by its light, and a
// direction within it by its solid angle.
type environment struct {
	texture  *texture
	radiance vec.RGB
	turn     float64 // of the map, in turns
	chance   float64 // that the sky is the light chosen

	wide, high int
	rows       []float64 // sums of the light of the rows up to each, the last being 1
	cells      []float64 // likewise of the cells of each row
	mean       float64   // radiance
}

// environmentMost is the number of cells in each direction, at most.
const environmentMost = 1024

func newEnvironment(sky *model.Sky, t *texture) *environment {
	d := &environment{
		texture: t, radiance: sky.Radiance, turn: sky.Rotation / 360,
		wide: min(t.Width, environmentMost), high: min(t.Height, environmentMost/2),
	}
	d.rows = make([]float64, d.high)
	d.cells = make([]float64, d.wide*d.high)
	total, ground := 0.0, 0.0
	for y := range d.high {
		sum, solid := 0.0, d.solid(y)
		for x := range d.wide {
			sum += float64(d.cell(x, y) * solid)
			d.cells[y*d.wide+x] = sum
		}
		for x := range d.wide {
			d.cells[y*d.wide+x] /= max(sum, math.SmallestNonzeroFloat64)
		}
		total += sum
		ground += float64(solid * float64(d.wide))
		d.rows[y] = total
	}
	for y := range d.rows {
		d.rows[y] /= max(total, math.SmallestNonzeroFloat64)
	}
	d.mean = total / ground
	return d
}

// cell is the mean light of the texels of a cell and of its neighbours' next
// texels, between which the texture blends.
func (d *environment) cell(x, y int) float64 {
	t := d.texture
	x0, x1 := x*t.Width/d.wide-1, (x+1)*t.Width/d.wide
	y0, y1 := max(0, y*t.Height/d.high-1), min((y+1)*t.Height/d.high, t.Height-1)
	sum, n := 0.0, 0
	for j := y0; j <= y1; j++ {
		for i := x0; i <= x1; i++ {
			sum += t.texel(j*t.Width+wrap(i, t.Width, model.Repeat), false).Mul(d.radiance).Mean()
			n++
		}
	}
	return sum / float64(n)
}

// heights are the cosines with the zenith at the top and bottom of a row.
func (d *environment) heights(y int) (top, bottom float64) {
	_, top = vec.SinCos(float64(y) / float64(2*d.high))
	_, bottom = vec.SinCos(float64(y+1) / float64(2*d.high))
	return top, bottom
}

// solid is the solid angle of a cell of a row.
func (d *environment) solid(y int) float64 {
	top, bottom := d.heights(y)
	return (top - bottom) * (2 * math.Pi / float64(d.wide))
}

// light is the sky's light from a direction, and the density with which sample
// finds it.
func (d *environment) light(dir vec.Vec3) (c vec.RGB, pdf float64) {
	at := globe(dir)
	u := at[0] - d.turn
	u -= math.Floor(u)
	c = d.texture.color(u, at[1], false).Mul(d.radiance)
	x := max(0, min(int(float64(u*float64(d.wide))), d.wide-1))
	y := max(0, min(int(float64(at[1]*float64(d.high))), d.high-1))
	return c, d.pdf(x, y)
}

func (d *environment) pdf(x, y int) float64 {
	row, cell := d.rows[y], d.cells[y*d.wide+x]
	if y > 0 {
		row -= d.rows[y-1]
	}
	if x > 0 {
		cell -= d.cells[y*d.wide+x-1]
	}
	return float64(d.chance*float64(row*cell)) / d.solid(y)
}

// sample is light from the sky.
func (d *environment) sample(u, v float64) lightSample {
	y, v := choose(d.rows, v)
	x, u := choose(d.cells[y*d.wide:(y+1)*d.wide], u)
	pdf := d.pdf(x, y)
	if !(pdf > 0) {
		return lightSample{}
	}
	top, bottom := d.heights(y)
	cos := top - float64(v*(top-bottom))
	across := (float64(x) + u) / float64(d.wide)
	down := 2 * (0.25 - vec.Elevation(cos))
	side := math.Sqrt(max(0, 1-float64(cos*cos)))
	turn := across + d.turn
	sin, ahead := vec.SinCos(turn - math.Floor(turn))
	dir := vec.Vec3{X: float64(-side * sin), Y: cos, Z: float64(side * ahead)}
	c := d.texture.color(across, down, false).Mul(d.radiance)
	return lightSample{dir, math.Inf(1), c, pdf}
}

// choose is the first place whose sum is above u, and how far u is within it.
func choose(sums []float64, u float64) (i int, within float64) {
	i = min(sort.Search(len(sums), func(i int) bool { return sums[i] > u }), len(sums)-1)
	low := 0.0
	if i > 0 {
		low = sums[i-1]
	}
	if !(sums[i] > low) {
		return i, 0
	}
	return i, min((u-low)/(sums[i]-low), 1-0x1p-53)
}
