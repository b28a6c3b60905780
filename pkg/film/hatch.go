package film

import "image"

// The stripes where a picture has no tile yet: neutral greys, of a width that
// shows when the picture is made as small as a screen.
const (
	hatchStripes = 64   // over the longer side of the picture
	hatchLight   = 0.45 // linear
	hatchDark    = 0.22
)

// hatch fills a part of the film with diagonal opaque stripes, which meet those
// of neighbouring tiles, and its other channels with zeros.
func (t Tiles) hatch(film *Film, part image.Rectangle) {
	width := max(max(t.Plan.Width, t.Plan.Height)/hatchStripes, 2)
	for y := part.Min.Y; y < part.Max.Y; y++ {
		l := film.part(y, part.Min.X, part.Max.X)
		for i, plane := range l.Planes {
			value := float32(0)
			if film.Planes[i].Name == Alpha {
				value = 1
			}
			for x := range plane {
				plane[x] = value
			}
		}
		row := l.Color
		for x := part.Min.X; x < part.Max.X; x++ {
			v := float32(hatchDark)
			if (x+y)/width%2 == 0 {
				v = hatchLight
			}
			i := 3 * (x - part.Min.X)
			row[i], row[i+1], row[i+2] = v, v, v
		}
	}
}
