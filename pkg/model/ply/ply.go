// Package ply reads PLY, Stanford's polygon files: text and binary files of either
// byte order.
//
// Read are the vertices' positions (x, y, z), normals (nx, ny, nz), texture
// coordinates (u, v or s, t or texture_u, texture_v) and colours (red, green, blue
// and alpha, perhaps with the prefix diffuse_), and faces and triangle strips;
// everything else is skipped. A file is one mesh of the default material. If a
// normal has no length all are ignored, and the mesh is flat shaded.
//
// The format does not define the colour space of colours. They are taken as sRGB,
// whatever their type, since nearly all programs that write them copy bytes of an
// image; MeshLab shows them so too. Floats range to 1, or to 255 if one of them is
// above 1. Alpha blends, unless it is 0 everywhere.
//
// A file is not trusted: counts are checked against the length of the file before
// memory is allocated, and each error is a *model.FileError that says where.
package ply

import (
	"errors"
	"fmt"

	"mosaic/pkg/model"
	"mosaic/pkg/model/soup"
	"mosaic/pkg/vec"
)

// Read parses the content of the file called name. Errors are of type
// *model.FileError.
func Read(name string, data []byte) (*model.Model, error) {
	r := reader{}
	err := r.read(data)
	var fault *model.FileError
	switch {
	case err == nil:
		m := soup.SingleMesh(r.mesh, r.center)
		if r.mesh.Colors != nil {
			m.Materials[0] = r.colors.material()
		}
		return m, nil
	case errors.As(err, &fault):
		fault.File = name
		return nil, fault
	}
	return nil, &model.FileError{File: name, Err: err}
}

type reader struct {
	body        body
	mesh        model.Mesh
	center      vec.Vec3
	hasVertices bool
	colors      vertexColors

	corners      []uint32 // of a face
	positions    []vec.Vec3
	triangulator soup.Triangulator
}

func errorAt(location string, err error) error { return &model.FileError{Location: location, Err: err} }

func (r *reader) read(data []byte) error {
	h, err := readHeader(data)
	if err != nil {
		return err
	}
	r.body = h.body
	for i := range h.elements {
		e := &h.elements[i]
		if err := r.body.checkLength(e); err != nil {
			return err
		}
		switch name := e.name; {
		case name == "vertex":
			err = r.vertices(e)
		case name == "face" && e.cornerProperty() >= 0:
			err = r.faces(e, r.polygon)
		case name == "tristrips" && e.cornerProperty() >= 0:
			err = r.faces(e, r.strip)
		default:
			err = r.skip(e)
		}
		if err != nil {
			return err
		}
	}
	if !r.hasVertices {
		return errors.New("has no vertices: export the object again")
	}
	if len(r.mesh.Triangles) == 0 {
		return errors.New("is a point cloud: it has no faces; make a surface of it first")
	}
	return nil
}

func (r *reader) skip(e *element) error {
	if len(e.properties) == 0 {
		return nil
	}
	for range e.count {
		for _, p := range e.properties {
			r.body.skip(p)
		}
		if r.body.err != nil {
			return r.body.err
		}
	}
	return nil
}

// slotIgnored is the slot of the properties that are not used.
const slotIgnored = 12

// slotOf are the slots of the properties of a vertex, by name.
var slotOf = map[string]int{
	"x": 0, "y": 1, "z": 2,
	"nx": 3, "ny": 4, "nz": 5,
	"u": 6, "s": 6, "texture_u": 6,
	"v": 7, "t": 7, "texture_v": 7,
	"red": 8, "green": 9, "blue": 10, "alpha": 11,
	"diffuse_red": 8, "diffuse_green": 9, "diffuse_blue": 10, "diffuse_alpha": 11,
}

// vertices reads the vertices in two passes, the first of which finds their
// bounding box.
func (r *reader) vertices(e *element) error {
	if r.hasVertices {
		return errors.New("has two elements of vertices: keep one")
	}
	r.hasVertices = true
	if err := soup.CheckCounts(e.count, 0); err != nil {
		return err
	}
	var has [slotIgnored + 1]bool
	slots := make([]int, len(e.properties))
	for i, p := range e.properties {
		slots[i] = slotIgnored
		if slot, ok := slotOf[p.name]; ok && !p.list && !has[slot] {
			slots[i], has[slot] = slot, true
			if slot >= slotRed {
				r.colors.max[slot-slotRed] = maxValue(p.typ)
			}
		}
	}
	if !has[0] || !has[1] || !has[2] {
		return errors.New("has vertices without x, y or z: export the object again")
	}
	r.mesh.Vertices = make([][3]float32, e.count)
	if has[3] && has[4] && has[5] {
		r.mesh.Normals = make([][3]float32, e.count)
	}
	if has[6] && has[7] {
		r.mesh.UVs[0] = make([][2]float32, e.count)
	}
	if has[slotRed] && has[slotRed+1] && has[slotRed+2] {
		r.mesh.Colors = make([][4]uint16, e.count)
		r.colors.hasAlpha = has[slotRed+3]
	}
	var box soup.Box
	start := r.body
	err := r.rows(e, slots, func(_ int, row *[slotIgnored + 1]float64) {
		box.Add(vec.Vec3{X: row[0], Y: row[1], Z: row[2]})
		if r.mesh.Colors != nil {
			r.colors.observe(row)
		}
	})
	if err != nil {
		return err
	}
	r.body, r.center = start, box.Center()
	if err := r.rows(e, slots, r.vertex); err != nil {
		return err
	}
	r.mesh.Normals = soup.ValidNormals(r.mesh.Normals)
	return nil
}

// rows calls visit with the properties of each vertex, by slot.
func (r *reader) rows(e *element, slots []int, visit func(i int, row *[slotIgnored + 1]float64)) error {
	var row [slotIgnored + 1]float64
	for i := range e.count {
		for k, p := range e.properties {
			if p.list {
				r.body.skip(p)
			} else {
				row[slots[k]] = r.body.number(p.typ)
			}
		}
		if r.body.err != nil {
			return r.body.err
		}
		for _, k := range [...]int{0, 1, 2, 6, 7} {
			if x := row[k]; !model.InRange(x) {
				return errorAt(fmt.Sprintf("vertex %d", i), fmt.Errorf("a coordinate is %g: they go from %g to %g", x, -model.MaxCoordinate, model.MaxCoordinate))
			}
		}
		visit(i, &row)
	}
	return nil
}

func (r *reader) vertex(i int, row *[slotIgnored + 1]float64) {
	r.mesh.Vertices[i] = soup.ToFloat32(vec.Vec3{X: row[0], Y: row[1], Z: row[2]}.Sub(r.center))
	if r.mesh.Normals != nil {
		r.mesh.Normals[i] = [3]float32{float32(row[3]), float32(row[4]), float32(row[5])}
	}
	if r.mesh.UVs[0] != nil {
		r.mesh.UVs[0][i] = [2]float32{float32(row[6]), float32(1 - row[7])}
	}
	if r.mesh.Colors != nil {
		r.mesh.Colors[i] = r.colors.convert(row)
	}
}
