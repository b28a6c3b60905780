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
	"image"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"

	"mosaic/pkg/model"
)

// Limit of the size that a file may state: so many texels, and so many more for
// each of its bytes. Deflate makes at most 1032 bytes of one, with up to 8 texels in each.
const (
	freeTexels    = 1 << 22
	texelsPerByte = 4096
)

// A format is an image format.
type format struct {
	name   string
	magic  []string // what files begin with; a dot is any byte
	size   func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

func formats() []format {
	return []format{
		{"PNG", []string{"\x89PNG\r\n\x1a\n"}, png.DecodeConfig, png.Decode},
		{"JPEG", []string{"\xff\xd8\xff"}, jpeg.DecodeConfig, jpeg.Decode},
		{"TIFF", []string{"II*\x00", "MM\x00*"}, tiff.DecodeConfig, tiff.Decode},
		{"WebP", []string{"RIFF....WEBP"}, webp.DecodeConfig, webp.Decode},
		{"BMP", []string{"BM"}, bmp.DecodeConfig, bmp.Decode},
	}
}

// Decode decodes the content of the file called name. Wrap and Nearest are left
// zero. Errors are of type *model.FileError.
func Decode(name string, data []byte) (model.Texture, error) {
	t := model.Texture{Name: name}
	fail := func(err error) (model.Texture, error) {
		var fault *model.FileError
		if !errors.As(err, &fault) {
			fault = &model.FileError{Err: err}
		}
		fault.File = name
		return model.Texture{}, fault
	}
	if hasMagic(data, "#?") {
		if err := radiance(&t, data); err != nil {
			return fail(err)
		}
		return t, nil
	}
	for _, f := range formats() {
		for _, start := range f.magic {
			if !hasMagic(data, start) {
				continue
			}
			img, err := f.read(data)
			if err != nil {
				return fail(err)
			}
			t.Width, t.Height = img.Bounds().Dx(), img.Bounds().Dy()
			t.Bytes = texels(img)
			return t, nil
		}
	}
	return fail(errors.New("is no picture that mosaic reads: save it as PNG, JPEG, TIFF, WebP, BMP or Radiance .hdr"))
}

func hasMagic(data []byte, start string) bool {
	if len(data) < len(start) {
		return false
	}
	for i := range len(start) {
		if start[i] != '.' && start[i] != data[i] {
			return false
		}
	}
	return true
}

// read decodes a file, if its stated size is within the limits.
func (f *format) read(data []byte) (img image.Image, err error) {
	defer func() {
		// The decoders index by what the file says. For the user a panic in one
		// is an error in the file.
		if recover() != nil {
			img, err = nil, f.decodeError(errors.New("it says things that do not fit together"))
		}
	}()
	size, err := f.size(bytes.NewReader(data))
	if err != nil {
		return nil, f.decodeError(err)
	}
	if err := checkSize(size.Width, size.Height, len(data)); err != nil {
		return nil, err
	}
	img, err = f.decode(bytes.NewReader(data))
	if err != nil {
		return nil, f.decodeError(err)
	}
	return img, nil
}

func (f *format) decodeError(err error) error {
	return fmt.Errorf("cannot be decoded as %s (%w): save it again, as plain PNG if need be", f.name, err)
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
	case width*height > freeTexels+texelsPerByte*bytes:
		return fmt.Errorf("states %d x %d texels, more than its %d bytes can hold: copy or save it again", width, height, bytes)
	}
	return nil
}
