package gltf

import (
	"math"
	"sort"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// specularGlossiness is the factors of KHR_materials_pbrSpecularGlossiness.
type specularGlossiness struct {
	diffuse, specular vec.RGB
	glossiness        float64
}

// dielectricF0 is the reflectance of glTF's dielectrics at normal incidence.
const dielectricF0 = 0.04

// metallicRoughness converts to a base colour and metallic, as the extension's own
// example does (Khronos, "specular-glossiness to metallic-roughness").
func (f *specularGlossiness) metallicRoughness() (color vec.RGB, metal float64) {
	diffuseScale := 1 - f.specular.Max()
	metal = solveMetallic(perceivedBrightness(f.diffuse), perceivedBrightness(f.specular), diffuseScale)
	const least = 1e-6
	dielectric := f.diffuse.Scale(diffuseScale / (1 - dielectricF0) / max(1-metal, least))
	conductor := f.specular.Add(vec.Grey(-float64(dielectricF0 * (1 - metal)))).Scale(1 / max(metal, least))
	share := float64(metal * metal)
	c := dielectric.Scale(1 - share).Add(conductor.Scale(share))
	cut := func(v float64) float64 { return min(max(v, 0), 1) }
	return vec.RGB{R: cut(c.R), G: cut(c.G), B: cut(c.B)}, metal
}

// solveMetallic is the metallic that gives the perceived brightnesses of diffuse
// and specular; it solves a quadratic equation.
func solveMetallic(diffuse, specular, diffuseScale float64) float64 {
	if specular < dielectricF0 {
		return 0
	}
	b := float64(diffuse*diffuseScale/(1-dielectricF0)) + specular - 2*dielectricF0
	c := dielectricF0 - specular
	d := max(float64(b*b)-float64(4*dielectricF0*c), 0)
	return min(max((math.Sqrt(d)-b)/(2*dielectricF0), 0), 1)
}

func perceivedBrightness(c vec.RGB) float64 {
	return math.Sqrt(float64(0.299*float64(c.R*c.R)) + float64(0.587*float64(c.G*c.G)) + float64(0.114*float64(c.B*c.B)))
}

// iorFromF0 is the index of refraction with a reflectance at normal incidence.
func iorFromF0(share float64) float64 {
	r := math.Sqrt(min(max(share, 0), 0.9))
	return (1 + r) / (1 - r)
}

// specularGlossiness reads KHR_materials_pbrSpecularGlossiness.
func (s *materialReader) specularGlossiness(g *specularGlossinessInfo, m *model.Material) {
	const here = "extensions.KHR_materials_pbrSpecularGlossiness"
	d := s.factors(g.DiffuseFactor, "."+here+".diffuseFactor", 1, 1, 1, 1)
	r := s.factors(g.SpecularFactor, "."+here+".specularFactor", 1, 1, 1)
	f := specularGlossiness{vec.RGB{R: d[0], G: d[1], B: d[2]}, vec.RGB{R: r[0], G: r[1], B: r[2]}, s.factor(valueOr(g.GlossinessFactor, 1), "."+here+".glossinessFactor")}
	m.Opacity, m.Roughness = d[3], 1-f.glossiness
	// A low reflectance is that of a dielectric of another index of refraction; above
	// it the material is nearly a metal.
	const maxF0 = 0.25
	switch {
	case g.SpecularGlossinessTexture == nil && f.specular.Max() <= maxF0:
		m.Color, m.Metallic, m.IOR = f.diffuse, 0, iorFromF0(f.specular.Mean())
		m.ColorMap = s.texture(g.DiffuseTexture, here+".diffuseTexture", false)
	case g.SpecularGlossinessTexture == nil && g.DiffuseTexture == nil:
		m.Color, m.Metallic = f.metallicRoughness()
	case s.err == nil && !s.untextured:
		s.setErr(s.convertTextures(g, &f, m, s.here+"."+here))
	}
}

// A specularGlossinessKey is what the textures of base colour and
// metallic-roughness are converted from.
type specularGlossinessKey struct {
	diffuse, specular textureKey
	finish            specularGlossiness
}

// A texelSource is a texture to be converted; nil is white.
type texelSource struct{ *model.Texture }

// texel is the colour and alpha that fall on texel (x, y) of a texture of another
// size.
func (t texelSource) texel(x, y, width, height int) (c vec.RGB, alpha float64) {
	if t.Texture == nil {
		return vec.Grey(1), 1
	}
	i := y*t.Height/height*t.Width + x*t.Width/width
	if t.Bytes == nil {
		p := t.Floats[3*i : 3*i+3]
		return vec.RGB{R: float64(p[0]), G: float64(p[1]), B: float64(p[2])}, 1
	}
	p := t.Bytes[4*i : 4*i+4]
	return vec.RGB{R: linear[p[0]], G: linear[p[1]], B: linear[p[2]]}, float64(p[3]) / 255
}

// convertTextures converts the two textures, texel by texel. If their mappings
// differ the specular-glossiness texture is ignored.
func (s *materialReader) convertTextures(g *specularGlossinessInfo, f *specularGlossiness, m *model.Material, location string) error {
	key := specularGlossinessKey{finish: *f}
	var sources [2]texelSource
	var on model.Map
	for k, t := range []*textureInfo{g.DiffuseTexture, g.SpecularGlossinessTexture} {
		if t == nil {
			continue
		}
		here := location + []string{".diffuseTexture", ".specularGlossinessTexture"}[k]
		if t.Index == nil {
			return fault(here, "has no index: export the file again")
		}
		mapping, err := t.mapping(here)
		if err != nil {
			return err
		}
		if k == 1 && sources[0].Texture != nil && mapping != on {
			continue
		}
		which, image, err := s.decodeTexture(*t.Index, here+".index")
		if err != nil {
			return err
		}
		on, sources[k] = mapping, texelSource{&image}
		*[]*textureKey{&key.diffuse, &key.specular}[k] = which
	}
	made, ok := s.convertedTextures[key]
	if !ok {
		first := sources[0]
		if first.Texture == nil {
			first = sources[1]
		}
		width, height := first.Width, first.Height
		if other := sources[1]; other.Texture != nil && other.Width*other.Height > width*height {
			width, height = other.Width, other.Height
		}
		if err := s.countTexels(2*width*height, location); err != nil {
			return err
		}
		made = [2]int{len(s.out.Textures), len(s.out.Textures) + 1}
		color := model.Texture{Name: first.Name, Width: width, Height: height, Wrap: first.Wrap, Nearest: first.Nearest}
		metal := color
		color.Bytes, metal.Bytes = f.texels(sources, width, height)
		s.out.Textures = append(s.out.Textures, color, metal)
		s.convertedTextures[key] = made
	}
	m.Color, m.Metallic, m.Roughness = vec.Grey(1), 1, 1
	m.ColorMap, m.MetallicRoughnessMap = on, on
	m.ColorMap.Texture, m.MetallicRoughnessMap.Texture, m.MetallicRoughnessMap.Raw = made[0]+1, made[1]+1, true
	return nil
}

// texels are those of the base colour texture and of the metallic-roughness
// texture.
func (f *specularGlossiness) texels(sources [2]texelSource, width, height int) (color, metal []uint8) {
	color, metal = make([]uint8, 4*width*height), make([]uint8, 4*width*height)
	for y := range height {
		for x := range width {
			d, alpha := sources[0].texel(x, y, width, height)
			r, gloss := sources[1].texel(x, y, width, height)
			here := specularGlossiness{f.diffuse.Mul(d), f.specular.Mul(r), float64(f.glossiness * gloss)}
			c, share := here.metallicRoughness()
			i := 4 * (y*width + x)
			copy(color[i:], []uint8{encodeSRGB(c.R), encodeSRGB(c.G), encodeSRGB(c.B), toByte(alpha)})
			copy(metal[i:], []uint8{0, toByte(1 - here.glossiness), toByte(share), 255})
		}
	}
	return color, metal
}

// toByte is the byte of a value from 0 to 1.
func toByte(v float64) uint8 { return uint8(float64(v*255) + 0.5) }

// linear decodes a byte of sRGB; thresholds are the linear values halfway between
// each byte and the next.
var linear, thresholds = newLinear()

func newLinear() (bytes, edges [256]float64) {
	for i := range bytes {
		bytes[i], edges[i] = vec.SRGBToLinear(float64(i)/255), vec.SRGBToLinear((float64(i)+0.5)/255)
	}
	return bytes, edges
}

// encodeSRGB is the byte nearest to a linear value from 0 to 1.
func encodeSRGB(v float64) uint8 { return uint8(min(sort.SearchFloat64s(thresholds[:], v), 255)) }
