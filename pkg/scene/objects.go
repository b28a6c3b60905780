package scene

import (
	"math"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"

	"go.yaml.in/yaml/v3"
)

const wantObjects = "a list of spheres, planes, discs, meshes, models and surfaces; [] is none"

func (p *parser) objects(v value) {
	for _, v := range v.items(wantObjects) {
		o, ok := v.object("a map of type, material, …")
		if !ok {
			continue
		}
		switch o.choice("type", "sphere", "plane", "disc", "mesh", "model", "surface") {
		case "sphere":
			p.Spheres = append(p.Spheres, model.Sphere{Center: o.vector("center"), Radius: o.number("radius", radius), Material: p.material(o)})
		case "plane":
			p.Planes = append(p.Planes, model.Plane{Point: o.vector("point"), Normal: o.direction("normal"), Material: p.material(o)})
		case "disc":
			p.Discs = append(p.Discs, model.Disc{Center: o.vector("center"), Normal: o.direction("normal"), Radius: o.number("radius", radius), Material: p.material(o)})
		case "mesh":
			p.mesh(o)
		case "model":
			p.model(o)
		case "surface":
			p.surface(o)
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
		v.fault("%s is no material: type %s", quote(v.node.Value), p.instead(v.node.Value, p.names))
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

// mesh reads triangles that stand in the scene file.
func (p *parser) mesh(o *object) {
	const (
		wantVertices  = "a list of points, [[x, y, z], …]"
		wantTriangles = "a list of three vertices each, counted from 0: [[0, 1, 2], …]"
	)
	var m model.Mesh
	var middle vec.Vec3
	last := math.MaxInt32 // if the vertices cannot be counted
	if v := o.required("vertices", wantVertices); v.is(yaml.SequenceNode, wantVertices) {
		vertices := make([]vec.Vec3, len(v.node.Content))
		for i, n := range v.node.Content {
			t, ok := triple(n, coordinate)
			if !ok {
				v.at(i).triple(coordinate, wantVector)
			}
			vertices[i] = vec.Vec3{X: t[0], Y: t[1], Z: t[2]}
		}
		m.Vertices, middle = centred(vertices)
		last = len(vertices) - 1
	}
	if v := o.required("triangles", wantTriangles); v.is(yaml.SequenceNode, wantTriangles) {
		m.Triangles = make([][3]uint32, len(v.node.Content))
		for i, n := range v.node.Content {
			t, ok := corners(n, last)
			if !ok {
				v.at(i).fault("is %s: type three vertices, each a whole number from 0 to %d", describe(n), last)
			}
			m.Triangles[i] = t
		}
	}
	if v, ok := o.optional("normals"); ok && v.is(yaml.SequenceNode, wantVertices) {
		p.each(v, len(m.Vertices), func(n value) {
			t := n.triple(coordinate, wantVector)
			if t == [3]float64{} && p.count() == 0 {
				n.fault("has no length: type a direction such as [0, 1, 0]")
			}
			m.Normals = append(m.Normals, single(vec.Vec3{X: t[0], Y: t[1], Z: t[2]}))
		})
	}
	if v, ok := o.optional("uvs"); ok && v.is(yaml.SequenceNode, "a list of texture coordinates, [[u, v], …]") {
		p.each(v, len(m.Vertices), func(n value) {
			t := n.pair(coordinate, "two numbers, [u, v]")
			m.UVs[0] = append(m.UVs[0], [2]float32{float32(t[0]), float32(t[1])})
		})
	}
	material := p.material(o)
	p.put(o, m, vec.Translate(middle), material)
}

// each calls f for each item of a list that has one for each vertex.
func (p *parser) each(v value, vertices int, f func(n value)) {
	if n := len(v.node.Content); n != vertices {
		v.fault("has %d items: type one for each of the %d vertices", n, vertices)
		return
	}
	for i := range v.node.Content {
		f(v.at(i))
	}
}

// put adds a mesh of which toObject takes the vertices to the object's own
// coordinates, wherever the object is to be.
func (p *parser) put(o *object, m model.Mesh, toObject vec.Affine, material int) {
	p.Meshes = append(p.Meshes, m)
	for _, at := range p.transforms(o) {
		p.Instances = append(p.Instances, model.Instance{Mesh: len(p.Meshes) - 1, Material: material, Transform: at.Mul(toObject)})
	}
}

// centred is points in float32, relative to the middle of all.
func centred(points []vec.Vec3) (out [][3]float32, middle vec.Vec3) {
	if len(points) == 0 {
		return nil, middle
	}
	lo, hi := points[0], points[0]
	for _, p := range points {
		lo, hi = lo.Min(p), hi.Max(p)
	}
	middle = lo.Add(hi).Scale(0.5)
	out = make([][3]float32, len(points))
	for i, p := range points {
		out[i] = single(p.Sub(middle))
	}
	return out, middle
}

func single(v vec.Vec3) [3]float32 {
	return [3]float32{float32(v.X), float32(v.Y), float32(v.Z)}
}

// corners is the three vertices of a triangle, if they are numbers from 0 to last.
func corners(n *yaml.Node, last int) (t [3]uint32, ok bool) {
	if n.Kind != yaml.SequenceNode || len(n.Content) != len(t) {
		return t, false
	}
	for i, c := range n.Content {
		v, ok := integer(c, 0, last)
		if !ok {
			return t, false
		}
		t[i] = uint32(v)
	}
	return t, true
}
