package film

import (
	"image"
	"image/jpeg"
)

// jpegQuality is out of 100: what is lost is not seen.
const jpegQuality = 95

// encodeJPEG has the standard library write rows that do not exist yet: the
// encoder asks for squares of 16 x 16 pixels, row by row of these.
func encodeJPEG(w output, p picture) error {
	return encodeRows(p, 16, func(m image.Image) error {
		return jpeg.Encode(w, m, &jpeg.Options{Quality: jpegQuality})
	})
}
