package obj

import (
	"errors"
	"fmt"

	"mosaic/pkg/model"
	"mosaic/pkg/model/soup"
	"mosaic/pkg/vec"
)

// A corner of a face is numbers of a vertex, of texture coordinates and of a
// normal, from 1; 0 is none.
type corner [3]uint64

// The parts of a group: sums of what all corners of its faces have.
const (
	textured = 1
	shaded   = 2
)

// A part of a group is one mesh.
type part struct {
	corners   soup.Index
	triangles [][3]uint32
}

// kinds are what the numbers of a corner count.
var kinds = [3]string{"vertex", "texture coordinate", "normal"}

// polygon reads a face. One of fewer than three corners is a point or an edge,
// and not seen.
func (r *reader) polygon() error {
	r.face = r.face[:0]
	form := textured | shaded
	for r.scan.Begin() {
		c, err := r.corner()
		if err != nil {
			return err
		}
		if c[1] == 0 {
			form &^= textured
		}
		if c[2] == 0 {
			form &^= shaded
		}
		r.face = append(r.face, c)
	}
	if len(r.face) < 3 {
		return nil
	}
	p := &r.groups[r.current].parts[form]
	if len(r.face) == 3 {
		p.triangles = append(p.triangles, [3]uint32{p.number(r.face[0], form), p.number(r.face[1], form), p.number(r.face[2], form)})
		r.sum++
		return soup.Fits(0, r.sum)
	}
	r.places = r.places[:0]
	for _, c := range r.face {
		r.places = append(r.places, r.v[c[0]-1])
	}
	cut, err := r.cutter.Cut(r.places)
	if err != nil {
		return fmt.Errorf("the face %w", err)
	}
	for _, t := range cut {
		p.triangles = append(p.triangles, [3]uint32{p.number(r.face[t[0]], form), p.number(r.face[t[1]], form), p.number(r.face[t[2]], form)})
	}
	r.sum += len(cut)
	return soup.Fits(0, r.sum)
}

// number is the vertex of the mesh at a corner, without what the form has not.
func (p *part) number(c corner, form int) uint32 {
	if form&textured == 0 {
		c[1] = 0
	}
	if form&shaded == 0 {
		c[2] = 0
	}
	return p.corners.Number(c)
}

// corner reads one of the forms v, v/vt, v//vn and v/vt/vn.
func (r *reader) corner() (c corner, err error) {
	counts := [3]int{len(r.v), len(r.vt), len(r.vn)}
	for k := range c {
		i, ok := r.scan.Whole()
		switch n := counts[k]; {
		case !ok && k == 0:
			return c, r.strange()
		case !ok:
		case 0 < i && i <= n:
			c[k] = uint64(i)
		case i < 0 && -i <= n:
			c[k] = uint64(n + 1 + i)
		default:
			return c, fmt.Errorf("a corner is %s %d: there are %d so far, which count from 1", kinds[k], i, n)
		}
		if !r.scan.Accept('/') {
			break
		}
	}
	if !r.scan.Ends() {
		return c, r.strange()
	}
	return c, nil
}

func (r *reader) strange() error {
	return fmt.Errorf("%s is no corner: it is a number, or up to three with / between them", r.scan.Quote())
}

// model is what was read.
func (r *reader) model() (*model.Model, error) {
	var box soup.Box
	for _, p := range r.v {
		box.Add(p)
	}
	middle := box.Middle()
	m := &model.Model{}
	for i := range r.groups {
		g := &r.groups[i]
		material, err := r.materials.find(g.material)
		if err != nil {
			return nil, within("", g.line, err)
		}
		used, tinted := false, false
		for form := range g.parts {
			p := &g.parts[form]
			if len(p.triangles) == 0 {
				continue
			}
			if !used {
				finished, err := r.materials.finish(material)
				if err != nil {
					return nil, err
				}
				m.Materials = append(m.Materials, finished)
				used = true
			}
			m.Instances = append(m.Instances, model.Instance{Mesh: len(m.Meshes), Material: len(m.Materials) - 1, Transform: vec.Translate(middle)})
			mesh := r.mesh(p, form, middle)
			if m.Materials[len(m.Materials)-1].ColorMap.Texture == 0 {
				mesh.Colors = r.vc.of(p.corners.Keys)
			}
			tinted = tinted || mesh.Colors != nil
			m.Meshes = append(m.Meshes, mesh)
			*p = part{}
		}
		switch {
		case tinted && material == nil:
			m.Materials[len(m.Materials)-1] = soup.Tinted()
		case tinted:
			m.Materials[len(m.Materials)-1].VertexColors = true
		}
	}
	if len(m.Meshes) == 0 {
		return nil, errors.New("has no faces: export the object as polygons")
	}
	m.Textures = r.materials.textures
	return m, nil
}

func (r *reader) mesh(p *part, form int, middle vec.Vec3) model.Mesh {
	n := len(p.corners.Keys)
	m := model.Mesh{Vertices: make([][3]float32, n), Triangles: p.triangles}
	for i, c := range p.corners.Keys {
		m.Vertices[i] = soup.Single(r.v[c[0]-1].Sub(middle))
	}
	if form&textured != 0 {
		m.UVs[0] = make([][2]float32, n)
		for i, c := range p.corners.Keys {
			m.UVs[0][i] = r.vt[c[1]-1]
		}
	}
	if form&shaded != 0 {
		m.Normals = make([][3]float32, n)
		for i, c := range p.corners.Keys {
			m.Normals[i] = r.vn[c[2]-1]
		}
		m.Normals = soup.Shading(m.Normals)
	}
	return m
}
