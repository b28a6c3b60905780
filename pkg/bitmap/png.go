package bitmap

import (
	"encoding/binary"
	"errors"
	"io"
)

const pngMagic = "\x89PNG\r\n\x1a\n"

// transparentPNG reports whether a PNG without alpha has a colour that stands for
// transparent pixels: a chunk tRNS somewhere before the first one with pixels.
func transparentPNG(r io.ReadSeeker) (bool, error) {
	if _, err := r.Seek(int64(len(pngMagic)), io.SeekStart); err != nil {
		return false, err
	}
	for {
		var head [8]byte // length and name
		if _, err := io.ReadFull(r, head[:]); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return false, io.ErrUnexpectedEOF
		} else if err != nil {
			return false, err
		}
		switch string(head[4:]) {
		case "tRNS":
			return true, nil
		case "IDAT", "IEND":
			return false, nil
		}
		const checksum = 4
		if _, err := r.Seek(int64(binary.BigEndian.Uint32(head[:]))+checksum, io.SeekCurrent); err != nil {
			return false, err
		}
	}
}
