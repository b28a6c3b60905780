package obj

import (
	"fmt"

	"mosaic/pkg/model"
	"mosaic/pkg/model/soup"
)

// metallicRoughness is the index of a texture that combines two, as model.Material
// has them: green is the roughness, blue is metallic, and a missing one is white.
// It has the mapping of the larger one, which is returned too.
func (m *materials) metallicRoughness(rough, metal *textureRef) (int, *textureRef, error) {
	var inputs [2]model.Texture
	var on *textureRef
	key := "metallic-roughness"
	for k, p := range []*textureRef{rough, metal} {
		if p == nil {
			continue
		}
		t, err := m.decode(p)
		if err != nil {
			return 0, nil, err
		}
		if t.Bytes == nil {
			return 0, nil, p.fault(fmt.Errorf("%s has more than 8 bits a color, which map_Pr and map_Pm cannot do: take a PNG file", soup.Quote(p.path)))
		}
		if inputs[k] = t; on == nil || t.Width*t.Height > inputs[0].Width*inputs[0].Height {
			on = p
		}
		key += fmt.Sprint("\n", k, p.channel, p.key())
	}
	if i, ok := m.textureIndexes[key]; ok {
		return i, on, nil
	}
	t := inputs[0]
	if on != rough {
		t = inputs[1]
	}
	t.Bytes = make([]uint8, 4*t.Width*t.Height)
	for y := range t.Height {
		for x := range t.Width {
			to := t.Bytes[4*(y*t.Width+x):]
			to[0], to[1], to[2], to[3] = 255, 255, 255, 255
			for k, p := range []*textureRef{rough, metal} {
				if p != nil {
					s := &inputs[k]
					to[1+k] = p.channelValue(s.Bytes[4*(y*s.Height/t.Height*s.Width+x*s.Width/t.Width):])
				}
			}
		}
	}
	return m.add(on, key, t), on, m.countTexels(on, t)
}

// channelValue is the value of a texel as one number.
func (p *textureRef) channelValue(texel []uint8) uint8 {
	if p.channel == allChannels {
		return uint8((int(texel[0]) + int(texel[1]) + int(texel[2])) / 3)
	}
	return texel[p.channel]
}

// normalMap is the index of the texture that p refers to, if it is a normal map:
// those are blue on average, where height maps are grey. A file that cannot be
// read is ignored.
func (m *materials) normalMap(p *textureRef) (int, bool) {
	if p == nil {
		return 0, false
	}
	t, err := m.decode(p)
	if err != nil || t.Bytes == nil {
		return 0, false
	}
	var sum [3]int
	for i, v := range t.Bytes {
		if i%4 < 3 {
			sum[i%4] += int(v)
		}
	}
	n := t.Width * t.Height
	red, green, blue := sum[0]/n, sum[1]/n, sum[2]/n
	const middle, tolerance, minBlue = 128, 40, 180
	if max(red, green) > middle+tolerance || min(red, green) < middle-tolerance || blue < minBlue {
		return 0, false
	}
	i, err := m.textureIndex(p)
	return i, err == nil
}
