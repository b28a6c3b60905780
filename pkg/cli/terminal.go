package cli

import (
	"io"
	"os"

	"golang.org/x/term"

	"mosaic/pkg/progress"
)

// reporter moves a line if w is a terminal, and writes plain lines otherwise.
func reporter(w io.Writer) progress.Reporter {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) || os.Getenv("TERM") == "dumb" {
		return &progress.Plain{W: w}
	}
	return &progress.Terminal{W: w, Width: func() int {
		width, _, err := term.GetSize(int(f.Fd()))
		if err != nil {
			return 80
		}
		return width
	}}
}
