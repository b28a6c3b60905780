package trace

import (
	"mosaic/pkg/film"
	"mosaic/pkg/model"
	"mosaic/pkg/render"
	"mosaic/pkg/vec"
)

// Features are what the layers hold of a pixel: sums over its samples.
type features struct {
	albedo vec.RGB
	normal vec.Vec3
	depth  float64 // over the samples that hit something
	hits   int
	all    int // samples
}

// look adds the first surface that a ray meets. The stream is a copy: the path
// of the same ray will meet the same.
func (t *Tracer) look(f *features, o, d vec.Vec3, s stream) {
	f.all++
	h := t.first(o, d, &s)
	if h.prim == none {
		return
	}
	f.hits++
	f.depth += h.dist
	number, _ := t.surface(&h)
	m := &t.materials[number]
	at, out, _ := t.surfacePoint(o, d, &h)
	attributes := t.coordinates(&h, at, out)
	local := m.at(&attributes)
	n := t.shadingNormal(&local, &h, out)
	if out.Dot(d) > 0 {
		n = n.Neg()
	}
	f.normal = f.normal.Add(n)
	f.albedo = f.albedo.Add(local.albedo())
}

// albedo is about what the surface reflects and lets through.
func (m *material) albedo() vec.RGB {
	switch m.kind {
	case model.Emissive:
		return vec.RGB{R: min(1, m.emission.R), G: min(1, m.emission.G), B: min(1, m.emission.B)}
	case model.Diffuse:
		return m.color.Scale(1 - m.mirror).Add(vec.Grey(m.mirror))
	}
	return m.color
}

// layerWriter are where the layers of a row are written.
type layerWriter struct {
	layers render.Layers
	rows   [][]float32 // of their channels, in the order of the layers
}

func newLayerWriter(f *film.Film, y int, layers render.Layers) layerWriter {
	p := layerWriter{layers: layers}
	n := f.Rect.Dx()
	at := (y - f.Rect.Min.Y) * n
	for _, name := range layers.Channels() {
		p.rows = append(p.rows, f.Plane(name)[at:at+n])
	}
	return p
}

// write takes a pixel down, and goes on to the next.
func (p *layerWriter) write(f *features) {
	one := 1 / float64(f.all)
	channel := 0
	for _, layer := range p.layers.Each() {
		var values [3]float64
		n := 3
		switch layer {
		case render.Albedo:
			c := f.albedo.Scale(one)
			values = [3]float64{c.R, c.G, c.B}
		case render.Normal:
			c := f.normal.Scale(one)
			values = [3]float64{c.X, c.Y, c.Z}
		case render.Depth:
			n, values[0] = 1, render.NoDepth
			if f.hits > 0 {
				values[0] = f.depth / float64(f.hits)
			}
		default:
			n, values[0] = 1, float64(f.all)
		}
		for _, v := range values[:n] {
			p.rows[channel][0] = storable(v)
			p.rows[channel] = p.rows[channel][1:]
			channel++
		}
	}
}
