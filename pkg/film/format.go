package film

import (
	"bufio"
	"fmt"
	"image"
	"io"
	"path/filepath"
	"strings"
)

// A Format is a kind of image file.
type Format int

// The formats of images.
const (
	PNG   Format = 1 + iota // sRGB, 8 bits a channel
	PNG16                   // sRGB, 16 bits a channel
	TIFF                    // sRGB, 16 bits a channel, uncompressed; BigTIFF beyond 4 GiB
	EXR                     // linear, float32, uncompressed
)

// FormatOf is the format that a file's extension stands for. A PNG has 8 bits
// a channel; whoever wants more says PNG16.
func FormatOf(path string) (Format, error) {
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".png":
		return PNG, nil
	case ".tif", ".tiff":
		return TIFF, nil
	case ".exr":
		return EXR, nil
	}
	return 0, fmt.Errorf("image %q: the extension must be .png, .tif, .tiff or .exr", path)
}

// Encode writes an image of linear pixels, whose rows it asks for one by one
// from the top: row(y) is three values a pixel, which it may overwrite when it
// is called again. Equal pixels give equal bytes. An error of row ends it.
func Encode(w io.Writer, format Format, size image.Point, row func(y int) ([]float32, error)) error {
	b := bufio.NewWriterSize(w, 1<<20)
	var err error
	switch format {
	case PNG, PNG16:
		err = encodePNG(b, format, size, row)
	case TIFF:
		err = encodeTIFF(b, size, row)
	case EXR:
		all := image.Rectangle{Max: size}
		err = encodeEXR(b, newEXR(all, all, nil), func(y int) (Line, error) {
			rgb, err := row(y)
			return Line{Color: rgb}, err
		})
	default:
		err = fmt.Errorf("image format %d is unknown", format)
	}
	if err != nil {
		return err
	}
	return b.Flush()
}

// encodeEXR writes the layout that tiles have.
func encodeEXR(w io.Writer, layout exr, row func(y int) (Line, error)) error {
	if _, err := w.Write(layout.header()); err != nil {
		return err
	}
	var chunk []byte
	for y := range layout.data.Dy() {
		l, err := row(y)
		if err != nil {
			return err
		}
		chunk = layout.appendChunk(chunk[:0], y, l)
		if _, err := w.Write(chunk); err != nil {
			return err
		}
	}
	return nil
}
