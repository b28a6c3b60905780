package ply

import (
	"mosaic/pkg/model"
	"mosaic/pkg/model/soup"
)

// slotRed is the slot of red; green, blue and alpha follow.
const slotRed = 8

// vertexColors is what is known of the colours of all vertices.
type vertexColors struct {
	max                        [4]float64 // the value that stands for 1, by channel
	hasAlpha                   bool       // they have one
	anyTransparent, anyVisible bool       // it lets light through somewhere; it stops some somewhere
}

// maxValue is the value that stands for 1 in a channel of a type.
func maxValue(k scalarType) float64 {
	switch k {
	case float32s, float64s:
		return 1
	case uint16s, int16s:
		return 65535
	}
	return 255
}

// observe is called with each row before any is converted.
func (t *vertexColors) observe(row *[slotIgnored + 1]float64) {
	for k := range t.max {
		if t.max[k] == 1 && row[slotRed+k] > 1 {
			t.max = [4]float64{255, 255, 255, 255}
		}
	}
	t.anyTransparent = t.anyTransparent || row[slotRed+3] < t.max[3]
	t.anyVisible = t.anyVisible || row[slotRed+3] > 0
}

// convert is the colour of a row.
func (t *vertexColors) convert(row *[slotIgnored + 1]float64) [4]uint16 {
	c := [4]float64{3: 1}
	for k := range c {
		if k < 3 || t.hasAlpha && t.anyVisible {
			c[k] = row[slotRed+k] / t.max[k]
		}
	}
	return soup.VertexColor(c)
}

// material is a material that shows the colours.
func (t *vertexColors) material() model.Material {
	m := soup.VertexColorMaterial()
	if t.hasAlpha && t.anyTransparent && t.anyVisible {
		m.AlphaMode, m.Opacity = model.Blend, 1
	}
	return m
}
