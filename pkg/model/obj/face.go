package obj

import (
	"errors"
	"fmt"

	"mosaic/pkg/model"
	"mosaic/pkg/model/soup"
	"mosaic/pkg/vec"
)

// A corner of a face is the numbers of its vertex, its texture coordinates and its
// normal, counted from 1; 0 is none.
type corner [3]uint64

// Attributes that all corners of a face have; their sum is the index of the part
// of a group that the face goes to.
const (
	hasUV     = 1
	hasNormal = 2
)

// A part of a group is the faces with the same attributes: one mesh.
type part struct {
	corners   soup.Index
	triangles [][3]uint32
}

// indexNames are what the numbers of a corner count.
var indexNames = [3]string{"vertex", "texture coordinate", "normal"}

// readFace reads a face. One of fewer than three corners is a point or an edge,
// and ignored.
func (r *reader) readFace() error {
	r.face = r.face[:0]
	attributes := hasUV | hasNormal
	for r.scan.StartWord() {
		c, err := r.corner()
		if err != nil {
			return err
		}
		if c[1] == 0 {
			attributes &^= hasUV
		}
		if c[2] == 0 {
			attributes &^= hasNormal
		}
		r.face = append(r.face, c)
	}
	if len(r.face) < 3 {
		return nil
	}
	p := &r.groups[r.currentGroup].parts[attributes]
	if len(r.face) == 3 {
		p.triangles = append(p.triangles, [3]uint32{p.vertex(r.face[0], attributes), p.vertex(r.face[1], attributes), p.vertex(r.face[2], attributes)})
		r.triangleCount++
		return soup.CheckCounts(0, r.triangleCount)
	}
	r.positions = r.positions[:0]
	for _, c := range r.face {
		r.positions = append(r.positions, r.v[c[0]-1])
	}
	triangles, err := r.triangulator.Triangulate(r.positions)
	if err != nil {
		return fmt.Errorf("the face %w", err)
	}
	for _, t := range triangles {
		p.triangles = append(p.triangles, [3]uint32{p.vertex(r.face[t[0]], attributes), p.vertex(r.face[t[1]], attributes), p.vertex(r.face[t[2]], attributes)})
	}
	r.triangleCount += len(triangles)
	return soup.CheckCounts(0, r.triangleCount)
}

// vertex is the vertex of the mesh at a corner, of which only the given attributes
// count.
func (p *part) vertex(c corner, attributes int) uint32 {
	if attributes&hasUV == 0 {
		c[1] = 0
	}
	if attributes&hasNormal == 0 {
		c[2] = 0
	}
	return p.corners.Number(c)
}

// corner reads one of the forms v, v/vt, v//vn and v/vt/vn.
func (r *reader) corner() (c corner, err error) {
	counts := [3]int{len(r.v), len(r.vt), len(r.vn)}
	for k := range c {
		i, ok := r.scan.Int()
		switch n := counts[k]; {
		case !ok && k == 0:
			return c, r.badCorner()
		case !ok:
		case 0 < i && i <= n:
			c[k] = uint64(i)
		case i < 0 && -i <= n:
			c[k] = uint64(n + 1 + i)
		default:
			return c, fmt.Errorf("a corner is %s %d: there are %d so far, which count from 1", indexNames[k], i, n)
		}
		if !r.scan.Accept('/') {
			break
		}
	}
	if !r.scan.AtWordEnd() {
		return c, r.badCorner()
	}
	return c, nil
}

func (r *reader) badCorner() error {
	return fmt.Errorf("%s is no corner: it is a number, or up to three with / between them", r.scan.Quote())
}

// model is the model of all that was read.
func (r *reader) model() (*model.Model, error) {
	var box soup.Box
	for _, p := range r.v {
		box.Add(p)
	}
	center := box.Center()
	m := &model.Model{}
	for i := range r.groups {
		g := &r.groups[i]
		material, err := r.materials.find(g.material)
		if err != nil {
			return nil, errorIn("", g.line, err)
		}
		used, colored := false, false
		for attributes := range g.parts {
			p := &g.parts[attributes]
			if len(p.triangles) == 0 {
				continue
			}
			if !used {
				finished, err := r.materials.convert(material)
				if err != nil {
					return nil, err
				}
				m.Materials = append(m.Materials, finished)
				used = true
			}
			m.Instances = append(m.Instances, model.Instance{Mesh: len(m.Meshes), Material: len(m.Materials) - 1, Transform: vec.Translate(center)})
			mesh := r.mesh(p, attributes, center)
			if m.Materials[len(m.Materials)-1].ColorMap.Texture == 0 {
				mesh.Colors = r.vc.forCorners(p.corners.Keys)
			}
			colored = colored || mesh.Colors != nil
			m.Meshes = append(m.Meshes, mesh)
			*p = part{}
		}
		switch {
		case colored && material == nil:
			m.Materials[len(m.Materials)-1] = soup.VertexColorMaterial()
		case colored:
			m.Materials[len(m.Materials)-1].VertexColors = true
		}
	}
	if len(m.Meshes) == 0 {
		return nil, errors.New("has no faces: export the object as polygons")
	}
	m.Textures = r.materials.textures
	return m, nil
}

func (r *reader) mesh(p *part, attributes int, center vec.Vec3) model.Mesh {
	n := len(p.corners.Keys)
	m := model.Mesh{Vertices: make([][3]float32, n), Triangles: p.triangles}
	for i, c := range p.corners.Keys {
		m.Vertices[i] = soup.ToFloat32(r.v[c[0]-1].Sub(center))
	}
	if attributes&hasUV != 0 {
		m.UVs[0] = make([][2]float32, n)
		for i, c := range p.corners.Keys {
			m.UVs[0][i] = r.vt[c[1]-1]
		}
	}
	if attributes&hasNormal != 0 {
		m.Normals = make([][3]float32, n)
		for i, c := range p.corners.Keys {
			m.Normals[i] = r.vn[c[2]-1]
		}
		m.Normals = soup.ValidNormals(m.Normals)
	}
	return m
}
