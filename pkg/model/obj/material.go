package obj

import (
	"fmt"
	"math"

	"mosaic/pkg/model"
	"mosaic/pkg/model/soup"
	"mosaic/pkg/vec"
)

// find is the material of that name; nil is the default one.
func (m *materials) find(name string) (*mtlMaterial, error) {
	if name == "" {
		return nil, nil
	}
	s := m.byName[name]
	if s != nil || len(m.read) == 0 || name == "None" || name == "(null)" {
		return s, nil
	}
	return nil, fmt.Errorf("the material %s is in none of the libraries that mtllib names: add it, or remove this line", soup.Quote(name))
}

// convert converts a material, and decodes its textures. The package comment has
// the rules.
func (m *materials) convert(s *mtlMaterial) (model.Material, error) {
	if s == nil {
		return soup.DefaultMaterial(), nil
	}
	d, ior := valueOr(s.d, 1), valueOr(s.ni, 1.5)
	emits := s.emissionMap != nil || s.ke != nil && !s.ke.IsBlack()
	switch {
	case !emits && (s.illum == 7 || 4 <= s.illum && s.illum <= 6 && d < 1 && ior > 1 && s.ni != nil):
		return model.Material{Name: s.name, Kind: model.Glass, Color: s.glassColor(), Roughness: valueOr(s.pr, 0), IOR: ior}, nil
	case !emits && s.illum == 3 && s.pm == nil && s.metallicMap == nil && s.ks != nil && s.ks.Mean() >= 0.5:
		return m.addMaps(s, model.Material{Name: s.name, Kind: model.Metal, Color: s.metalColor(), Roughness: s.roughness()}, d)
	}
	return m.addMaps(s, model.Material{
		Name: s.name, Kind: model.Physical, Color: mapFactor(s.kd, s.colorMap, vec.Grey(0.8)),
		Roughness: s.roughness(), Metallic: s.metallic(), IOR: ior,
		Emission: mapFactor(s.ke, s.emissionMap, vec.RGB{}),
	}, d)
}

// addMaps adds the texture maps and the opacity to a material.
func (m *materials) addMaps(s *mtlMaterial, to model.Material, d float64) (model.Material, error) {
	color := s.colorMap
	read := m.textureIndex
	if s.opacityMap != nil {
		read = func(*textureRef) (int, error) { return m.withOpacity(s.colorMap, s.opacityMap) }
		if color == nil {
			color = s.opacityMap
		}
	}
	if err := setMap(&to.ColorMap, color, read); err != nil {
		return to, err
	}
	if err := setMap(&to.EmissionMap, s.emissionMap, m.textureIndex); err != nil {
		return to, err
	}
	if err := setMap(&to.NormalMap, s.normalMap, m.textureIndex); err != nil {
		return to, err
	}
	if s.normalMap != nil {
		to.NormalMap.Raw, to.NormalScale = true, s.normalMap.bumpScale
	} else if i, ok := m.normalMap(s.bumpMap); ok {
		to.NormalMap, to.NormalScale = s.bumpMap.textureMap(i), s.bumpMap.bumpScale
		to.NormalMap.Raw = true
	}
	if s.roughnessMap != nil || s.metallicMap != nil {
		i, on, err := m.metallicRoughness(s.roughnessMap, s.metallicMap)
		if err != nil {
			return to, err
		}
		to.MetallicRoughnessMap = on.textureMap(i)
		to.MetallicRoughnessMap.Raw = true
	}
	if d < 1 || s.opacityMap != nil {
		to.AlphaMode, to.Opacity = model.Blend, d
	}
	return to, nil
}

// setMap sets a map to the texture that p refers to, if p is not nil.
func setMap(on *model.Map, p *textureRef, read func(*textureRef) (int, error)) error {
	if p == nil {
		return nil
	}
	i, err := read(p)
	if err == nil {
		*on = p.textureMap(i)
	}
	return err
}

func valueOr(x *float64, unset float64) float64 {
	if x == nil {
		return unset
	}
	return *x
}

// mapFactor is the colour that a map p is multiplied by: white, if it is black or
// not given. Without a map it is the colour itself.
func mapFactor(c *vec.RGB, p *textureRef, unset vec.RGB) vec.RGB {
	switch {
	case p != nil && (c == nil || c.IsBlack()):
		return vec.Grey(1)
	case c == nil:
		return unset
	}
	return *c
}

// metalColor is the reflectance of a metal.
func (s *mtlMaterial) metalColor() vec.RGB {
	if kd := mapFactor(s.kd, s.colorMap, vec.RGB{}); s.colorMap != nil || kd.Max() > s.ks.Max() {
		return kd
	}
	return *s.ks
}

// glassColor is the transmittance of glass. Kd of glass is often nearly black, so
// only its hue counts.
func (s *mtlMaterial) glassColor() vec.RGB {
	switch {
	case s.tf != nil && !s.tf.IsBlack():
		return *s.tf
	case s.kd != nil && !s.kd.IsBlack():
		k := s.kd.Max()
		return vec.RGB{R: s.kd.R / k, G: s.kd.G / k, B: s.kd.B / k}
	}
	return vec.Grey(1)
}

func (s *mtlMaterial) metallic() float64 {
	if s.metallicMap != nil {
		return 1
	}
	return valueOr(s.pm, 0)
}

func (s *mtlMaterial) roughness() float64 {
	switch {
	case s.roughnessMap != nil:
		return 1
	case s.pr != nil:
		return *s.pr
	case s.ns == nil:
		return 0.5
	}
	return 1 - math.Sqrt(min(*s.ns, 1000)/1000)
}
