package imagefile

import (
	"fmt"
	"image"
	"slices"
	"strings"

	"mosaic/pkg/film"
	"mosaic/pkg/openexr"
)

// An exrPixels is an OpenEXR file, and which of its channels the film's are.
type exrPixels struct {
	*openexr.Picture
	color [3]int         // R, G and B
	named map[string]int // the others
}

func openEXR(m *Image) error {
	p, err := openexr.New(m.file, m.size)
	if err != nil {
		return err
	}
	e := &exrPixels{Picture: p, named: map[string]int{}}
	for i, c := range p.Channels {
		e.named[c.Name] = i
	}
	if err := e.chooseColor(); err != nil {
		return err
	}
	m.Window, m.Display, m.Linear, m.pixels = p.Window, p.Display, true, e
	for name := range e.named {
		m.Channels = append(m.Channels, name)
	}
	slices.Sort(m.Channels)
	for _, c := range e.color {
		m.Depth = max(m.Depth, 8*p.Channels[c].Kind.Size())
	}
	return nil
}

// chooseColor takes R, G and B out of the named channels: those called so, or
// else Y for all three, or else those of the only layer that has them, whose A is
// then the file's. Blender calls its layers "ViewLayer.Combined", and
// "Composite.Combined" what its compositor made of them, which is the picture.
func (e *exrPixels) chooseColor() error {
	if e.takeColor("") {
		return nil
	}
	_, some := e.firstOf("R", "G", "B", "RY", "BY")
	if y, ok := e.named["Y"]; ok && !some {
		e.color = [3]int{y, y, y}
		delete(e.named, "Y")
		return nil
	}
	layers := e.layers()
	combined := slices.DeleteFunc(slices.Clone(layers), func(name string) bool {
		return name != "Combined" && !strings.HasSuffix(name, ".Combined")
	})
	if slices.Contains(combined, "Composite.Combined") {
		combined = []string{"Composite.Combined"}
	}
	if len(combined) > 0 {
		layers = combined
	}
	switch len(layers) {
	case 1:
		e.takeColor(layers[0] + ".")
		return nil
	case 0:
		var names []string
		for _, c := range e.Channels {
			names = append(names, c.Name)
		}
		return fmt.Errorf("has no channels R, G and B, but %s: save the picture with R, G and B", list(names))
	}
	return fmt.Errorf("has no channels R, G and B, and more than one layer could be meant, %s: save one of them as R, G and B", list(layers))
}

// firstOf is the first of the names that the file has.
func (e *exrPixels) firstOf(names ...string) (string, bool) {
	for _, name := range names {
		if _, ok := e.named[name]; ok {
			return name, true
		}
	}
	return "", false
}

// layers is the names of the layers that have R, G and B, sorted.
func (e *exrPixels) layers() []string {
	var all []string
	for name := range e.named {
		layer, ok := strings.CutSuffix(name, ".R")
		_, g := e.named[layer+".G"]
		_, b := e.named[layer+".B"]
		if ok && g && b {
			all = append(all, layer)
		}
	}
	slices.Sort(all)
	return all
}

// takeColor makes R, G and B of a layer the picture's, and its alpha. It reports
// false if there are no such channels.
func (e *exrPixels) takeColor(layer string) bool {
	for i, name := range []string{"R", "G", "B"} {
		c, ok := e.named[layer+name]
		if !ok {
			return false
		}
		e.color[i] = c
	}
	for _, name := range []string{"R", "G", "B"} {
		delete(e.named, layer+name)
	}
	if a, ok := e.named[layer+film.Alpha]; ok {
		delete(e.named, layer+film.Alpha)
		e.named[film.Alpha] = a
	}
	return true
}

func (e *exrPixels) fill(f *film.Film, from image.Point) error {
	var targets []openexr.Target
	for i, c := range e.color {
		targets = append(targets, openexr.Target{Channel: c, Values: f.Pix[i:], Step: 3})
	}
	for _, p := range f.Planes {
		if c, ok := e.named[p.Name]; ok {
			targets = append(targets, openexr.Target{Channel: c, Values: p.Pix, Step: 1})
		}
	}
	return e.Read(image.Rectangle{Min: from, Max: from.Add(f.Rect.Size())}, targets)
}
