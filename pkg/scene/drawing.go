package scene

import (
	"math"
	"runtime"

	"golang.org/x/sync/errgroup"

	"mosaic/pkg/formula"
	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A drawing is what makes a surface: the formulas of some names, each of which
// may use those before it, and of x, y and z. Its points are a grid: rows of
// equal v, in bands that all processors work on.
type drawing struct {
	u, v     ramp
	formulas []*formula.Formula
}

func (d *drawing) wide() int { return d.u.steps + 1 }
func (d *drawing) high() int { return d.v.steps + 1 }

// bands calls f for rows from, up to and without to, until all are done.
func (d *drawing) bands(f func(from, to int)) {
	const most = 64
	var crew errgroup.Group
	crew.SetLimit(runtime.GOMAXPROCS(0))
	for i := range most {
		if from, to := d.high()*i/most, d.high()*(i+1)/most; from < to {
			crew.Go(func() error {
				f(from, to)
				return nil
			})
		}
	}
	_ = crew.Wait() // none fails
}

// points are the vertices, row by row. If some is no point, bad is the first
// of them.
func (d *drawing) points() (points []vec.Vec3, bad int) {
	wide := d.wide()
	points = make([]vec.Vec3, wide*d.high())
	d.bands(func(from, to int) {
		values := make([][]float64, 2+len(d.formulas)) // u, v and the formulas, of a row
		for k := range values {
			values[k] = make([]float64, wide)
		}
		for i := range wide {
			values[0][i] = d.u.at(i)
		}
		t := values[len(values)-3:]
		for j := from; j < to; j++ {
			for i, v := 0, d.v.at(j); i < wide; i++ {
				values[1][i] = v
			}
			for k, f := range d.formulas {
				f.EvalRow(values[2+k], values[:2+k])
			}
			for i := range wide {
				points[j*wide+i] = vec.Vec3{X: t[0][i], Y: t[1][i], Z: t[2][i]}
			}
		}
	})
	for i, p := range points {
		if !(math.Abs(p.X) <= MaxLength && math.Abs(p.Y) <= MaxLength && math.Abs(p.Z) <= MaxLength) {
			return nil, i
		}
	}
	return points, -1
}

// mesh is the triangles of a grid of points, with texture coordinates from
// (0, 1) at the start of u and v to (1, 0) at their end.
func (d *drawing) mesh(points []vec.Vec3, smooth bool) (m model.Mesh) {
	if len(points) == 0 {
		return m
	}
	wide, high := d.wide(), d.high()
	m.UVs[0] = make([][2]float32, len(points))
	m.Triangles = make([][3]uint32, 2*d.u.steps*d.v.steps)
	counts := make([]int, d.v.steps) // of the triangles of a row
	d.bands(func(from, to int) {
		for j := from; j < to; j++ {
			v := float32(1 - float64(j)/float64(high-1))
			for i := range wide {
				m.UVs[0][j*wide+i] = [2]float32{float32(float64(i) / float64(wide-1)), v}
			}
			if j == d.v.steps {
				break
			}
			row := m.Triangles[2*d.u.steps*j:]
			for i := range d.u.steps {
				for _, t := range d.cell(i, j) {
					if !empty(points, t) {
						row[counts[j]] = t
						counts[j]++
					}
				}
			}
		}
	})
	n := 0
	for j, count := range counts {
		n += copy(m.Triangles[n:], m.Triangles[2*d.u.steps*j:][:count])
	}
	m.Triangles = m.Triangles[:n]
	if smooth {
		m.Normals = d.normals(points)
	}
	return m
}

// cell is the two triangles between points i and i+1 of rows j and j+1.
func (d *drawing) cell(i, j int) [2][3]uint32 {
	a := uint32(j*d.wide() + i)
	b, c := a+1, a+uint32(d.wide())
	return [2][3]uint32{{a, b, c}, {b, c + 1, c}}
}

// empty says of a triangle that two of its corners are one, as at the poles of
// a ball.
func empty(points []vec.Vec3, t [3]uint32) bool {
	a, b, c := points[t[0]], points[t[1]], points[t[2]]
	return a == b || a == c || b == c
}

// normals are those of the vertices: the sums of their triangles', by area.
// Where the surface closes, both sides of the seam count.
func (d *drawing) normals(points []vec.Vec3) [][3]float32 {
	wide, high := d.wide(), d.high()
	sums := make([]vec.Vec3, len(points))
	d.bands(func(from, to int) {
		// Cells of the row above the band count too, for the band's first points.
		for j := max(0, from-1); j < min(to, d.v.steps); j++ {
			for i := range d.u.steps {
				for _, t := range d.cell(i, j) {
					if empty(points, t) {
						continue
					}
					a, b, c := points[t[0]], points[t[1]], points[t[2]]
					n := b.Sub(a).Cross(c.Sub(a))
					for _, k := range t {
						if from*wide <= int(k) && int(k) < to*wide {
							sums[k] = sums[k].Add(n)
						}
					}
				}
			}
		}
	})
	join := func(a, b, c int) { // a and b, if they are one; c is a neighbour
		if near := points[a].Sub(points[b]).Len(); near <= 1e-6*points[a].Sub(points[c]).Len() {
			n := sums[a].Add(sums[b])
			sums[a], sums[b] = n, n
		}
	}
	for j := range high {
		join(j*wide, j*wide+wide-1, j*wide+1)
	}
	for i := range wide {
		join(i, (high-1)*wide+i, wide+i)
	}
	out := make([][3]float32, len(sums))
	d.bands(func(from, to int) {
		for i := from * wide; i < to*wide; i++ {
			if out[i] = [3]float32{0, 1, 0}; sums[i].Len() > 0 {
				out[i] = single(sums[i].Unit())
			}
		}
	})
	return out
}
