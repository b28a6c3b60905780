// Package obj reads Wavefront OBJ and its material libraries, MTL.
//
// Polygons are triangulated; each material that is used becomes a mesh, or several
// where only some of its faces have normals or texture coordinates. Groups and
// smoothing groups are ignored: a mesh is smooth shaded if the file has normals,
// and flat if not, or if one of them has no length. Points and lines are ignored.
// Curved surfaces are errors.
//
// MTL is older than metallic-roughness materials, and is converted so:
//
//   - illum 7, and illum 4 to 6 with d < 1 and Ni > 1, is Glass of the color Tf;
//     without Tf it is of the hue of Kd.
//   - illum 3 with a mean Ks of at least one half, and without Pm, is Metal of
//     the brighter of Kd and Ks.
//   - All else, and all that emits light (Ke, map_Ke), is Physical. Pm and Pr are
//     its metallic and its roughness; without Pr the roughness is
//     1 - √(Ns/1000), as in Blender, or one half.
//   - d < 1, or Tr > 0, blends.
//   - map_Kd and map_Ke are multiplied by Kd and Ke; where those are black they
//     count as white.
//   - map_d blends by the alpha of its image, or by its brightness if it has no
//     alpha. It has the mapping and the options of map_Kd. The alpha of map_Kd
//     itself is ignored.
//   - The colours that some programs write after a vertex, in sRGB's encoding,
//     are multiplied by that of the material, unless there is a map_Kd: then they
//     are a coarser copy of it. They range to 1, or to 255 if one is above 1.
//   - map_Pr and map_Pm replace Pr and Pm.
//   - norm and map_Kn are normal maps, and so is a map_Bump whose image looks like
//     one: Blender writes them there. Height and reflection maps (refl) are ignored.
//   - Without any library all faces have the default material, and so have those
//     whose material is called None or (null) and is not defined.
//
// A file is not trusted: each error is a *model.FileError that says where.
package obj

import (
	"bytes"
	"errors"
	"fmt"

	"mosaic/pkg/model"
	"mosaic/pkg/model/soup"
	"mosaic/pkg/vec"
)

// Read parses the content of the file called name; files reads the libraries and
// textures that it refers to. Errors are of type *model.FileError.
func Read(name string, data []byte, files model.ReadFileFunc) (*model.Model, error) {
	r := &reader{scan: soup.NewScanner(trimBOM(data)), materials: newMaterials(files), groupOf: map[string]int{}}
	r.scan.Comments, r.scan.Continuations = true, true
	if err := r.useMaterial(""); err != nil {
		return nil, err
	}
	for more := true; more; more = r.scan.NextLine() {
		if err := r.statement(); err != nil {
			return nil, errorIn(name, r.scan.Line(), err)
		}
	}
	m, err := r.model()
	if err != nil {
		return nil, errorIn(name, 0, err)
	}
	return m, nil
}

// trimBOM is a text without a byte order mark.
func trimBOM(data []byte) []byte { return bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")) }

// errorIn is an error with its location, unless it has one.
func errorIn(file string, line int, err error) error {
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
	vc vertexColors // of v
	vt [][2]float32
	vn [][3]float32

	groupOf      map[string]int // indexes into groups, by the material's name
	groups       []group
	currentGroup int // group

	face          []corner
	positions     []vec.Vec3
	triangulator  soup.Triangulator
	triangleCount int // of all triangles
}

// A group is the faces of a material.
type group struct {
	material string
	line     int     // of its first use
	parts    [4]part // by attributes of the corners
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
		return r.readFace()
	case "usemtl":
		return r.useMaterial(r.scan.Rest())
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
	if !r.scan.AtLineEnd() {
		r.vc.add(&r.scan, len(r.v))
	}
	return soup.CheckCounts(len(r.v), 0)
}

// texture reads texture coordinates, whose origin in the file is the bottom left.
func (r *reader) texture() error {
	u, err := r.scan.Coordinate()
	if err != nil {
		return err
	}
	v := 0.0
	if !r.scan.AtLineEnd() {
		if v, err = r.scan.Coordinate(); err != nil {
			return err
		}
	}
	r.vt = append(r.vt, [2]float32{float32(u), float32(1 - v)})
	return nil
}

// normal reads a normal, which may be of no length or not finite.
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

// useMaterial makes the material that of the faces that follow.
func (r *reader) useMaterial(material string) error {
	i, ok := r.groupOf[material]
	if !ok {
		if len(r.groups) == model.MaxMaterials {
			return fmt.Errorf("there are more than %d materials: split the file", model.MaxMaterials)
		}
		i = len(r.groups)
		r.groupOf[material] = i
		r.groups = append(r.groups, group{material: material, line: r.scan.Line()})
	}
	r.currentGroup = i
	return nil
}
