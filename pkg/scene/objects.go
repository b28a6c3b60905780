package scene

import (
	"math"

	"mosaic/pkg/vec"

	"go.yaml.in/yaml/v3"
)

const wantObjects = "a list of spheres, planes and meshes; [] is none"

func (p *parser) objects(v value) {
	for _, v := range v.items(wantObjects) {
		o, ok := v.object("a map of type, material, …")
		if !ok {
			continue
		}
		switch o.choice("type", "sphere", "plane", "mesh") {
		case "sphere":
			p.Spheres = append(p.Spheres, Sphere{o.vector("center"), o.number("radius", radius), p.material(o)})
		case "plane":
			p.Planes = append(p.Planes, Plane{o.vector("point"), o.direction("normal"), p.material(o)})
		case "mesh":
			p.Meshes = append(p.Meshes, p.mesh(o))
		default:
			continue
		}
		o.done()
	}
}

// material is the index of the material that an object names.
func (p *parser) material(o *object) int {
	const want = "the name of a material"
	v := o.required("material", want)
	if !v.is(yaml.ScalarNode, want) {
		return 0
	}
	i, ok := p.index[v.node.Value]
	switch {
	case ok:
	case len(p.names) == 0:
		v.fault("%s is no material: add it to materials", quote(v.node.Value))
	default:
		v.fault("%s is no material: type %s", quote(v.node.Value), instead(v.node.Value, p.names))
	}
	return i
}

// direction is a required vector of some length, scaled to length 1.
func (o *object) direction(name string) vec.Vec3 {
	faults := o.r.count()
	d := o.vector(name)
	// Divided by its largest component first, tiny squares do not vanish.
	if m := max(d.X, d.Y, d.Z, -d.X, -d.Y, -d.Z); m > 0 {
		return vec.Vec3{X: d.X / m, Y: d.Y / m, Z: d.Z / m}.Unit()
	}
	if o.r.count() == faults {
		o.fields[name].fault("has no length: type a direction such as [0, 1, 0]")
	}
	return d
}

func (p *parser) mesh(o *object) Mesh {
	const (
		wantVertices  = "a list of points, [[x, y, z], …]"
		wantTriangles = "a list of three vertices each, counted from 0: [[0, 1, 2], …]"
	)
	var m Mesh
	last := math.MaxInt32 // if the vertices cannot be counted
	if v := o.required("vertices", wantVertices); v.is(yaml.SequenceNode, wantVertices) {
		m.Vertices = make([]vec.Vec3, len(v.node.Content))
		for i, n := range v.node.Content {
			t, ok := triple(n, coordinate)
			if !ok {
				v.at(i).triple(coordinate, wantVector)
			}
			m.Vertices[i] = vec.Vec3{X: t[0], Y: t[1], Z: t[2]}
		}
		last = len(m.Vertices) - 1
	}
	if v := o.required("triangles", wantTriangles); v.is(yaml.SequenceNode, wantTriangles) {
		m.Triangles = make([][3]int32, len(v.node.Content))
		for i, n := range v.node.Content {
			t, ok := corners(n, last)
			if !ok {
				v.at(i).fault("is %s: type three vertices, each a whole number from 0 to %d", describe(n), last)
			}
			m.Triangles[i] = t
		}
	}
	m.Material = p.material(o)
	return m
}

// corners is the three vertices of a triangle, if they are numbers from 0 to last.
func corners(n *yaml.Node, last int) (t [3]int32, ok bool) {
	if n.Kind != yaml.SequenceNode || len(n.Content) != len(t) {
		return t, false
	}
	for i, c := range n.Content {
		v, ok := whole(c, 0, last)
		if !ok {
			return t, false
		}
		t[i] = int32(v)
	}
	return t, true
}
