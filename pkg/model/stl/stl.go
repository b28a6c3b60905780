// Package stl reads STL, the triangles of 3D printing: binary files, and text files
// of one or more solids.
//
// Corners at the same position become one vertex. The file's normals, which are
// those of its flat triangles, are ignored, and so are the colours that some
// programs put into binary files. A file is one mesh of the default material.
//
// A file is not trusted: each error is a *model.FileError that says where.
package stl

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"mosaic/pkg/model"
	"mosaic/pkg/model/soup"
	"mosaic/pkg/vec"
)

// Lengths of a binary file's parts.
const (
	header = 84 // its last four bytes are the number of triangles
	record = 50 // a normal, three corners, and two unused bytes
)

// Read parses the content of the file called name. Errors are of type
// *model.FileError.
func Read(name string, data []byte) (*model.Model, error) {
	r := reader{name: name}
	if err := r.read(data); err != nil {
		return nil, err
	}
	if len(r.triangles) == 0 {
		return nil, r.fault("", errors.New("has no triangles: export the object again"))
	}
	return r.model(), nil
}

type reader struct {
	name      string
	corners   soup.Index // by the bits of the coordinates
	triangles [][3]uint32
}

func (r *reader) fault(location string, err error) error {
	return &model.FileError{File: r.name, Location: location, Err: err}
}

// read tells the two formats apart. Some programs begin binary files with "solid"
// too: then the length decides.
func (r *reader) read(data []byte) error {
	solid := isText(data)
	if len(data) < header {
		if solid {
			return r.text(data)
		}
		return r.fault("", errors.New(`is no STL file: it does not begin with "solid", and is too short for a binary one`))
	}
	stated, present := int(binary.LittleEndian.Uint32(data[header-4:])), (len(data)-header)/record
	switch {
	case solid && len(data) != header+stated*record:
		return r.text(data)
	case stated > present:
		return r.fault(fmt.Sprintf("byte %d", header+present*record),
			fmt.Errorf("the file ends after %d of %d triangles: it is cut off, or no STL file; copy it again", present, stated))
	}
	return r.binary(data[header : header+stated*record])
}

// isText reports whether the data begin as a text file does.
func isText(data []byte) bool {
	s := soup.NewScanner(data)
	return s.SeekWord() && bytes.EqualFold(s.Word(), []byte("solid"))
}

func (r *reader) binary(data []byte) error {
	n := len(data) / record
	if err := soup.CheckCounts(0, n); err != nil {
		return r.fault("", err)
	}
	r.triangles = make([][3]uint32, n)
	for i := range r.triangles {
		at := data[i*record+12 : i*record+48] // after the normal
		for k := range 3 {
			p := vec.Vec3{X: float32At(at[12*k:]), Y: float32At(at[12*k+4:]), Z: float32At(at[12*k+8:])}
			if !model.InRange(p.X) || !model.InRange(p.Y) || !model.InRange(p.Z) {
				return r.fault(fmt.Sprintf("byte %d", header+i*record+12+12*k),
					fmt.Errorf("triangle %d has a corner at (%g, %g, %g): coordinates go from %g to %g", i, p.X, p.Y, p.Z, -model.MaxCoordinate, model.MaxCoordinate))
			}
			r.triangles[i][k] = r.corner(p)
		}
	}
	return nil
}

// corner is the vertex at p. Adding 0 turns -0 into 0.
func (r *reader) corner(p vec.Vec3) uint32 {
	return r.corners.Number([3]uint64{math.Float64bits(p.X + 0), math.Float64bits(p.Y + 0), math.Float64bits(p.Z + 0)})
}

func position(key [3]uint64) vec.Vec3 {
	return vec.Vec3{X: math.Float64frombits(key[0]), Y: math.Float64frombits(key[1]), Z: math.Float64frombits(key[2])}
}

func float32At(b []byte) float64 {
	return float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))
}

func (r *reader) model() *model.Model {
	var box soup.Box
	for _, key := range r.corners.Keys {
		box.Add(position(key))
	}
	center := box.Center()
	vertices := make([][3]float32, len(r.corners.Keys))
	for i, key := range r.corners.Keys {
		vertices[i] = soup.ToFloat32(position(key).Sub(center))
	}
	return soup.SingleMesh(model.Mesh{Vertices: vertices, Triangles: r.triangles}, center)
}
