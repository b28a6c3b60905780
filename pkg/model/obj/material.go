package obj

import (
	"fmt"
	"math"

	"mosaic/pkg/model"
	"mosaic/pkg/model/soup"
	"mosaic/pkg/vec"
)

// find is the surface of a name; nil is that of faces without one.
func (m *materials) find(name string) (*surface, error) {
	if name == "" {
		return nil, nil
	}
	s := m.known[name]
	if s != nil || len(m.read) == 0 || name == "None" || name == "(null)" {
		return s, nil
	}
	return nil, fmt.Errorf("the material %s is in none of the libraries that mtllib names: add it, or remove this line", soup.Quote(name))
}

// finish is the material of a surface; its textures are read.
func (m *materials) finish(s *surface) (model.Material, error) {
	if s == nil {
		return soup.Plain(), nil
	}
	d, ior := or(s.d, 1), or(s.ni, 1.5)
	shines := s.glow != nil || s.ke != nil && !s.ke.IsBlack()
	switch {
	case !shines && (s.illum == 7 || 4 <= s.illum && s.illum <= 6 && d < 1 && ior > 1 && s.ni != nil):
		return model.Material{Name: s.name, Kind: model.Glass, Color: s.filter(), Roughness: or(s.pr, 0), IOR: ior}, nil
	case !shines && s.illum == 3 && s.pm == nil && s.metal == nil && s.ks != nil && s.ks.Mean() >= 0.5:
		return m.drape(s, model.Material{Name: s.name, Kind: model.Metal, Color: s.sheen(), Roughness: s.roughness()}, d)
	}
	return m.drape(s, model.Material{
		Name: s.name, Kind: model.Physical, Color: tint(s.kd, s.color, vec.Grey(0.8)),
		Roughness: s.roughness(), Metallic: s.metallic(), IOR: ior,
		Emission: tint(s.ke, s.glow, vec.RGB{}),
	}, d)
}

// drape lays the pictures on a material, and lets it be transparent.
func (m *materials) drape(s *surface, to model.Material, d float64) (model.Material, error) {
	color := s.color
	read := m.texture
	if s.mask != nil {
		read = func(*picture) (int, error) { return m.masked(s.color, s.mask) }
		if color == nil {
			color = s.mask
		}
	}
	if err := lay(&to.ColorMap, color, read); err != nil {
		return to, err
	}
	if err := lay(&to.EmissionMap, s.glow, m.texture); err != nil {
		return to, err
	}
	if err := lay(&to.NormalMap, s.normal, m.texture); err != nil {
		return to, err
	}
	if s.normal != nil {
		to.NormalMap.Raw, to.NormalScale = true, s.normal.bump
	} else if i, ok := m.bumps(s.bump); ok {
		to.NormalMap, to.NormalScale = s.bump.place(i), s.bump.bump
		to.NormalMap.Raw = true
	}
	if s.rough != nil || s.metal != nil {
		i, on, err := m.joined(s.rough, s.metal)
		if err != nil {
			return to, err
		}
		to.MetallicRoughnessMap = on.place(i)
		to.MetallicRoughnessMap.Raw = true
	}
	if d < 1 || s.mask != nil {
		to.AlphaMode, to.Opacity = model.Blend, d
	}
	return to, nil
}

// lay makes a map of a picture, if there is one.
func lay(on *model.Map, p *picture, read func(*picture) (int, error)) error {
	if p == nil {
		return nil
	}
	i, err := read(p)
	if err == nil {
		*on = p.place(i)
	}
	return err
}

func or(x *float64, unset float64) float64 {
	if x == nil {
		return unset
	}
	return *x
}

// tint is the color of a surface with a picture: if it is black or not given,
// the picture counts alone.
func tint(c *vec.RGB, p *picture, unset vec.RGB) vec.RGB {
	switch {
	case p != nil && (c == nil || c.IsBlack()):
		return vec.Grey(1)
	case c == nil:
		return unset
	}
	return *c
}

// sheen is the color of a metal.
func (s *surface) sheen() vec.RGB {
	if kd := tint(s.kd, s.color, vec.RGB{}); s.color != nil || kd.Max() > s.ks.Max() {
		return kd
	}
	return *s.ks
}

// filter is the color of glass. That of Kd is often next to black.
func (s *surface) filter() vec.RGB {
	switch {
	case s.tf != nil && !s.tf.IsBlack():
		return *s.tf
	case s.kd != nil && !s.kd.IsBlack():
		k := s.kd.Max()
		return vec.RGB{R: s.kd.R / k, G: s.kd.G / k, B: s.kd.B / k}
	}
	return vec.Grey(1)
}

func (s *surface) metallic() float64 {
	if s.metal != nil {
		return 1
	}
	return or(s.pm, 0)
}

func (s *surface) roughness() float64 {
	switch {
	case s.rough != nil:
		return 1
	case s.pr != nil:
		return *s.pr
	case s.ns == nil:
		return 0.5
	}
	return 1 - math.Sqrt(min(*s.ns, 1000)/1000)
}
