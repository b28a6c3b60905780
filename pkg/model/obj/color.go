package obj

import (
	"mosaic/pkg/model/soup"
)

// tints are the colours of vertices, if there are any.
type tints struct {
	all  [][3]float32 // of the first vertices; {-1} is none
	most float32
}

// read takes the colour that may follow the place of vertex number n, from 1.
// One number is a weight, which only curves need.
func (t *tints) read(s *soup.Scanner, n int) {
	var c [3]float32
	for k := range c {
		x, err := s.Float()
		if err != nil {
			return
		}
		c[k] = float32(x)
	}
	for len(t.all) < n-1 {
		t.all = append(t.all, [3]float32{-1})
	}
	t.all = append(t.all, c)
	for _, x := range c {
		if x > t.most { // never what is no number
			t.most = x
		}
	}
}

// of are the colours of a mesh's corners, whose vertices have the numbers
// keys[i][0]; nil if none has any.
func (t *tints) of(keys [][3]uint64) [][4]uint16 {
	full := 1.0
	if t.most > 1 {
		full = 255
	}
	var colors [][4]uint16
	for i, c := range keys {
		if c[0] > uint64(len(t.all)) || t.all[c[0]-1][0] == -1 {
			continue
		}
		if colors == nil {
			colors = make([][4]uint16, len(keys))
			for k := range colors {
				colors[k] = soup.Tint([4]float64{1, 1, 1, 1})
			}
		}
		v := t.all[c[0]-1]
		colors[i] = soup.Tint([4]float64{float64(v[0]) / full, float64(v[1]) / full, float64(v[2]) / full, 1})
	}
	return colors
}
