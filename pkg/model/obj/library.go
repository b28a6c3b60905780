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

// materials are those of the libraries.
type materials struct {
	files model.ReadFileFunc
	read  map[string]bool // libraries, by name
	known map[string]*surface

	decoded  map[string]model.Texture // by path
	texels   int                      // of all of them
	textures []model.Texture          // of the model
	placed   map[string]int           // places in textures, by key
}

func newMaterials(files model.ReadFileFunc) materials {
	return materials{
		files: files, read: map[string]bool{}, known: map[string]*surface{},
		decoded: map[string]model.Texture{}, placed: map[string]int{},
	}
}

// A surface is a material as a library has it. What it does not tell is nil.
type surface struct {
	name              string
	kd, ks, ke, tf    *vec.RGB
	ns, ni, d, pr, pm *float64
	illum             int
	color, mask       *picture
	glow              *picture
	normal, bump      *picture // bump may be a normal map too
	rough, metal      *picture
}

// library reads the libraries of a list of names.
func (m *materials) library(list string) error {
	names := split(list)
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

// open reads a file, and says where it was. One that is not where its name
// says, which may be true on the machine of whoever made it, may lie in the
// folder of the file that names it.
func (m *materials) open(name, folder string) (data []byte, found string, err error) {
	data, err = m.files(name)
	if beside := path.Join(folder, path.Base(name)); err != nil && beside != name {
		if data, err := m.files(beside); err == nil {
			return data, beside, nil
		}
	}
	return data, name, err
}

// split takes names apart. They may have blanks, but each but the last one
// ends in .mtl.
func split(list string) (names []string) {
	words := strings.Fields(list)
	for first := 0; first < len(words); {
		last := first
		for last < len(words)-1 && !strings.HasSuffix(strings.ToLower(words[last]), ".mtl") {
			last++
		}
		names = append(names, slashes(strings.Join(words[first:last+1], " ")))
		first = last + 1
	}
	return names
}

// slashes is a path as every system writes it.
func slashes(name string) string { return strings.ReplaceAll(name, `\`, "/") }

// parse reads a library. The first material of a name counts.
func (m *materials) parse(name string, data []byte) error {
	l := library{scan: soup.Scan(unmarked(data)), name: name}
	l.scan.Comments = true
	for more := true; more; more = l.scan.Next() {
		word := string(l.scan.Word())
		if strings.EqualFold(word, "newmtl") {
			l.surface = &surface{name: l.scan.Rest(), illum: 2}
			if m.known[l.surface.name] == nil {
				m.known[l.surface.name] = l.surface
			}
			if len(m.known) > model.MaxMaterials {
				return within(name, l.scan.Line(), fmt.Errorf("there are more than %d materials: split the file", model.MaxMaterials))
			}
			continue
		}
		if err := l.statement(word); err != nil {
			return within(name, l.scan.Line(), err)
		}
	}
	return nil
}

// A library is a file of materials, which is being read.
type library struct {
	*surface
	scan soup.Scanner
	name string
}

// statement reads a line other than newmtl.
func (l *library) statement(word string) (err error) {
	if l.surface == nil {
		if word != "" {
			return fmt.Errorf("%s stands before the first newmtl", soup.Quote(word))
		}
		return nil
	}
	switch strings.ToLower(word) { // many do not keep to the case
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
		l.color, err = l.picture()
	case "map_d":
		l.mask, err = l.picture()
	case "map_ke":
		l.glow, err = l.picture()
	case "norm", "map_kn":
		l.normal, err = l.picture()
	case "map_pr":
		l.rough, err = l.picture()
	case "map_pm":
		l.metal, err = l.picture()
	case "bump", "map_bump":
		l.bump, _ = l.picture() // nil is not seen, like heights
	}
	return err
}

// number reads one, and brings it into a range.
func (l *library) number(lo, hi float64) (*float64, error) {
	before := l.scan
	if string(l.scan.Word()) != "-halo" { // an option of d
		l.scan = before
	}
	x, err := l.scan.Coordinate()
	x = min(max(x, lo), hi)
	return &x, err
}

// rgb reads a color: one number is a grey.
func (l *library) rgb(most float64) (*vec.RGB, error) {
	var c [3]float64
	for k := range c {
		if k > 0 && l.scan.End() {
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

func (l *library) picture() (*picture, error) {
	p, err := readPicture(l.scan.Rest())
	if err != nil {
		return nil, err
	}
	p.library, p.line = l.name, l.scan.Line()
	if !path.IsAbs(p.path) {
		p.path = path.Join(path.Dir(l.name), p.path)
	}
	return p, nil
}
