package film

import (
	"fmt"
	"strconv"
)

// ImageOptions is how an image is made of a film, as far as the name of the
// file does not say it. None of it changes a tile.
type ImageOptions struct {
	BitDepth int  `json:"bitDepth,omitempty"` // bits a channel; 0 is the format's own
	View     View `json:"view,omitzero"`      // of formats that are for screens
}

// Flags is what mosaic-pod is told of the options; nothing for the zero value.
func (o ImageOptions) Flags() []string {
	if o.BitDepth == 0 {
		return o.View.Flags()
	}
	return append([]string{"--bit-depth", strconv.Itoa(o.BitDepth)}, o.View.Flags()...)
}

// Check is the format that a file's extension stands for, and the bits a
// channel. Options that the format cannot have are an error, and so is a size of
// the image that it cannot have, in pixels; 0 is one that is not known yet.
func (o ImageOptions) Check(path string, width, height int) (f Format, depth int, err error) {
	if f, err = FormatOf(path); err != nil {
		return f, 0, err
	}
	if err := o.View.Validate(); err != nil {
		return f, 0, err
	}
	if depth, err = f.Depth(o.BitDepth); err == nil {
		err = f.fits(width, height)
	}
	if err != nil {
		return f, 0, fmt.Errorf("image %q: %w", path, err)
	}
	return f, depth, nil
}
