// Package bitmap decodes the picture files that Go's libraries know: PNG, JPEG,
// TIFF, WebP and BMP. Which one a file is its first bytes say, never its name.
//
// The decoders index by what the file says, and take memory for the size that it
// states. Here a panic in one is an error of the file, and CanHold tells before
// whether so many bytes can be a picture of that size. Colour profiles and gamma
// in files are ignored: colours are those of sRGB.
package bitmap

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"
)

// A Format is a format of files.
type Format struct {
	Name string

	magic  []string // what files begin with; a dot is any byte
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

// Formats is all formats, in the order of lists for people.
func Formats() []Format {
	return []Format{
		{"PNG", []string{pngMagic}, png.DecodeConfig, png.Decode},
		{"JPEG", []string{"\xff\xd8\xff"}, jpeg.DecodeConfig, jpeg.Decode},
		{"TIFF", []string{"II*\x00", "MM\x00*"}, tiff.DecodeConfig, tiff.Decode},
		{"WebP", []string{"RIFF....WEBP"}, webp.DecodeConfig, decodeWebP},
		{"BMP", []string{"BM"}, bmp.DecodeConfig, bmp.Decode},
	}
}

// Recognize is the format of a file that begins with start, 12 bytes or more.
func Recognize(start []byte) (Format, bool) {
	for _, f := range Formats() {
		for _, magic := range f.magic {
			if begins(start, magic) {
				return f, true
			}
		}
	}
	return Format{}, false
}

func begins(start []byte, magic string) bool {
	if len(start) < len(magic) {
		return false
	}
	for i := range len(magic) {
		if magic[i] != '.' && magic[i] != start[i] {
			return false
		}
	}
	return true
}

// Limit of the size that a file may state: so many pixels, and so many more for
// each of its bytes. Deflate makes at most 1032 bytes of one, with up to 8 pixels in each.
const (
	freePixels    = 1 << 22
	pixelsPerByte = 4096
)

// CanHold reports whether a file of so many bytes can hold a picture of that size.
func CanHold(bytes int64, width, height int) bool {
	return int64(width)*int64(height) <= freePixels+pixelsPerByte*bytes
}

// A Header is what a file says of its picture.
type Header struct {
	Width, Height int
	Depth         int  // bits a channel once decoded: 8 or 16
	Alpha         bool // some pixels may be transparent
}

// Header reads the header of a file.
func (f Format) Header(r io.ReadSeeker) (h Header, err error) {
	defer f.guard(&err)
	c, err := f.config(r)
	if err != nil {
		return h, f.fault(err)
	}
	h = Header{Width: c.Width, Height: c.Height, Depth: 8}
	switch m := c.ColorModel.(type) {
	case color.Palette:
		for _, entry := range m {
			_, _, _, a := entry.RGBA()
			h.Alpha = h.Alpha || a != 0xffff
		}
	default:
		switch m {
		case color.Gray16Model, color.RGBA64Model, color.NRGBA64Model:
			h.Depth = 16
		}
		switch m {
		case color.NRGBAModel, color.NRGBA64Model, color.NYCbCrAModel, color.AlphaModel:
			h.Alpha = true
		}
	}
	switch {
	case f.Name == "PNG" && !h.Alpha:
		h.Alpha, err = transparentPNG(r)
	case f.Name == "TIFF":
		h.Alpha, err = extraSamples(r)
	}
	if err != nil {
		return h, f.fault(err)
	}
	return h, nil
}

// Decode decodes a file, whose Header is within limits.
func (f Format) Decode(r io.Reader) (m image.Image, err error) {
	defer f.guard(&err)
	m, err = f.decode(r)
	if err != nil {
		return nil, f.fault(err)
	}
	return m, nil
}

// guard makes an error of a panic.
func (f Format) guard(err *error) {
	if recover() != nil {
		*err = f.fault(errors.New("it says things that do not fit together"))
	}
}

func (f Format) fault(err error) error {
	return fmt.Errorf("cannot be decoded as %s (%w): save it again, as plain PNG if need be", f.Name, err)
}
