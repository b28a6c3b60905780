package texture

import (
	"image"
	"image/color"
	"image/draw"
)

// texels are the picture's red, green, blue and alpha, not multiplied by
// alpha, row by row. The picture's own memory serves where it can.
func texels(picture image.Image) []uint8 {
	b := picture.Bounds()
	switch p := picture.(type) {
	case *image.NRGBA:
		if p.Stride == 4*b.Dx() {
			return p.Pix[:4*b.Dx()*b.Dy()]
		}
	case *image.RGBA:
		if p.Stride == 4*b.Dx() && p.Opaque() {
			return p.Pix[:4*b.Dx()*b.Dy()]
		}
	case *image.YCbCr, *image.Gray, *image.CMYK:
		return opaque(picture)
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
	return others(picture)
}

// opaque converts a picture that has no alpha.
func opaque(picture image.Image) []uint8 {
	b := picture.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(out, out.Rect, picture, b.Min, draw.Src)
	return out.Pix
}

func paletted(p *image.Paletted) []uint8 {
	var colors [256][4]uint8 // an index beyond the palette is transparent black
	for i, c := range p.Palette {
		colors[i] = plain(c)
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

// others converts any picture, texel by texel.
func others(picture image.Image) []uint8 {
	b := picture.Bounds()
	out := make([]uint8, 0, 4*b.Dx()*b.Dy())
	wide, hasAlpha := picture.(*image.NRGBA64)
	quick, isQuick := picture.(image.RGBA64Image)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			var c [4]uint8
			switch {
			case hasAlpha:
				v := wide.NRGBA64At(x, y)
				c = [4]uint8{byte8(v.R), byte8(v.G), byte8(v.B), byte8(v.A)}
			case isQuick:
				v := quick.RGBA64At(x, y)
				c = divided(uint32(v.R), uint32(v.G), uint32(v.B), uint32(v.A))
			default:
				c = plain(picture.At(x, y))
			}
			out = append(out, c[:]...)
		}
	}
	return out
}

// plain is a colour not multiplied by alpha.
func plain(c color.Color) [4]uint8 {
	if c, ok := c.(color.NRGBA); ok {
		return [4]uint8{c.R, c.G, c.B, c.A}
	}
	return divided(c.RGBA())
}

// divided divides by alpha. Transparent black stays black.
func divided(r, g, b, a uint32) [4]uint8 {
	if a == 0 {
		return [4]uint8{}
	}
	by := func(v uint32) uint8 { return byte8(uint16(min((v*0xffff+a/2)/a, 0xffff))) }
	return [4]uint8{by(r), by(g), by(b), byte8(uint16(a))}
}

// byte8 is the nearest of 8 bits: 0xffff is 0xff.
func byte8(v uint16) uint8 { return uint8((uint32(v)*0xff + 0x807f) >> 16) }
