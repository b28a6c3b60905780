package texture

import (
	"image"
	"image/color"
	"image/draw"
)

// texels are the red, green, blue and unassociated alpha of an image, row by row.
// Where possible they are the image's own memory.
func texels(img image.Image) []uint8 {
	b := img.Bounds()
	switch p := img.(type) {
	case *image.NRGBA:
		if p.Stride == 4*b.Dx() {
			return p.Pix[:4*b.Dx()*b.Dy()]
		}
	case *image.RGBA:
		if p.Stride == 4*b.Dx() && p.Opaque() {
			return p.Pix[:4*b.Dx()*b.Dy()]
		}
	case *image.YCbCr, *image.Gray, *image.CMYK:
		return opaque(img)
	case *image.NYCbCrA:
		out := opaque(&p.YCbCr)
		for y := range b.Dy() {
			for x := range b.Dx() {
				out[4*(y*b.Dx()+x)+3] = p.A[p.AOffset(b.Min.X+x, b.Min.Y+y)]
			}
		}
		return out
	case *image.Paletted:
		return paletted(p)
	}
	return convertAny(img)
}

// opaque converts an image that has no alpha.
func opaque(img image.Image) []uint8 {
	b := img.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(out, out.Rect, img, b.Min, draw.Src)
	return out.Pix
}

func paletted(p *image.Paletted) []uint8 {
	var colors [256][4]uint8 // an index beyond the palette is transparent black
	for i, c := range p.Palette {
		colors[i] = unassociated(c)
	}
	b := p.Bounds()
	out := make([]uint8, 0, 4*b.Dx()*b.Dy())
	for y := b.Min.Y; y < b.Max.Y; y++ {
		row := p.Pix[p.PixOffset(b.Min.X, y):][:b.Dx()]
		for _, i := range row {
			c := &colors[i]
			out = append(out, c[:]...)
		}
	}
	return out
}

// convertAny converts any image, texel by texel.
func convertAny(img image.Image) []uint8 {
	b := img.Bounds()
	out := make([]uint8, 0, 4*b.Dx()*b.Dy())
	nrgba, isNRGBA := img.(*image.NRGBA64)
	rgba, isRGBA := img.(image.RGBA64Image)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			var c [4]uint8
			switch {
			case isNRGBA:
				v := nrgba.NRGBA64At(x, y)
				c = [4]uint8{to8Bit(v.R), to8Bit(v.G), to8Bit(v.B), to8Bit(v.A)}
			case isRGBA:
				v := rgba.RGBA64At(x, y)
				c = unpremultiply(uint32(v.R), uint32(v.G), uint32(v.B), uint32(v.A))
			default:
				c = unassociated(img.At(x, y))
			}
			out = append(out, c[:]...)
		}
	}
	return out
}

// unassociated is a colour with unassociated alpha.
func unassociated(c color.Color) [4]uint8 {
	if c, ok := c.(color.NRGBA); ok {
		return [4]uint8{c.R, c.G, c.B, c.A}
	}
	return unpremultiply(c.RGBA())
}

// unpremultiply divides by alpha. Transparent black stays black.
func unpremultiply(r, g, b, a uint32) [4]uint8 {
	if a == 0 {
		return [4]uint8{}
	}
	by := func(v uint32) uint8 { return to8Bit(uint16(min((v*0xffff+a/2)/a, 0xffff))) }
	return [4]uint8{by(r), by(g), by(b), to8Bit(uint16(a))}
}

// to8Bit rounds to 8 bits: 0xffff becomes 0xff.
func to8Bit(v uint16) uint8 { return uint8((uint32(v)*0xff + 0x807f) >> 16) }
