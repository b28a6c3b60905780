package scene

import (
	"math"
	"runtime"

	"golang.org/x/sync/errgroup"

	"mosaic/pkg/formula"
	"mosaic/pkg/model"
	"mosaic/pkg/vec"

	"go.yaml.in/yaml/v3"
)

// Limits of surfaces, which a few bytes could make very large.
const (
	maxSteps = 4096    // of one, along u or v
	maxDrawn = 4 << 20 // vertices of all
)

// A ramp is the values that u or v takes.
type ramp struct {
	from, to float64
	steps    int
}

func (r ramp) at(i int) float64 {
	return r.from + float64((r.to-r.from)*(float64(i)/float64(r.steps)))
}

func (o *object) ramp(name string) ramp {
	const want = "where it starts, where it ends, and the number of steps: [0, 6.2832, 64]"
	v := o.required(name, want)
	if !v.is(yaml.SequenceNode, want) {
		return ramp{0, 1, 1}
	}
	if len(v.node.Content) != 3 {
		v.fault("has %d numbers: type %s", len(v.node.Content), want)
		return ramp{0, 1, 1}
	}
	steps, ok := whole(v.at(2).node, 1, maxSteps)
	if !ok {
		v.at(2).fault("is %s: type a whole number of steps from 1 to %d", describe(v.at(2).node), maxSteps)
		steps = 1
	}
	return ramp{v.at(0).number(coordinate), v.at(1).number(coordinate), steps}
}

// A drawing is what makes a surface: the formulas of some names, each of which
// may use those before it, and of x, y and z.
type drawing struct {
	u, v     ramp
	formulas []*formula.Formula
}

// surface reads a mesh that formulas make.
func (p *parser) surface(o *object) {
	faults := p.count()
	d := drawing{u: o.ramp("u"), v: o.ramp("v")}
	names := []string{"u", "v"}
	add := func(v value) {
		const want = `a formula in quotes, such as "cos(u) * sin(v)"`
		if !v.is(yaml.ScalarNode, want) {
			return
		}
		f, err := formula.Compile(v.node.Value, names...)
		if err != nil {
			v.fault("%v", err)
			return
		}
		d.formulas = append(d.formulas, f)
	}
	if v, ok := o.optional("with"); ok {
		if with, ok := v.object("a map of formulas by name, for x, y and z to use"); ok {
			with.each(func(name string, v value) {
				add(v)
				names = append(names, name)
			})
		}
	}
	for _, name := range []string{"x", "y", "z"} {
		add(o.required(name, "a formula of u and v"))
	}
	smooth := true
	if _, ok := o.fields["smooth"]; ok {
		smooth = o.flag("smooth")
	} else {
		o.known = append(o.known, "smooth")
	}
	material := p.material(o)
	if p.drawn += (d.u.steps + 1) * (d.v.steps + 1); p.drawn > maxDrawn {
		o.fault("brings the vertices of all surfaces to %d: make steps fewer, for %d at most", p.drawn, maxDrawn)
	}
	if p.count() > faults {
		p.places(o)
		return
	}
	points, bad := d.points()
	if bad >= 0 {
		u, v := d.u.at(bad%(d.u.steps+1)), d.v.at(bad/(d.u.steps+1))
		o.fault("its formulas give no number up to %g at u = %g, v = %g", MaxLength, u, v)
		points = nil
	}
	m := d.mesh(points, smooth)
	var middle vec.Vec3
	m.Vertices, middle = centred(points)
	p.put(o, m, vec.Shift(middle), material)
}

// points are the vertices, row by row of equal v. If some is no point, bad is
// the first of them.
func (d *drawing) points() (points []vec.Vec3, bad int) {
	wide := d.u.steps + 1
	points = make([]vec.Vec3, wide*(d.v.steps+1))
	var crew errgroup.Group
	crew.SetLimit(runtime.GOMAXPROCS(0))
	for j := range d.v.steps + 1 {
		crew.Go(func() error {
			values := make([]float64, 2+len(d.formulas))
			for i := range wide {
				values[0], values[1] = d.u.at(i), d.v.at(j)
				for k, f := range d.formulas {
					values[2+k] = f.Eval(values[:2+k])
				}
				t := values[len(values)-3:]
				points[j*wide+i] = vec.Vec3{X: t[0], Y: t[1], Z: t[2]}
			}
			return nil
		})
	}
	_ = crew.Wait() // none fails
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
	wide, high := d.u.steps+1, d.v.steps+1
	m.UVs[0] = make([][2]float32, 0, len(points))
	for j := range high {
		for i := range wide {
			m.UVs[0] = append(m.UVs[0], [2]float32{float32(float64(i) / float64(wide-1)), float32(1 - float64(j)/float64(high-1))})
		}
	}
	m.Triangles = make([][3]uint32, 0, 2*d.u.steps*d.v.steps)
	for j := range d.v.steps {
		for i := range d.u.steps {
			a := uint32(j*wide + i)
			b, c := a+1, a+uint32(wide)
			// The poles of a ball have triangles without area: left out.
			for _, t := range [2][3]uint32{{a, b, c}, {b, c + 1, c}} {
				p := points[t[0]]
				if p != points[t[1]] && p != points[t[2]] && points[t[1]] != points[t[2]] {
					m.Triangles = append(m.Triangles, t)
				}
			}
		}
	}
	if smooth {
		m.Normals = d.normals(points, m.Triangles)
	}
	return m
}

// normals are those of the vertices: the sums of their triangles', by area.
// Where the surface closes, both sides of the seam count.
func (d *drawing) normals(points []vec.Vec3, triangles [][3]uint32) [][3]float32 {
	sums := make([]vec.Vec3, len(points))
	for _, t := range triangles {
		a, b, c := points[t[0]], points[t[1]], points[t[2]]
		n := b.Sub(a).Cross(c.Sub(a))
		for _, i := range t {
			sums[i] = sums[i].Add(n)
		}
	}
	wide, high := d.u.steps+1, d.v.steps+1
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
	for i, n := range sums {
		if out[i] = [3]float32{0, 1, 0}; n.Len() > 0 {
			out[i] = single(n.Unit())
		}
	}
	return out
}
