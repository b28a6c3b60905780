package cli

import (
	"io"
	"os"

	"golang.org/x/term"

	"mosaic/pkg/live"
)

// pageWidth is the columns of a page that is not on a terminal.
const pageWidth = 80

// columns is the width of the terminal that w is.
func columns(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
			return width
		}
	}
	return pageWidth
}

// pageOptions is how a page of text is drawn: once, and without colours.
func pageOptions(w io.Writer) live.Options {
	return live.Options{Colour: live.Never, Out: w, Environ: os.Environ()}
}
