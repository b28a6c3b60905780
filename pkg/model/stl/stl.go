// Package stl reads STL, the triangles of 3D printers: binary files, and texts
// of one or more solids.
//
// Corners at the same place become one vertex. The normals of the file are
// those of its triangles, and are computed anew; colours, which some programs
// hide in binary files, are not read. All is one mesh of a plain material.
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
	header = 84 // of which the last four are the number of triangles
	record = 50 // a normal, three corners, and two bytes without a meaning
)

// Read is the model in the file's bytes. Its errors are of the type
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

func (r *reader) fault(place string, err error) error {
	return &model.FileError{File: r.name, Location: place, Err: err}
}

// read tells the formats apart. Programs begin binary files with "solid" too:
// what counts is the length.
func (r *reader) read(data []byte) error {
	solid := text(data)
	if len(data) < header {
		if solid {
			return r.text(data)
		}
		return r.fault("", errors.New(`is no STL file: it does not begin with "solid", and is too short for a binary one`))
	}
	says, has := int(binary.LittleEndian.Uint32(data[header-4:])), (len(data)-header)/record
	switch {
	case solid && len(data) != header+says*record:
		return r.text(data)
	case says > has:
		return r.fault(fmt.Sprintf("byte %d", header+has*record),
			fmt.Errorf("the file ends after %d of %d triangles: it is cut off, or no STL file; copy it again", has, says))
	}
	return r.binary(data[header : header+says*record])
}

// text reports whether the data begin like a text.
func text(data []byte) bool {
	s := soup.Scan(data)
	return s.Skip() && bytes.EqualFold(s.Word(), []byte("solid"))
}

func (r *reader) binary(data []byte) error {
	n := len(data) / record
	if err := soup.Fits(0, n); err != nil {
		return r.fault("", err)
	}
	r.triangles = make([][3]uint32, n)
	for i := range r.triangles {
		at := data[i*record+12 : i*record+48] // behind the normal
		for k := range 3 {
			p := vec.Vec3{X: single(at[12*k:]), Y: single(at[12*k+4:]), Z: single(at[12*k+8:])}
			if !soup.Within(p.X) || !soup.Within(p.Y) || !soup.Within(p.Z) {
				return r.fault(fmt.Sprintf("byte %d", header+i*record+12+12*k),
					fmt.Errorf("triangle %d has a corner at (%g, %g, %g): coordinates go from %g to %g", i, p.X, p.Y, p.Z, -model.MaxCoordinate, model.MaxCoordinate))
			}
			r.triangles[i][k] = r.corner(p)
		}
	}
	return nil
}

// corner is the vertex at p. Adding 0 makes 0 of -0.
func (r *reader) corner(p vec.Vec3) uint32 {
	return r.corners.Number([3]uint64{math.Float64bits(p.X + 0), math.Float64bits(p.Y + 0), math.Float64bits(p.Z + 0)})
}

func place(key [3]uint64) vec.Vec3 {
	return vec.Vec3{X: math.Float64frombits(key[0]), Y: math.Float64frombits(key[1]), Z: math.Float64frombits(key[2])}
}

func single(b []byte) float64 {
	return float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))
}

func (r *reader) model() *model.Model {
	var box soup.Box
	for _, key := range r.corners.Keys {
		box.Add(place(key))
	}
	middle := box.Middle()
	vertices := make([][3]float32, len(r.corners.Keys))
	for i, key := range r.corners.Keys {
		vertices[i] = soup.Single(place(key).Sub(middle))
	}
	return soup.One(model.Mesh{Vertices: vertices, Triangles: r.triangles}, middle)
}
