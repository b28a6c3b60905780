package openexr

import (
	"fmt"
	"image"
)

// A compression is how chunks are packed, by its number in the format.
type compression uint8

const (
	none compression = iota
	rle
	zips // a line each
	zip  // 16 lines each
	piz
	pxr24
	b44
	b44a
	dwaa
	dwab
)

func (c compression) String() string {
	names := []string{"none", "RLE", "ZIPS", "ZIP", "PIZ", "PXR24", "B44", "B44A", "DWAA", "DWAB"}
	if int(c) < len(names) {
		return names[c]
	}
	return fmt.Sprintf("number %d", c)
}

// checkCompression is an error of what cannot be unpacked.
func (p *Picture) checkCompression() error {
	const instead = "which cannot be read here: save it with ZIP or PIZ, which lose nothing"
	if p.compression > b44a {
		return fmt.Errorf("its compression is %s, %s", p.compression, instead)
	}
	for _, c := range p.Channels {
		if c.perceptual && c.Kind == Half && p.compression >= b44 {
			return fmt.Errorf("its channel %q has logarithms in %s, %s", c.Name, p.compression, instead)
		}
	}
	return nil
}

// lines is how many lines a chunk has in a file without tiles.
func (c compression) lines() int {
	switch c {
	case zip, pxr24:
		return ZIPLines
	case piz, b44, b44a:
		return 32
	}
	return 1
}

// expand unpacks d.packed, the pixels of r, into d.raw.
func (d *decoder) expand(r image.Rectangle) error {
	switch d.picture.compression {
	case rle:
		d.spare = grown(d.spare, len(d.raw))
		return expandRLE(d.raw, d.spare, d.packed)
	case zips, zip:
		d.spare = grown(d.spare, len(d.raw))
		return expandZIP(d.raw, d.spare, d.packed)
	case piz:
		return d.expandPIZ(r)
	case pxr24:
		return d.expandPXR24(r)
	case b44, b44a:
		return d.expandB44(r)
	}
	return errCorrupt // without compression nothing is shorter than its pixels
}
