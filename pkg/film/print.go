package film

import (
	"fmt"
	"strconv"
)

// A Print is how a film is made a picture, as far as the name of the file does
// not say it. None of it changes a tile.
type Print struct {
	BitDepth int  `json:"bitDepth,omitempty"` // bits a channel; 0 is the format's own
	View     View `json:"view,omitzero"`      // of PNG and TIFF
}

// Flags is what mosaic-pod is told of the print; nothing for the zero Print.
func (p Print) Flags() []string {
	if p.BitDepth == 0 {
		return p.View.Flags()
	}
	return append([]string{"--bit-depth", strconv.Itoa(p.BitDepth)}, p.View.Flags()...)
}

// FormatWith is the format that a file's extension and a print stand for. A
// print that cannot be is an error.
func FormatWith(path string, p Print) (Format, error) {
	f, err := FormatOf(path)
	if err != nil {
		return 0, err
	}
	if err := p.View.Validate(); err != nil {
		return 0, err
	}
	own := map[Format]int{PNG: 8, TIFF: 16, EXR: 32}[f]
	switch {
	case p.BitDepth == 0 || p.BitDepth == own:
		return f, nil
	case f == PNG && p.BitDepth == 16:
		return PNG16, nil
	case f == PNG:
		return 0, fmt.Errorf("image %q: a PNG has 8 or 16 bits a channel, not %d", path, p.BitDepth)
	}
	return 0, fmt.Errorf("image %q: this format has %d bits a channel, not %d", path, own, p.BitDepth)
}
