package command

import (
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mosaic/pkg/film"
	"mosaic/pkg/imagefile"
	"mosaic/pkg/worker"
)

// take checks the picture that the program left and takes the tile's pixels.
func (r *Renderer) take(j job, to worker.Target) error {
	e := r.settings.Engine
	program := r.settings.Program()
	info, err := os.Lstat(j.out)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("%s ended without an error and left no picture at $(out), %s: %s", program, filepath.Base(j.out), leftInstead(j.tmp, e.Files))
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s left no plain file at $(out), %s", program, filepath.Base(j.out))
	case info.Size() == 0:
		return fmt.Errorf("%s left an empty file at $(out), %s", program, filepath.Base(j.out))
	}
	picture, err := imagefile.Open(j.out)
	if err != nil {
		return fmt.Errorf("the picture of %s: %w", program, err)
	}
	defer func() { _ = picture.Close() }() // it was read only
	pixels, err := r.settings.expand(e.Output.Pixels, j)
	if err != nil {
		return &FinalError{err}
	}
	from, err := origin(pixels, picture.Window, picture.Display, j)
	if err != nil {
		return &FinalError{fmt.Errorf("the picture of %s: %w", program, err)}
	}
	if to.AnyChannels {
		to.Film.Add(picture.Channels...)
	} else if lack := lacking(to.Film, picture.Channels); lack != "" {
		return &FinalError{fmt.Errorf("the picture of %s has no channel %s: it has %s", program, lack, strings.Join(append([]string{"R", "G", "B"}, picture.Channels...), ", "))}
	}
	if err := picture.Fill(to.Film, from); err != nil {
		return fmt.Errorf("the picture of %s: %w", program, err)
	}
	if to.Done != nil {
		for y := to.Film.Rect.Min.Y; y < to.Film.Rect.Max.Y; y++ {
			to.Done(y)
		}
	}
	return nil
}

// lacking is a channel of the film that is not among those of a picture.
func lacking(f *film.Film, channels []string) string {
	for _, name := range f.Channels() {
		if name != film.Alpha && !slices.Contains(channels, name) {
			return name
		}
	}
	return ""
}

// origin is the pixel of a picture, in the coordinates of its window, that is
// the upper left one of the tile. A picture of another size is an error.
func origin(pixels string, window, display image.Rectangle, j job) (image.Point, error) {
	size := func(want image.Point, what string) error {
		if window.Size() == want {
			return nil
		}
		return fmt.Errorf("it has %d x %d pixels, and %s has %d x %d, as output.pixels of the engine says (%s)",
			window.Dx(), window.Dy(), what, want.X, want.Y, pixels)
	}
	switch pixels {
	case PixelsTile:
		return window.Min, size(j.rect.Size(), "the tile")
	case PixelsFull:
		return window.Min.Add(j.rect.Min), size(j.size, "the whole picture")
	case PixelsOverscan:
		if window.Size() == j.rect.Size() { // it found that none was needed
			return window.Min, nil
		}
		return window.Min.Add(j.rect.Min.Sub(j.over.Min)), size(j.over.Size(), "the tile with its overscan")
	case PixelsWindow:
		if display.Size() != j.size {
			return image.Point{}, fmt.Errorf("it is part of a picture of %d x %d pixels, and --size is %dx%d: give --size %dx%d, or change the size in the scene",
				display.Dx(), display.Dy(), j.size.X, j.size.Y, display.Dx(), display.Dy())
		}
		if !j.rect.Add(display.Min).In(window) {
			return image.Point{}, fmt.Errorf("it has the pixels %v, and not all of the tile's, %v", window.Sub(display.Min), j.rect)
		}
		return display.Min.Add(j.rect.Min), nil
	}
	return image.Point{}, fmt.Errorf("output.pixels is %q: give %s", pixels, strings.Join(pixelKinds(), ", "))
}
