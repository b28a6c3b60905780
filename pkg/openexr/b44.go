package openexr

import (
	"encoding/binary"
	"image"
)

// expandB44 unpacks a chunk of B44 or B44A: channel by channel squares of 4 x 4
// halfs, each in 14 bytes or, if all are equal, in 3. Other values are as they are.
func (d *decoder) expandB44(r image.Rectangle) error {
	in, start, line := d.packed, 0, d.picture.pixelSize()*r.Dx()
	for _, c := range d.picture.Channels {
		size := c.Kind.Size() * r.Dx()
		if c.Kind != Half {
			for y := range r.Dy() {
				if len(in) < size {
					return errCorrupt
				}
				in = in[copy(d.raw[y*line+start:][:size], in):]
			}
			start += size
			continue
		}
		for y := 0; y < r.Dy(); y += 4 {
			for x := 0; x < r.Dx(); x += 4 {
				square, n := unpackB44(in)
				if n == 0 {
					return errCorrupt
				}
				in = in[n:]
				for i, h := range square {
					if px, py := x+i%4, y+i/4; px < r.Dx() && py < r.Dy() {
						binary.LittleEndian.PutUint16(d.raw[py*line+start+2*px:], h)
					}
				}
			}
		}
		start += size
	}
	if len(in) != 0 {
		return errCorrupt
	}
	return nil
}

// unpackB44 is the square that b begins with, row by row, and its length; 0 if b
// is too short. It has its first half, a shift, and the differences of the
// others, 6 bits each: first down the left column, each from the half above it,
// then down the next ones, from the half to the left.
func unpackB44(b []byte) (square [16]uint16, n int) {
	const flat = 13 // a shift that says so
	if len(b) < 3 {
		return square, 0
	}
	square[0] = binary.BigEndian.Uint16(b)
	in := bits{data: b[2:]}
	shift := in.take(6)
	n = 14
	if shift >= flat {
		n = 3
	} else if len(b) < n {
		return square, 0
	}
	for i := 1; i < 16; i++ {
		x, y := i/4, i%4
		before := 4*y + x - 1
		if x == 0 {
			before = 4 * (y - 1)
		}
		square[4*y+x] = square[before]
		if n != 3 {
			square[4*y+x] += uint16(in.take(6)<<shift) - 32<<shift
		}
	}
	for i, s := range square { // halfs in the order of their values
		if s&0x8000 != 0 {
			square[i] = s & 0x7fff
		} else {
			square[i] = ^s
		}
	}
	return square, n
}
