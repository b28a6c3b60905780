package obj

import (
	"mosaic/pkg/model/soup"
)

// vertexColors are the colours of vertices, if there are any.
type vertexColors struct {
	colors [][3]float32 // by vertex; {-1}, or beyond the end, is none
	max    float32
}

// add reads the colour that may follow the position of vertex n, counted from 1.
// A single number is instead a weight, which only curves need.
func (t *vertexColors) add(s *soup.Scanner, n int) {
	var c [3]float32
	for k := range c {
		x, err := s.Float()
		if err != nil {
			return
		}
		c[k] = float32(x)
	}
	for len(t.colors) < n-1 {
		t.colors = append(t.colors, [3]float32{-1})
	}
	t.colors = append(t.colors, c)
	for _, x := range c {
		if x > t.max { // never NaN
			t.max = x
		}
	}
}

// forCorners are the colours of a mesh's corners, whose vertices are keys[i][0],
// counted from 1; nil if none has a colour.
func (t *vertexColors) forCorners(keys [][3]uint64) [][4]uint16 {
	full := 1.0
	if t.max > 1 {
		full = 255
	}
	var colors [][4]uint16
	for i, c := range keys {
		if c[0] > uint64(len(t.colors)) || t.colors[c[0]-1][0] == -1 {
			continue
		}
		if colors == nil {
			colors = make([][4]uint16, len(keys))
			for k := range colors {
				colors[k] = soup.VertexColor([4]float64{1, 1, 1, 1})
			}
		}
		v := t.colors[c[0]-1]
		colors[i] = soup.VertexColor([4]float64{float64(v[0]) / full, float64(v[1]) / full, float64(v[2]) / full, 1})
	}
	return colors
}
