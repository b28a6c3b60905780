package gltf

import (
	"math"
	"sort"

	"mosaic/pkg/model"
	"mosaic/pkg/vec"
)

// A finish is a surface by KHR_materials_pbrSpecularGlossiness.
type finish struct {
	diffuse, specular vec.RGB
	glossiness        float64
}

// plastic is the share that glTF's plastic reflects when it is seen head on.
const plastic = 0.04

// metallic is the finish as a base colour and a metallic share, in the way
// that the extension's own example converts it (Khronos, "specular-glossiness
// to metallic-roughness").
func (f *finish) metallic() (color vec.RGB, metal float64) {
	dull := 1 - f.specular.Max()
	metal = metalOf(brightness(f.diffuse), brightness(f.specular), dull)
	const least = 1e-6
	scattered := f.diffuse.Scale(dull / (1 - plastic) / max(1-metal, least))
	mirrored := f.specular.Add(vec.Grey(-float64(plastic * (1 - metal)))).Scale(1 / max(metal, least))
	share := float64(metal * metal)
	c := scattered.Scale(1 - share).Add(mirrored.Scale(share))
	cut := func(v float64) float64 { return min(max(v, 0), 1) }
	return vec.RGB{R: cut(c.R), G: cut(c.G), B: cut(c.B)}, metal
}

// metalOf solves for the metallic share that has these brightnesses.
func metalOf(diffuse, specular, dull float64) float64 {
	if specular < plastic {
		return 0
	}
	b := float64(diffuse*dull/(1-plastic)) + specular - 2*plastic
	c := plastic - specular
	d := max(float64(b*b)-float64(4*plastic*c), 0)
	return min(max((math.Sqrt(d)-b)/(2*plastic), 0), 1)
}

func brightness(c vec.RGB) float64 {
	return math.Sqrt(float64(0.299*float64(c.R*c.R)) + float64(0.587*float64(c.G*c.G)) + float64(0.114*float64(c.B*c.B)))
}

// refraction is the index that reflects a share when it is seen head on.
func refraction(share float64) float64 {
	r := math.Sqrt(min(max(share, 0), 0.9))
	return (1 + r) / (1 - r)
}

// gloss reads a finish.
func (s *surface) gloss(g *gloss, m *model.Material) {
	const here = "extensions.KHR_materials_pbrSpecularGlossiness"
	d := s.shares(g.DiffuseFactor, "."+here+".diffuseFactor", 1, 1, 1, 1)
	r := s.shares(g.SpecularFactor, "."+here+".specularFactor", 1, 1, 1)
	f := finish{vec.RGB{R: d[0], G: d[1], B: d[2]}, vec.RGB{R: r[0], G: r[1], B: r[2]}, s.share(or(g.GlossinessFactor, 1), "."+here+".glossinessFactor")}
	m.Opacity, m.Roughness = d[3], 1-f.glossiness
	// What reflects little is plastic, of another index; beyond, it is nearly
	// metal.
	const most = 0.25
	switch {
	case g.SpecularGlossinessTexture == nil && f.specular.Max() <= most:
		m.Color, m.Metallic, m.IOR = f.diffuse, 0, refraction(f.specular.Mean())
		m.ColorMap = s.texture(g.DiffuseTexture, here+".diffuseTexture", false)
	case g.SpecularGlossinessTexture == nil && g.DiffuseTexture == nil:
		m.Color, m.Metallic = f.metallic()
	case s.err == nil:
		s.keep(s.turn(g, &f, m, s.here+"."+here))
	}
}

// glossy is what textures of a base colour and of a metallic share are made
// from.
type glossy struct {
	diffuse, specular sampled
	finish            finish
}

// A sheet is a texture that is turned into others; nil is white.
type sheet struct{ *model.Texture }

