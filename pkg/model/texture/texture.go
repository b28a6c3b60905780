// Package texture decodes pictures of texels: PNG, JPEG, TIFF, WebP and BMP to
// eight bits a channel, and Radiance's .hdr to floats.
//
// A file is known by its first bytes, never by its name. Its size is judged
// before its texels: a small file that states a large picture is refused, so
// that the memory that decoding takes is bounded by the length of the file.
// Colour profiles and gamma in files are ignored: colours are taken as sRGB.
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

// What a file of n bytes may state: so many texels, and so many more for each
// byte. Deflate makes at most 1032 bytes of one, with up to 8 texels in each.
const (
	freeTexels    = 1 << 22
	texelsPerByte = 4096
)

// A format is a kind of file.
type format struct {
	name   string
	starts []string // what its files begin with; a dot is any byte
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

// Decode is the texture that the file called name holds. Its Wrap and Nearest
// are left zero. Errors are of type *model.FileError.
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
	if begins(data, "#?") {
		if err := radiance(&t, data); err != nil {
			return fail(err)
		}
		return t, nil
	}
	for _, f := range formats() {
		for _, start := range f.starts {
			if !begins(data, start) {
				continue
			}
			picture, err := f.read(data)
			if err != nil {
				return fail(err)
			}
			t.Width, t.Height = picture.Bounds().Dx(), picture.Bounds().Dy()
			t.Bytes = texels(picture)
			return t, nil
		}
	}
	return fail(errors.New("is no picture that mosaic reads: save it as PNG, JPEG, TIFF, WebP, BMP or Radiance .hdr"))
}

func begins(data []byte, start string) bool {
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

// read decodes a file whose stated size is fair.
func (f *format) read(data []byte) (picture image.Image, err error) {
	defer func() {
		// The decoders index by what the file says; a slip in one of them is
		// the file's fault as far as the user can tell.
		if recover() != nil {
			picture, err = nil, f.broken(errors.New("it says things that do not fit together"))
		}
	}()
	size, err := f.size(bytes.NewReader(data))
	if err != nil {
		return nil, f.broken(err)
	}
	if err := fair(size.Width, size.Height, len(data)); err != nil {
		return nil, err
	}
	picture, err = f.decode(bytes.NewReader(data))
	if err != nil {
		return nil, f.broken(err)
	}
	return picture, nil
}

func (f *format) broken(err error) error {
	return fmt.Errorf("cannot be decoded as %s (%w): save it again, as plain PNG if need be", f.name, err)
}

// fair says whether a file of so many bytes may hold a picture of that size.
func fair(width, height, bytes int) error {
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
