package imagefile

import (
	"errors"
	"image"

	"mosaic/pkg/film"
	"mosaic/pkg/rgbe"
)

// A radiancePixels is a Radiance picture, which is decoded from its first scan
// line on.
type radiancePixels struct{ image *Image }

func openRadiance(m *Image) error {
	p, err := rgbe.NewReader(m.section())
	if err != nil {
		return err
	}
	if err := m.setSize(p.Width, p.Height); err != nil {
		return err
	}
	if int64(p.Shortest()) > m.size {
		return errors.New("the file ends early: the renderer did not finish it")
	}
	m.Depth, m.Linear, m.pixels = 8, true, radiancePixels{m}
	return nil
}

func (p radiancePixels) fill(f *film.Film, from image.Point) error {
	r, err := rgbe.NewReader(p.image.section())
	if err != nil {
		return err
	}
	wanted := image.Rectangle{Min: from, Max: from.Add(f.Rect.Size())}
	left := wanted.Dy() // scan lines that cross what is wanted
	if r.Orientation.Columns {
		left = wanted.Dx()
	}
	all := make([]float32, 3*r.Length())
	for line := 0; left > 0; line++ {
		ends := image.Rectangle{Min: r.Place(line, 0), Max: r.Place(line, r.Length()-1)}.Canon()
		ends.Max = ends.Max.Add(image.Pt(1, 1))
		if !ends.Overlaps(wanted) {
			if err := r.Next(nil); err != nil {
				return err
			}
			continue
		}
		if err := r.Next(all); err != nil {
			return err
		}
		left--
		for i := range r.Length() {
			if at := r.Place(line, i); at.In(wanted) {
				at = at.Sub(from)
				copy(f.Pix[3*(at.Y*wanted.Dx()+at.X):], all[3*i:3*i+3])
			}
		}
	}
	return nil
}
