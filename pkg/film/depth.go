package film

import "fmt"

// FormatWith is the format that a file's extension and the bits of a channel
// stand for; 0 bits are the extension's own.
func FormatWith(path string, bits int) (Format, error) {
	f, err := FormatOf(path)
	if err != nil {
		return 0, err
	}
	own := map[Format]int{PNG: 8, TIFF: 16, EXR: 32}[f]
	switch {
	case bits == 0 || bits == own:
		return f, nil
	case f == PNG && bits == 16:
		return PNG16, nil
	case f == PNG:
		return 0, fmt.Errorf("image %q: a PNG has 8 or 16 bits a channel, not %d", path, bits)
	}
	return 0, fmt.Errorf("image %q: this format has %d bits a channel, not %d", path, own, bits)
}
