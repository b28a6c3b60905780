package bitmap

import (
	"image"
	"io"

	"golang.org/x/image/webp"
)

// decodeWebP decodes a WebP. Lossy ones have luma from 16 to 235 and chroma from
// 16 to 240 (RFC 6386, section 9.2, which is ITU-R BT.601), but the library gives
// them as a picture whose values take the whole range, as JPEG's do.
func decodeWebP(r io.Reader) (image.Image, error) {
	m, err := webp.Decode(r)
	if err != nil {
		return nil, err
	}
	switch p := m.(type) {
	case *image.YCbCr:
		return fromStudio(p, func(int, int) uint8 { return 0xff }), nil
	case *image.NYCbCrA:
		return fromStudio(&p.YCbCr, func(x, y int) uint8 { return p.A[p.AOffset(x, y)] }), nil
	}
	return m, nil
}

// fromStudio is a picture of studio range in red, green, blue and alpha.
func fromStudio(p *image.YCbCr, alpha func(x, y int) uint8) *image.NRGBA {
	b := p.Bounds()
	out := image.NewNRGBA(b)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		row := out.Pix[out.PixOffset(b.Min.X, y):]
		for x := b.Min.X; x < b.Max.X; x++ {
			c := p.COffset(x, y)
			luma := 76309 * (int(p.Y[p.YOffset(x, y)]) - 16) // 255 / 219, times 2^16
			blue, red := int(p.Cb[c])-128, int(p.Cr[c])-128
			row[0] = clamp(luma + 104597*red)
			row[1] = clamp(luma - 25675*blue - 53279*red)
			row[2] = clamp(luma + 132201*blue)
			row[3] = alpha(x, y)
			row = row[4:]
		}
	}
	return out
}

// clamp rounds what is times 2^16 to 8 bits.
func clamp(v int) uint8 { return uint8(min(max((v+1<<15)>>16, 0), 255)) }
