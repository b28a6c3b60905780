package scene

import (
	"mosaic/pkg/formula"
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
	steps, ok := integer(v.at(2).node, 1, maxSteps)
	if !ok {
		v.at(2).fault("is %s: type a whole number of steps from 1 to %d", describe(v.at(2).node), maxSteps)
		steps = 1
	}
	return ramp{v.at(0).number(coordinate), v.at(1).number(coordinate), steps}
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
		p.transforms(o)
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
	p.put(o, m, vec.Translate(middle), material)
}
