package film

import (
	"image"

	"mosaic/pkg/render"
)

// A Layer is what the pixels of a film hold beside their colour.
type Layer struct {
	Kind render.Layers // one of them
	Pix  []float32     // the values of each pixel, row by row
}

// layerChannels is the channels of a layer as they are called in a file, behind
// the layer's name and a dot: as Blender, Nuke and OpenImageIO call them.
func layerChannels(kind render.Layers) []string {
	switch kind {
	case render.Albedo:
		return []string{"R", "G", "B"}
	case render.Normal:
		return []string{"X", "Y", "Z"}
	case render.Depth:
		return []string{"Z"}
	}
	return []string{"Y"}
}

// Channels is how many values a pixel has, its colour and the layers together.
func Channels(set render.Layers) int {
	n := 3
	for _, kind := range set.Each() {
		n += len(layerChannels(kind))
	}
	return n
}

// Add adds those layers of the set that the film does not have, with zeros.
func (f *Film) Add(set render.Layers) {
	have := f.Layers
	set |= f.set()
	f.Layers = nil
	for _, kind := range set.Each() {
		pix := pixOf(have, kind)
		if pix == nil {
			pix = make([]float32, len(layerChannels(kind))*f.Rect.Dx()*f.Rect.Dy())
		}
		f.Layers = append(f.Layers, Layer{kind, pix})
	}
}

// Layer is the values of a layer, not a copy; nil if the film has none of it.
func (f *Film) Layer(kind render.Layers) []float32 { return pixOf(f.Layers, kind) }

func pixOf(layers []Layer, kind render.Layers) []float32 {
	for _, l := range layers {
		if l.Kind == kind {
			return l.Pix
		}
	}
	return nil
}

// set is the layers that the film has.
func (f *Film) set() (set render.Layers) {
	for _, l := range f.Layers {
		set |= l.Kind
	}
	return set
}

// fits reports whether the film has these layers, in their order and whole.
func (f *Film) fits(set render.Layers) bool {
	kinds := set.Each()
	if len(kinds) != len(f.Layers) {
		return false
	}
	for i, l := range f.Layers {
		if l.Kind != kinds[i] || len(l.Pix) != len(layerChannels(l.Kind))*f.Rect.Dx()*f.Rect.Dy() {
			return false
		}
	}
	return true
}

// A line is a part of a row: the colour's values, and those of each layer in
// the order of render.Layers.
type line [][]float32

// line is the pixels of row y from x0 up to x1.
func (f *Film) line(y, x0, x1 int) line {
	x0, x1 = x0-f.Rect.Min.X, x1-f.Rect.Min.X
	first := (y - f.Rect.Min.Y) * f.Rect.Dx()
	l := make(line, 0, 1+len(f.Layers))
	l = append(l, f.Pix[3*(first+x0):3*(first+x1)])
	for _, layer := range f.Layers {
		n := len(layerChannels(layer.Kind))
		l = append(l, layer.Pix[n*(first+x0):n*(first+x1)])
	}
	return l
}

// filmOn is a film on memory that has room for it. Its first slice reaches to
// the end of that memory, so that it can be given back.
func filmOn(memory []float32, r image.Rectangle, set render.Layers) *Film {
	n := r.Dx() * r.Dy()
	f := &Film{Rect: r, Pix: memory[:3*n]}
	rest := memory[3*n:]
	for _, kind := range set.Each() {
		size := n * len(layerChannels(kind))
		f.Layers = append(f.Layers, Layer{kind, rest[:size]})
		rest = rest[size:]
	}
	return f
}
