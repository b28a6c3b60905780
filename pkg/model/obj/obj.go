// Package obj reads Wavefront OBJ and its material libraries, MTL.
//
// Polygons become triangles; each material that is used becomes a mesh, or
// more of them where only some of its faces have normals or texture
// coordinates. Groups and smoothing groups are gone over: a mesh is smooth if
// the file has normals, and flat if not, or if one of them has no length.
// Points and lines are not seen. Curved surfaces are errors.
//
// Materials are from a time before metal and plastic had names:
//
//   - illum 7, and illum 4 to 6 with d < 1 and Ni > 1, is Glass of the color Tf;
//     without Tf it is of the hue of Kd.
//   - illum 3 with a mean Ks of at least one half, and without Pm, is Metal of
//     the brighter of Kd and Ks.
//   - All else, and all that shines (Ke, map_Ke), is Physical. Pm and Pr are
//     its metallic share and its roughness; without Pr the roughness is
//     1 - √(Ns/1000), as in Blender, or one half.
//   - d < 1, or Tr > 0, blends.
//   - map_Kd and map_Ke are multiplied by Kd and Ke; where those are black they
//     count as white.
//   - map_d blends by the alpha of its picture, or by its brightness if it is
//     opaque. It is laid over map_Kd's, with the options of that. The alpha of
//     a map_Kd alone means nothing.
//   - The colours that some programs write after a vertex, in sRGB's encoding,
//     are multiplied by that of the material, unless a picture (map_Kd) gives
//     the colour: then they say the same, less well. They go to 1, or to 255
//     if one is above 1.
//   - map_Pr and map_Pm take the place of Pr and Pm.
//   - norm and map_Kn are normal maps, and so is a map_Bump that looks like one:
//     Blender writes them there. Heights and reflections (refl) are not seen.
//   - Without any library all is of a plain material, and so are faces whose
//     material is called None or (null) and is not there.
package obj

import (
	"bytes"
	"errors"
	"fmt"

	"mosaic/pkg/model"
	"mosaic/pkg/model/soup"
	"mosaic/pkg/vec"
)

// Read is the model in the file's bytes; files reads what the file names. Its
// errors are of the type *model.FileError.
func Read(name string, data []byte, files model.ReadFileFunc) (*model.Model, error) {
	r := &reader{scan: soup.Scan(unmarked(data)), materials: newMaterials(files), used: map[string]int{}}
	r.scan.Comments, r.scan.Joins = true, true
	if err := r.use(""); err != nil {
		return nil, err
	}
	for more := true; more; more = r.scan.Next() {
		if err := r.statement(); err != nil {
			return nil, within(name, r.scan.Line(), err)
		}
	}
	m, err := r.model()
	if err != nil {
		return nil, within(name, 0, err)
	}
	return m, nil
}

// unmarked is a text without the mark that tells Unicode.
func unmarked(data []byte) []byte { return bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")) }

// within is an error with a place, unless it has one.
func within(file string, line int, err error) error {
	if fault, ok := err.(*model.FileError); ok { //nolint:errorlint // what this one wraps is its cause
		if fault.File == "" {
			fault.File = file
		}
		return fault
	}
	fault := &model.FileError{File: file, Err: err}
	if line > 0 {
		fault.Location = fmt.Sprintf("line %d", line)
	}
	return fault
}

type reader struct {
	scan      soup.Scanner
	materials materials

	v  []vec.Vec3
	vc tints // of v
	vt [][2]float32
	vn [][3]float32

	used    map[string]int // places in groups, by the material's name
	groups  []group
	current int // group

	face   []corner
	places []vec.Vec3
	cutter soup.Cutter
	sum    int // of all triangles
}

// A group is the faces of a material.
type group struct {
	material string
	line     int     // of its first use
	parts    [4]part // by what corners have: see corner.form
}

// statement reads a line.
func (r *reader) statement() error {
	word := r.scan.Word()
	switch string(word) {
	case "v":
		return r.vertex()
	case "vt":
		return r.texture()
	case "vn":
		return r.normal()
	case "f", "fo":
		return r.polygon()
	case "usemtl":
		return r.use(r.scan.Rest())
	case "mtllib":
		return r.materials.library(r.scan.Rest())
	case "curv", "curv2", "surf", "bzp", "bsp", "cdc", "cdp", "res":
		return fmt.Errorf("%s is a free-form curve or surface, which this program cannot draw: make polygons of it with the program that wrote it", word)
	case "call":
		return errors.New("call reads another file, which this program does not: join the files")
	}
	return nil
}

func (r *reader) vertex() (err error) {
	var p vec.Vec3
	for _, x := range [...]*float64{&p.X, &p.Y, &p.Z} {
		if *x, err = r.scan.Coordinate(); err != nil {
			return err
		}
	}
	r.v = append(r.v, p)
	if !r.scan.End() {
		r.vc.read(&r.scan, len(r.v))
	}
	return soup.Fits(len(r.v), 0)
}

// texture reads coordinates that have their origin at the bottom left.
func (r *reader) texture() error {
	u, err := r.scan.Coordinate()
	if err != nil {
		return err
	}
	v := 0.0
	if !r.scan.End() {
		if v, err = r.scan.Coordinate(); err != nil {
			return err
		}
	}
	r.vt = append(r.vt, [2]float32{float32(u), float32(1 - v)})
	return nil
}

// normal reads one that may be none at all.
func (r *reader) normal() error {
	var n [3]float32
	for k := range n {
		x, err := r.scan.Float()
		if err != nil {
			return err
		}
		n[k] = float32(x)
	}
	r.vn = append(r.vn, n)
	return nil
}

// use begins the faces of a material.
func (r *reader) use(material string) error {
	i, ok := r.used[material]
	if !ok {
		if len(r.groups) == model.MaxMaterials {
			return fmt.Errorf("there are more than %d materials: split the file", model.MaxMaterials)
		}
		i = len(r.groups)
		r.used[material] = i
		r.groups = append(r.groups, group{material: material, line: r.scan.Line()})
	}
	r.current = i
	return nil
}
