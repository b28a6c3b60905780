package trace

import (
	"mosaic/pkg/bvh"
	"mosaic/pkg/vec"
)

// A pack is the maps of a material for color, for metal and roughness, and for
// the normal, side by side: where textures are larger than the caches, one
// lookup of all three waits for memory a third as often as one of each.
type pack struct {
	layer  *layer  // any of the maps: they are the same size, and lie alike
	texels []uint8 // packBytes each
}

// The bytes of a texel: red, green and blue of the color; roughness and metal,
// which are the green and the blue of their map; and the normal's.
const packBytes = 8

// packDecoded is what the bytes stand for.
var packDecoded = [packBytes]*[256]float64{
	&decoded.srgb, &decoded.srgb, &decoded.srgb,
	&decoded.raw, &decoded.raw,
	&decoded.raw, &decoded.raw, &decoded.raw,
}

// at is the pack's numbers at texture coordinates of the surface; each is what
// its map alone would give.
func (p *pack) at(uv *[2][2]float64) (v [packBytes]float64) {
	f := p.layer.footprint(p.layer.at(uv))
	texel := func(i int) *[packBytes]uint8 {
		return (*[packBytes]uint8)(p.texels[packBytes*f.texels[i]:])
	}
	a, b, c, d := texel(0), texel(1), texel(2), texel(3)
	if p.layer.Nearest {
		for i, t := range packDecoded {
			v[i] = t[a[i]]
		}
		return v
	}
	for i, t := range packDecoded {
		top := float64(t[a[i]]*(1-f.across)) + float64(t[b[i]]*f.across)
		bottom := float64(t[c[i]]*(1-f.across)) + float64(t[d[i]]*f.across)
		v[i] = float64(top*(1-f.down)) + float64(bottom*f.down)
	}
	return v
}

// A packer makes the packs of a scene's materials: those of the same textures
// share their texels.
type packer struct {
	textures []texture
	made     map[[3]int][]uint8
}

// pack is that of three maps, of which some may be none; it is nil if less than
// two of them can be read together.
func (p *packer) pack(color, metalRough, normal *layer) *pack {
	var first *layer
	n := 0
	var key [3]int
	for i, l := range [...]*layer{color, metalRough, normal} {
		if l == nil {
			continue
		}
		if l.Bytes == nil || l.Raw != (i > 0) || first != nil && !first.liesAs(l) {
			return nil
		}
		if first == nil {
			first = l
		}
		key[i] = l.Map.Texture
		n++
	}
	if n < 2 {
		return nil
	}
	if p.made[key] == nil {
		if p.made == nil {
			p.made = map[[3]int][]uint8{}
		}
		p.made[key] = packTexels(color, metalRough, normal, first.Width*first.Height)
	}
	return &pack{first, p.made[key]}
}

// liesAs reports whether both layers look up the same texels everywhere.
func (l *layer) liesAs(m *layer) bool {
	return l.Width == m.Width && l.Height == m.Height && l.Wrap == m.Wrap && l.Nearest == m.Nearest &&
		l.UVSet == m.UVSet && l.Matrix == m.Matrix
}

func packTexels(color, metalRough, normal *layer, n int) []uint8 {
	texels := bvh.MakeHuge[uint8](packBytes * n)
	put := func(l *layer, at, from, count int) {
		if l == nil {
			return
		}
		for i := range n {
			copy(texels[packBytes*i+at:packBytes*i+at+count], l.Bytes[4*i+from:])
		}
	}
	put(color, 0, 0, 3)
	put(metalRough, 3, 1, 2)
	put(normal, 5, 0, 3)
	return texels
}

// A lookup is what the maps of a material say at a point; what has no map is not
// set.
type lookup struct {
	color            vec.RGB
	roughness, metal float64
	bump             vec.RGB // of the normal map
}

// maps looks the maps up, those that can be packed.
func (m *material) maps(uv *[2][2]float64) (l lookup) {
	if m.pack != nil {
		v := m.pack.at(uv)
		return lookup{vec.RGB{R: v[0], G: v[1], B: v[2]}, v[3], v[4], vec.RGB{R: v[5], G: v[6], B: v[7]}}
	}
	if m.colorMap != nil {
		l.color = m.colorMap.color(uv)
	}
	if m.metalRoughMap != nil {
		c := m.metalRoughMap.color(uv)
		l.roughness, l.metal = c.G, c.B
	}
	if m.normalMap != nil {
		l.bump = m.normalMap.color(uv)
	}
	return l
}
