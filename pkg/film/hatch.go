package film

// The stripes where a picture has no tile yet: neutral greys, of a width that
// shows when the picture is made as small as a screen.
const (
	hatchStripes = 64   // over the longer side of the picture
	hatchLight   = 0.45 // linear
	hatchDark    = 0.22
)

// hatch fills the part of the film from column x0 up to x1 with diagonal
// opaque stripes, which meet those of neighbouring tiles, and its other channels
// with zeros.
func (t Tiles) hatch(film *Film, x0, x1 int) {
	width := max(max(t.Plan.Width, t.Plan.Height)/hatchStripes, 2)
	for y := film.Rect.Min.Y; y < film.Rect.Max.Y; y++ {
		l := film.part(y, x0, x1)
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
		for x := x0; x < x1; x++ {
			v := float32(hatchDark)
			if (x+y)/width%2 == 0 {
				v = hatchLight
			}
			i := 3 * (x - x0)
			row[i], row[i+1], row[i+2] = v, v, v
		}
	}
}
