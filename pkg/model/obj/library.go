package obj

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"mosaic/pkg/model"
	"mosaic/pkg/model/soup"
	"mosaic/pkg/vec"
)

// materials are those of all libraries, and their textures.
type materials struct {
	files  model.ReadFileFunc
	read   map[string]bool // libraries, by name
	byName map[string]*mtlMaterial

	decoded        map[string]model.Texture // by path
	texelCount     int                      // of all decoded textures
	textures       []model.Texture          // of the model
	textureIndexes map[string]int           // indexes into textures, by key
}

func newMaterials(files model.ReadFileFunc) materials {
	return materials{
		files: files, read: map[string]bool{}, byName: map[string]*mtlMaterial{},
		decoded: map[string]model.Texture{}, textureIndexes: map[string]int{},
	}
}

// An mtlMaterial is a material as a library has it. What is not given is nil.
type mtlMaterial struct {
	name                      string
	kd, ks, ke, tf            *vec.RGB
	ns, ni, d, pr, pm         *float64
	illum                     int
	colorMap, opacityMap      *textureRef
	emissionMap               *textureRef
	normalMap, bumpMap        *textureRef // bumpMap may be a normal map too
	roughnessMap, metallicMap *textureRef
}

// library reads the libraries in a list of names.
func (m *materials) library(list string) error {
	names := splitNames(list)
	if len(names) == 0 {
		return errors.New("mtllib names no file")
	}
	for _, name := range names {
		if m.read[name] {
			continue
		}
		data, found, err := m.open(name, "")
		if err != nil {
			return fmt.Errorf("cannot read the material library %s: %w: put it beside this file, or remove this line", soup.Quote(name), err)
		}
		m.read[name] = true
		if err := m.parse(found, data); err != nil {
			return err
		}
	}
	return nil
}

// open reads a file, and returns its name too. If there is none of that path,
// which may be one of the machine that wrote the library, the folder of the file
// that refers to it is tried.
func (m *materials) open(name, folder string) (data []byte, found string, err error) {
	data, err = m.files(name)
	if beside := path.Join(folder, path.Base(name)); err != nil && beside != name {
		if data, err := m.files(beside); err == nil {
			return data, beside, nil
		}
	}
	return data, name, err
}

// splitNames splits a list of names. They may have blanks, but all except the last
// one end in .mtl.
func splitNames(list string) (names []string) {
	words := strings.Fields(list)
	for first := 0; first < len(words); {
		last := first
		for last < len(words)-1 && !strings.HasSuffix(strings.ToLower(words[last]), ".mtl") {
			last++
		}
		names = append(names, forwardSlashes(strings.Join(words[first:last+1], " ")))
		first = last + 1
	}
	return names
}

// forwardSlashes is a path with forward slashes.
func forwardSlashes(name string) string { return strings.ReplaceAll(name, `\`, "/") }

// parse reads a library. Of several materials of the same name the first counts.
func (m *materials) parse(name string, data []byte) error {
	l := library{scan: soup.NewScanner(trimBOM(data)), name: name}
	l.scan.Comments = true
	for more := true; more; more = l.scan.NextLine() {
		word := string(l.scan.Word())
		if strings.EqualFold(word, "newmtl") {
			l.mtlMaterial = &mtlMaterial{name: l.scan.Rest(), illum: 2}
			if m.byName[l.mtlMaterial.name] == nil {
				m.byName[l.mtlMaterial.name] = l.mtlMaterial
			}
			if len(m.byName) > model.MaxMaterials {
				return errorIn(name, l.scan.Line(), fmt.Errorf("there are more than %d materials: split the file", model.MaxMaterials))
			}
			continue
		}
		if err := l.statement(word); err != nil {
			return errorIn(name, l.scan.Line(), err)
		}
	}
	return nil
}

// A library reads one file of materials.
type library struct {
	*mtlMaterial
	scan soup.Scanner
	name string
}

// statement reads a line other than newmtl.
func (l *library) statement(word string) (err error) {
	if l.mtlMaterial == nil {
		if word != "" {
			return fmt.Errorf("%s stands before the first newmtl", soup.Quote(word))
		}
		return nil
	}
	switch strings.ToLower(word) { // many programs write other cases
	case "kd":
		l.kd, err = l.rgb(1)
	case "ks":
		l.ks, err = l.rgb(1)
	case "tf":
		l.tf, err = l.rgb(1)
	case "ke":
		l.ke, err = l.rgb(model.MaxCoordinate)
	case "ns":
		l.ns, err = l.number(0, model.MaxCoordinate)
	case "ni":
		l.ni, err = l.number(1, 3)
	case "pr":
		l.pr, err = l.number(0, 1)
	case "pm":
		l.pm, err = l.number(0, 1)
	case "d":
		l.d, err = l.number(0, 1)
	case "tr":
		var x *float64
		if x, err = l.number(0, 1); l.d == nil {
			*x = 1 - *x
			l.d = x
		}
	case "illum":
		var x *float64
		if x, err = l.number(0, 10); err == nil {
			l.illum = int(*x)
		}
	case "map_kd":
		l.colorMap, err = l.textureRef()
	case "map_d":
		l.opacityMap, err = l.textureRef()
	case "map_ke":
		l.emissionMap, err = l.textureRef()
	case "norm", "map_kn":
		l.normalMap, err = l.textureRef()
	case "map_pr":
		l.roughnessMap, err = l.textureRef()
	case "map_pm":
		l.metallicMap, err = l.textureRef()
	case "bump", "map_bump":
		l.bumpMap, _ = l.textureRef() // one that is wrong is ignored, like height maps
	}
	return err
}

// number reads a number, and clamps it to a range.
func (l *library) number(lo, hi float64) (*float64, error) {
	before := l.scan
	if string(l.scan.Word()) != "-halo" { // an option of d
		l.scan = before
	}
	x, err := l.scan.Coordinate()
	x = min(max(x, lo), hi)
	return &x, err
}

// rgb reads a colour: one number is a grey.
func (l *library) rgb(most float64) (*vec.RGB, error) {
	var c [3]float64
	for k := range c {
		if k > 0 && l.scan.AtLineEnd() {
			c[k] = c[0]
			continue
		}
		x, err := l.scan.Coordinate()
		if err != nil {
			return nil, err
		}
		c[k] = min(max(x, 0), most)
	}
	return &vec.RGB{R: c[0], G: c[1], B: c[2]}, nil
}

func (l *library) textureRef() (*textureRef, error) {
	p, err := parseTextureRef(l.scan.Rest())
	if err != nil {
		return nil, err
	}
	p.library, p.line = l.name, l.scan.Line()
	if !path.IsAbs(p.path) {
		p.path = path.Join(path.Dir(l.name), p.path)
	}
	return p, nil
}
