package imagefile

import (
	"errors"
	"fmt"
	"image"
	"strings"

	"golang.org/x/image/tiff"

	"mosaic/pkg/bitmap"
	"mosaic/pkg/film"
)

// A bitmapPixels is a file that is decoded whole.
type bitmapPixels struct {
	image  *Image
	format bitmap.Format
}

// openBitmap is the reader of a file that begins so; names are what else it is not.
func openBitmap(start []byte, names []string) (func(*Image) error, error) {
	format, ok := bitmap.Recognize(start)
	if !ok {
		for _, f := range bitmap.Formats() {
			names = append(names, f.Name)
		}
		if strings.HasPrefix(string(start), "II+\x00") || strings.HasPrefix(string(start), "MM\x00+") {
			return nil, errors.New("is a BigTIFF, which cannot be read here: save it as OpenEXR")
		}
		n := len(names) - 1
		return nil, fmt.Errorf("is no picture that can be read here: save it as %s or %s", strings.Join(names[:n], ", "), names[n])
	}
	return func(m *Image) error {
		m.Format = format.Name
		h, err := format.Header(m.section())
		if unsupported := tiff.UnsupportedError(""); errors.As(err, &unsupported) {
			return fmt.Errorf("cannot be read here (%w): save it as OpenEXR, or as TIFF of 8 or 16 bits a channel, R, G and B side by side", unsupported)
		} else if err != nil {
			return err
		}
		if err := m.setSize(h.Width, h.Height); err != nil {
			return err
		}
		switch {
		case !bitmap.CanHold(m.size, h.Width, h.Height):
			return fmt.Errorf("states %d x %d pixels, more than its %d bytes can hold: the file is truncated", h.Width, h.Height, m.size)
		case h.Width*h.Height > MaxDecoded:
			return fmt.Errorf("has %d x %d pixels, more than %d, which %s cannot be read in parts of: save it as OpenEXR", h.Width, h.Height, MaxDecoded, format.Name)
		}
		if h.Alpha {
			m.Channels = []string{film.Alpha}
		}
		m.Depth, m.pixels = h.Depth, &bitmapPixels{m, format}
		return nil
	}, nil
}

func (p *bitmapPixels) fill(f *film.Film, from image.Point) error {
	m, err := p.format.Decode(p.image.section())
	if err != nil {
		return err
	}
	b := m.Bounds()
	if b.Size() != p.image.Window.Size() {
		return fmt.Errorf("has %d x %d pixels where its header says %d x %d", b.Dx(), b.Dy(), p.image.Window.Dx(), p.image.Window.Dy())
	}
	at := codesOf(m)
	alphas := f.Plane(film.Alpha)
	if alphas == nil {
		alphas = make([]float32, f.Rect.Dx()*f.Rect.Dy())
	}
	for i := range alphas {
		x, y := i%f.Rect.Dx(), i/f.Rect.Dx()
		c := at(b.Min.X+from.X+x, b.Min.Y+from.Y+y)
		for k := range 3 {
			f.Pix[3*i+k] = film.FromSRGB16(c[k])
		}
		alphas[i] = float32(float64(c[3]) / 0xffff)
	}
	film.Associate(f.Pix, alphas)
	return nil
}
