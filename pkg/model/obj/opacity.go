package obj

import (
	"fmt"

	"mosaic/pkg/model"
	"mosaic/pkg/model/soup"
)

// withOpacity is the index of a texture that has the colours of one (nil is white)
// and the opacity of another as its alpha.
func (m *materials) withOpacity(color, mask *textureRef) (int, error) {
	if color != nil && color.path == mask.path {
		return m.textureIndex(color)
	}
	white := color == nil
	if white {
		color = mask
	}
	key := fmt.Sprint(color.key(), "\n", white, mask.path)
	if i, ok := m.textureIndexes[key]; ok {
		return i, nil
	}
	opacity, err := m.decode(mask)
	if err != nil {
		return 0, err
	}
	t, err := m.decode(color)
	if err != nil {
		return 0, err
	}
	for _, p := range []*textureRef{mask, color} {
		if m.decoded[p.path].Bytes == nil {
			return 0, p.fault(fmt.Errorf("%s has more than 8 bits a color, which map_d cannot do: take a PNG file", soup.Quote(p.path)))
		}
	}
	t.Bytes = mergeOpacity(&t, &opacity, white)
	return m.add(color, key, t), m.countTexels(color, t)
}

// mergeOpacity is the texels of t, or white ones, with an alpha that is that of
// opacity or, if it has none, its brightness.
func mergeOpacity(t, opacity *model.Texture, white bool) []uint8 {
	alpha := false
	for k := 3; k < len(opacity.Bytes); k += 4 {
		alpha = alpha || opacity.Bytes[k] != 255
	}
	bytes := make([]uint8, len(t.Bytes))
	copy(bytes, t.Bytes)
	for y := range t.Height {
		row := y * opacity.Height / t.Height * opacity.Width
		for x := range t.Width {
			from := opacity.Bytes[4*(row+x*opacity.Width/t.Width):]
			to := bytes[4*(y*t.Width+x):]
			if to[3] = from[3]; !alpha {
				to[3] = uint8((int(from[0]) + int(from[1]) + int(from[2])) / 3)
			}
			if white {
				to[0], to[1], to[2] = 255, 255, 255
			}
		}
	}
	return bytes
}
