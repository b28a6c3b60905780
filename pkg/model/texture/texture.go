// Package texture decodes image files to textures: PNG, JPEG, TIFF, WebP and BMP to
// eight bits a channel, and Radiance's .hdr to floats. The scene parser and the
// importers use it.
//
// The format is recognized by the first bytes, never by the name. The size is
// checked before the texels are decoded: a small file that states a large image is
// refused, so that the memory used is bounded by the length of the file. Colour
// profiles and gamma in files are ignored: colours are taken as sRGB.
package texture

import (
	"bytes"
	"errors"
	"fmt"

	"mosaic/pkg/bitmap"
	"mosaic/pkg/model"
	"mosaic/pkg/rgbe"
)

// Decode decodes the content of the file called name. Wrap and Nearest are left
// zero. Errors are of type *model.FileError.
func Decode(name string, data []byte) (model.Texture, error) {
	t := model.Texture{Name: name}
	var err error
	if format, ok := bitmap.Recognize(data); ok {
		err = decodeBytes(&t, format, data)
	} else if bytes.HasPrefix(data, []byte(rgbe.Magic)) {
		err = decodeFloats(&t, data)
	} else {
		err = errors.New("is no picture that mosaic reads: save it as PNG, JPEG, TIFF, WebP, BMP or Radiance .hdr")
	}
	if err == nil {
		return t, nil
	}
	fault := &model.FileError{File: name, Err: err}
	var place *rgbe.PlaceError
	if errors.As(err, &place) {
		fault.Location, fault.Err = place.Location, place.Err
	}
	return model.Texture{}, fault
}

// decodeBytes decodes a file of 8 or 16 bits, if its stated size is within the limits.
func decodeBytes(t *model.Texture, format bitmap.Format, data []byte) error {
	h, err := format.Header(bytes.NewReader(data))
	if err != nil {
		return err
	}
	if err := checkSize(h.Width, h.Height, len(data)); err != nil {
		return err
	}
	img, err := format.Decode(bytes.NewReader(data))
	if err != nil {
		return err
	}
	t.Width, t.Height = img.Bounds().Dx(), img.Bounds().Dy()
	t.Bytes = texels(img)
	return nil
}

// decodeFloats decodes a Radiance picture.
func decodeFloats(t *model.Texture, data []byte) error {
	p, err := rgbe.NewReader(bytes.NewReader(data))
	if err != nil {
		return err
	}
	if err := checkSize(p.Width, p.Height, len(data)); err != nil {
		return err
	}
	if p.Shortest() > len(data) {
		return errors.New("the file ends early: copy or save it again")
	}
	t.Width, t.Height = p.Width, p.Height
	t.Floats = make([]float32, 3*p.Width*p.Height)
	line := make([]float32, 3*p.Length())
	for y := range p.Lines() {
		if err := p.Next(line); err != nil {
			return err
		}
		for i := range p.Length() {
			at := p.Place(y, i)
			copy(t.Floats[3*(at.Y*p.Width+at.X):], line[3*i:3*i+3])
		}
	}
	return nil
}

// checkSize is an error if a file of so many bytes may not have that size.
func checkSize(width, height, bytes int) error {
	switch {
	case width < 1 || height < 1:
		return errors.New("has no texels: save it with a width and a height")
	case width > model.MaxTextureSize || height > model.MaxTextureSize:
		return fmt.Errorf("has %d x %d texels: make neither side longer than %d", width, height, model.MaxTextureSize)
	case width*height > model.MaxTexels:
		return fmt.Errorf("has %d x %d texels: make it no larger than %d in all", width, height, model.MaxTexels)
	case !bitmap.CanHold(int64(bytes), width, height):
		return fmt.Errorf("states %d x %d texels, more than its %d bytes can hold: copy or save it again", width, height, bytes)
	}
	return nil
}
