package ply

import (
	"mosaic/pkg/model"
	"mosaic/pkg/model/soup"
)

// red is the place in a row of the first of four numbers of a colour.
const red = 8

// tints is what the colours of all vertices have in common.
type tints struct {
	full        [4]float64 // what is 1
	alpha       bool       // they have one
	clear, some bool       // it lets light through somewhere; it stops some somewhere
}

// full is the number that is 1 in a colour of a kind.
func full(k kind) float64 {
	switch k {
	case float32s, float64s:
		return 1
	case uint16s, int16s:
		return 65535
	}
	return 255
}

// look sees a row before its colour is made.
func (t *tints) look(row *[other + 1]float64) {
	for k := range t.full {
		if t.full[k] == 1 && row[red+k] > 1 {
			t.full = [4]float64{255, 255, 255, 255}
		}
	}
	t.clear = t.clear || row[red+3] < t.full[3]
	t.some = t.some || row[red+3] > 0
}

// tint is the colour of a row.
func (t *tints) tint(row *[other + 1]float64) [4]uint16 {
	c := [4]float64{3: 1}
	for k := range c {
		if k < 3 || t.alpha && t.some {
			c[k] = row[red+k] / t.full[k]
		}
	}
	return soup.Tint(c)
}

// material shows the colours.
func (t *tints) material() model.Material {
	m := soup.Tinted()
	if t.alpha && t.clear && t.some {
		m.AlphaMode, m.Opacity = model.Blend, 1
	}
	return m
}
