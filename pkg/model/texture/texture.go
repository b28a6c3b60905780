// Package texture decodes the pictures on surfaces.
package texture

import (
	"bytes"
	"image"
	"image/draw"
	"image/png"

	"mosaic/pkg/model"
)

// Decode is the picture in a PNG file's bytes.
func Decode(name string, data []byte) (model.Texture, error) {
	config, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return model.Texture{}, &model.FileError{File: name, Err: err}
	}
	if config.Width > model.MaxSide || config.Height > model.MaxSide {
		return model.Texture{}, &model.FileError{File: name, Err: image.ErrFormat}
	}
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return model.Texture{}, &model.FileError{File: name, Err: err}
	}
	n := image.NewNRGBA(picture.Bounds())
	draw.Draw(n, n.Rect, picture, n.Rect.Min, draw.Src)
	return model.Texture{Name: name, Width: n.Rect.Dx(), Height: n.Rect.Dy(), Bytes: n.Pix}, nil
}