// at is the texel at a share of the way across and down, and its alpha.
func (t sheet) at(x, y, wide, high int) (c vec.RGB, alpha float64) {
	if t.Texture == nil {
		return vec.Grey(1), 1
	}
	i := y*t.Height/high*t.Width + x*t.Width/wide
	if t.Bytes == nil {
		p := t.Floats[3*i : 3*i+3]
		return vec.RGB{R: float64(p[0]), G: float64(p[1]), B: float64(p[2])}, 1
	}
	p := t.Bytes[4*i : 4*i+4]
	return vec.RGB{R: linear[p[0]], G: linear[p[1]], B: linear[p[2]]}, float64(p[3]) / 255
}

// turn makes textures of a finish, texel by texel. Where the two lie
// differently on the surface, that of the reflection is left out.
func (s *surface) turn(g *gloss, f *finish, m *model.Material, place string) error {
	key := glossy{finish: *f}
	var sheets [2]sheet
	var on model.Map
	for k, t := range []*textureInfo{g.DiffuseTexture, g.SpecularGlossinessTexture} {
		if t == nil {
			continue
		}
		here := place + []string{".diffuseTexture", ".specularGlossinessTexture"}[k]
		if t.Index == nil {
			return fault(here, "has no index: export the file again")
		}
		lies, err := t.lie(here)
		if err != nil {
			return err
		}
		if k == 1 && sheets[0].Texture != nil && lies != on {
			continue
		}
		which, image, err := s.sample(*t.Index, here+".index")
		if err != nil {
			return err
		}
		on, sheets[k] = lies, sheet{&image}
		*[]*sampled{&key.diffuse, &key.specular}[k] = which
	}
	made, ok := s.turned[key]
	if !ok {
		first := sheets[0]
		if first.Texture == nil {
			first = sheets[1]
		}
		wide, high := first.Width, first.Height
		if other := sheets[1]; other.Texture != nil && other.Width*other.Height > wide*high {
			wide, high = other.Width, other.Height
		}
		if err := s.room(2*wide*high, place); err != nil {
			return err
		}
		made = [2]int{len(s.out.Textures), len(s.out.Textures) + 1}
		color := model.Texture{Name: first.Name, Width: wide, Height: high, Wrap: first.Wrap, Nearest: first.Nearest}
		metal := color
		color.Bytes, metal.Bytes = f.texels(sheets, wide, high)
		s.out.Textures = append(s.out.Textures, color, metal)
		s.turned[key] = made
	}
	m.Color, m.Metallic, m.Roughness = vec.Grey(1), 1, 1
	m.ColorMap, m.MetallicRoughnessMap = on, on
	m.ColorMap.Texture, m.MetallicRoughnessMap.Texture, m.MetallicRoughnessMap.Raw = made[0]+1, made[1]+1, true
	return nil
}

// texels are those of the base colour, and those of the roughness and the
// metallic share.
func (f *finish) texels(sheets [2]sheet, wide, high int) (color, metal []uint8) {
	color, metal = make([]uint8, 4*wide*high), make([]uint8, 4*wide*high)
	for y := range high {
		for x := range wide {
			d, alpha := sheets[0].at(x, y, wide, high)
			r, gloss := sheets[1].at(x, y, wide, high)
			here := finish{f.diffuse.Mul(d), f.specular.Mul(r), float64(f.glossiness * gloss)}
			c, share := here.metallic()
			i := 4 * (y*wide + x)
			copy(color[i:], []uint8{code(c.R), code(c.G), code(c.B), byteOf(alpha)})
			copy(metal[i:], []uint8{0, byteOf(1 - here.glossiness), byteOf(share), 255})
		}
	}
	return color, metal
}

func byteOf(share float64) uint8 { return uint8(float64(share*255) + 0.5) }

// linear is the light of each byte in sRGB's encoding, and edges that between
// each and the next one.
var linear, edges = newLinear()

func newLinear() (bytes, edges [256]float64) {
	for i := range bytes {
		bytes[i], edges[i] = vec.SRGBToLinear(float64(i)/255), vec.SRGBToLinear((float64(i)+0.5)/255)
	}
	return bytes, edges
}

// code is the byte of light up to 1.
func code(light float64) uint8 { return uint8(min(sort.SearchFloat64s(edges[:], light), 255)) }
