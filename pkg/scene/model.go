package scene

import (
	"fmt"
	"slices"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// model reads an object that lies in a file of its own.
func (p *parser) model(o *object) {
	v := o.required("file", wantFile)
	material := -1
	if _, ok := o.fields["material"]; ok {
		material = p.material(o)
	} else {
		o.known = append(o.known, "material")
	}
	transforms := p.transforms(o)
	name, data, ok := p.open(v)
	if !ok {
		return
	}
	m, err := readModel(name, data, p.files, p.at)
	if err != nil {
		v.fault("%v", reason(err))
		return
	}
	if err := add(&p.Scene, m, transforms, material); err != nil {
		v.fault("%v", err)
	}
}

// add puts a model into a scene, once for each of the transforms; material, if it
// is not negative, takes the place of the model's own.
func add(s *model.Scene, m *model.Model, transforms []vec.Affine, material int) error {
	if n := len(s.Instances) + len(m.Instances)*len(transforms); n > model.MaxInstances {
		return fmt.Errorf("makes %d placed meshes: at most %d fit", n, model.MaxInstances)
	}
	textures, materials, meshes := len(s.Textures), len(s.Materials), len(s.Meshes)
	if material >= 0 {
		m.Textures, m.Materials = nil, nil
		for i := range m.Meshes {
			m.Meshes[i].Colors = nil // they were the model's own too
		}
	}
	s.Textures = append(s.Textures, m.Textures...)
	for _, n := range m.Materials {
		for _, layer := range []*model.Map{&n.ColorMap, &n.MetallicRoughnessMap, &n.TransmissionMap, &n.EmissionMap, &n.NormalMap} {
			if layer.Texture > 0 {
				layer.Texture += textures
			}
		}
		s.Materials = append(s.Materials, n)
	}
	s.Meshes = append(s.Meshes, m.Meshes...)
	if !slices.ContainsFunc(s.Clips, func(c model.Clip) bool { return len(m.Clips) > 0 && c.Model == m.Clips[0].Model }) {
		s.Clips = append(s.Clips, m.Clips...)
	}
	for _, at := range transforms {
		for _, in := range m.Instances {
			in.Mesh += meshes
			in.Material += materials
			if material >= 0 {
				in.Material = material
			}
			in.Transform = at.Mul(in.Transform)
			s.Instances = append(s.Instances, in)
		}
		for _, l := range m.PointLights {
			l.Position = at.Point(l.Position)
			if l.Direction != (vec.Vec3{}) {
				l.Direction = at.Vector(l.Direction).Unit()
			}
			s.PointLights = append(s.PointLights, l)
		}
		for _, l := range m.DistantLights {
			l.Direction = at.Vector(l.Direction).Unit()
			s.DistantLights = append(s.DistantLights, l)
		}
	}
	return nil
}
