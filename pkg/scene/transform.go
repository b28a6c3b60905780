package scene

import (
	"mosaic/pkg/model"
	"mosaic/pkg/vec"

	"go.yaml.in/yaml/v3"
)

// transforms are where an object is: where its own fields put it, and in each of
// its copies, which are put there first.
func (p *parser) transforms(o *object) []vec.Affine {
	own := o.transform()
	v, ok := o.optional("copies")
	if !ok {
		return []vec.Affine{own}
	}
	all := []vec.Affine{}
	for _, v := range v.items("a list of places, [{translate: [x, y, z]}, …]") {
		c, ok := v.object("a map of translate, rotate, scale")
		if !ok {
			continue
		}
		all = append(all, own.Mul(c.transform()))
		c.done()
	}
	if len(all) > model.MaxInstances {
		v.fault("has %d places: type at most %d", len(all), model.MaxInstances)
	}
	return all
}

// transform reads scale, rotate and translate, which are done in this order.
func (o *object) transform() vec.Affine {
	scale := vec.Vec3{X: 1, Y: 1, Z: 1}
	if v, ok := o.optional("scale"); ok {
		scale = v.scaling()
	}
	a := vec.Scale(scale)
	if v, ok := o.optional("rotate"); ok {
		t := v.triple(turn, "three angles in degrees, around x, y and z")
		for i, axis := range [3]vec.Vec3{{X: 1}, {Y: 1}, {Z: 1}} {
			// A quaternion of half the angle.
			sin, cos := vec.SinCos(turns(t[i] / 2))
			a = vec.Rotate(axis.X*sin, axis.Y*sin, axis.Z*sin, cos).Mul(a)
		}
	}
	if v, ok := o.optional("translate"); ok {
		t := v.triple(coordinate, wantVector)
		a = vec.Translate(vec.Vec3{X: t[0], Y: t[1], Z: t[2]}).Mul(a)
	}
	return a
}

// scaling is one factor, or one for each axis; none is 0.
func (v value) scaling() vec.Vec3 {
	const want = "a number other than 0, or three, [x, y, z]"
	t := [3]float64{}
	if v.node.Kind == yaml.ScalarNode {
		t[0] = v.number(factor)
		t[1], t[2] = t[0], t[0]
	} else {
		t = v.triple(factor, want)
	}
	const least = 1e-6
	for _, x := range t {
		if -least < x && x < least && v.node != nil {
			v.fault("is %s: type %s", describe(v.node), want)
			return vec.Vec3{X: 1, Y: 1, Z: 1}
		}
	}
	return vec.Vec3{X: t[0], Y: t[1], Z: t[2]}
}
