package bitmap

import (
	"encoding/binary"
	"io"

	"golang.org/x/image/tiff"
)

// extraSamples reports whether the first directory of a TIFF has samples beside
// its colours: the field ExtraSamples of "TIFF, Revision 6.0", section 18. Where
// the samples of a pixel are not side by side, which the library does not look
// at, it is an error.
func extraSamples(r io.ReadSeeker) (extra bool, err error) {
	const planarConfiguration, extraSamples, fieldSize = 284, 338, 12
	var head [8]byte
	if err := readAt(r, 0, head[:]); err != nil {
		return false, err
	}
	var order binary.ByteOrder = binary.LittleEndian
	if head[0] == 'M' {
		order = binary.BigEndian
	}
	first := int64(order.Uint32(head[4:]))
	if err := readAt(r, first, head[:2]); err != nil {
		return false, err
	}
	fields := make([]byte, fieldSize*int(order.Uint16(head[:])))
	if err := readAt(r, first+2, fields); err != nil {
		return false, err
	}
	for ; len(fields) > 0; fields = fields[fieldSize:] {
		switch order.Uint16(fields) {
		case extraSamples:
			extra = true
		case planarConfiguration:
			if order.Uint16(fields[8:]) == 2 {
				return false, tiff.UnsupportedError("colours in planes")
			}
		}
	}
	return extra, nil
}

func readAt(r io.ReadSeeker, at int64, b []byte) error {
	if _, err := r.Seek(at, io.SeekStart); err != nil {
		return err
	}
	_, err := io.ReadFull(r, b)
	return err
}
