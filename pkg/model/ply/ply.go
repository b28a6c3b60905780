// Package ply reads PLY, Stanford's polygon files: texts and binary files of
// either byte order.
//
// Of the vertices it takes the place (x, y, z), the normal (nx, ny, nz), the
// texture coordinates (u, v or s, t or texture_u, texture_v) and the colour (red,
// green, blue and alpha, perhaps after diffuse_); of the rest, the faces and
// the triangle strips. Everything else is gone over. All is one mesh of a plain
// material. Normals are left out if one of them has no length: then the
// triangles are flat.
//
// The format does not say what the numbers of a colour mean. They are taken to
// be in sRGB's encoding, whatever their type, since nearly all programs that
// write them copy bytes of a screen or a photograph: a scan then looks as it
// does in MeshLab. Floats go to 1, or to 255 if one of them is above 1. Alpha
// lets light through, unless all of it is 0.
package ply

import (
	"errors"
	"fmt"

	"mosaic/pkg/model"
	"mosaic/pkg/model/soup"
	"mosaic/pkg/vec"
)

// Read is the model in the file's bytes. Its errors are of the type
// *model.FileError.
func Read(name string, data []byte) (*model.Model, error) {
	r := reader{}
	err := r.read(data)
	var fault *model.FileError
	switch {
	case err == nil:
		m := soup.One(r.mesh, r.middle)
		if r.mesh.Colors != nil {
			m.Materials[0] = r.tints.material()
		}
		return m, nil
	case errors.As(err, &fault):
		fault.File = name
		return nil, fault
	}
	return nil, &model.FileError{File: name, Err: err}
}

type reader struct {
	body   body
	mesh   model.Mesh
	middle vec.Vec3
	seen   bool // the vertices
	tints  tints

	corners []uint32 // of a face
	places  []vec.Vec3
	cutter  soup.Cutter
}

func at(place string, err error) error { return &model.FileError{Location: place, Err: err} }

func (r *reader) read(data []byte) error {
	h, err := readHeader(data)
	if err != nil {
		return err
	}
	r.body = h.body
	for i := range h.elements {
		e := &h.elements[i]
		if err := r.body.fits(e); err != nil {
			return err
		}
		switch name := e.name; {
		case name == "vertex":
			err = r.vertices(e)
		case name == "face" && e.list() >= 0:
			err = r.polygons(e, r.polygon)
		case name == "tristrips" && e.list() >= 0:
			err = r.polygons(e, r.strip)
		default:
			err = r.skip(e)
		}
		if err != nil {
			return err
		}
	}
	if !r.seen {
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

// other is the place in a row of the numbers that are of no use.
const other = 12

// names are those of the others, and their places.
var names = map[string]int{
	"x": 0, "y": 1, "z": 2,
	"nx": 3, "ny": 4, "nz": 5,
	"u": 6, "s": 6, "texture_u": 6,
	"v": 7, "t": 7, "texture_v": 7,
	"red": 8, "green": 9, "blue": 10, "alpha": 11,
	"diffuse_red": 8, "diffuse_green": 9, "diffuse_blue": 10, "diffuse_alpha": 11,
}

// vertices goes over the rows twice, first to find their middle.
func (r *reader) vertices(e *element) error {
	if r.seen {
		return errors.New("has two elements of vertices: keep one")
	}
	r.seen = true
	if err := soup.Fits(e.count, 0); err != nil {
		return err
	}
	var has [other + 1]bool
	slots := make([]int, len(e.properties))
	for i, p := range e.properties {
		slots[i] = other
		if slot, ok := names[p.name]; ok && !p.list && !has[slot] {
			slots[i], has[slot] = slot, true
			if slot >= red {
				r.tints.full[slot-red] = full(p.kind)
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
	if has[red] && has[red+1] && has[red+2] {
		r.mesh.Colors = make([][4]uint16, e.count)
		r.tints.alpha = has[red+3]
	}
	var box soup.Box
	start := r.body
	err := r.rows(e, slots, func(_ int, row *[other + 1]float64) {
		box.Add(vec.Vec3{X: row[0], Y: row[1], Z: row[2]})
		if r.mesh.Colors != nil {
			r.tints.look(row)
		}
	})
	if err != nil {
		return err
	}
	r.body, r.middle = start, box.Middle()
	if err := r.rows(e, slots, r.vertex); err != nil {
		return err
	}
	r.mesh.Normals = soup.Shading(r.mesh.Normals)
	return nil
}

// rows calls visit with the numbers of each vertex.
func (r *reader) rows(e *element, slots []int, visit func(i int, row *[other + 1]float64)) error {
	var row [other + 1]float64
	for i := range e.count {
		for k, p := range e.properties {
			if p.list {
				r.body.skip(p)
			} else {
				row[slots[k]] = r.body.number(p.kind)
			}
		}
		if r.body.err != nil {
			return r.body.err
		}
		for _, k := range [...]int{0, 1, 2, 6, 7} {
			if x := row[k]; !soup.Within(x) {
				return at(fmt.Sprintf("vertex %d", i), fmt.Errorf("a coordinate is %g: they go from %g to %g", x, -model.MaxCoordinate, model.MaxCoordinate))
			}
		}
		visit(i, &row)
	}
	return nil
}

func (r *reader) vertex(i int, row *[other + 1]float64) {
	r.mesh.Vertices[i] = soup.Single(vec.Vec3{X: row[0], Y: row[1], Z: row[2]}.Sub(r.middle))
	if r.mesh.Normals != nil {
		r.mesh.Normals[i] = [3]float32{float32(row[3]), float32(row[4]), float32(row[5])}
	}
	if r.mesh.UVs[0] != nil {
		r.mesh.UVs[0][i] = [2]float32{float32(row[6]), float32(1 - row[7])}
	}
	if r.mesh.Colors != nil {
		r.mesh.Colors[i] = r.tints.tint(row)
	}
}
