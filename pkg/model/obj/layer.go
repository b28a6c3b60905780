package obj

import (
	"fmt"

	"mosaic/pkg/model"
	"mosaic/pkg/model/soup"
)

// joined is the place among the textures of two pictures as one: green is the
// roughness and blue the metallic share, and a picture that is not there is
// white. It lies as the larger one does.
func (m *materials) joined(rough, metal *picture) (int, *picture, error) {
	var shares [2]model.Texture
	var on *picture
	key := "joined"
	for k, p := range []*picture{rough, metal} {
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
		if shares[k] = t; on == nil || t.Width*t.Height > shares[0].Width*shares[0].Height {
			on = p
		}
		key += fmt.Sprint("\n", k, p.channel, p.key())
	}
	if i, ok := m.placed[key]; ok {
		return i, on, nil
	}
	t := shares[0]
	if on != rough {
		t = shares[1]
	}
	t.Bytes = make([]uint8, 4*t.Width*t.Height)
	for y := range t.Height {
		for x := range t.Width {
			to := t.Bytes[4*(y*t.Width+x):]
			to[0], to[1], to[2], to[3] = 255, 255, 255, 255
			for k, p := range []*picture{rough, metal} {
				if p != nil {
					s := &shares[k]
					to[1+k] = p.share(s.Bytes[4*(y*s.Height/t.Height*s.Width+x*s.Width/t.Width):])
				}
			}
		}
	}
	return m.add(on, key, t), on, m.room(on, t)
}

// share is what a texel says of one thing.
func (p *picture) share(texel []uint8) uint8 {
	if p.channel == all {
		return uint8((int(texel[0]) + int(texel[1]) + int(texel[2])) / 3)
	}
	return texel[p.channel]
}

// bumps is the place of a picture among the textures, if it is a normal map:
// on the whole such a picture is blue. Heights are grey. One that cannot be
// read is not seen either.
func (m *materials) bumps(p *picture) (int, bool) {
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
	const middle, off, full = 128, 40, 180
	if max(red, green) > middle+off || min(red, green) < middle-off || blue < full {
		return 0, false
	}
	i, err := m.texture(p)
	return i, err == nil
}
