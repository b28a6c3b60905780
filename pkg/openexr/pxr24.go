package openexr

import (
	"encoding/binary"
	"image"
)

// expandPXR24 unpacks a chunk of PXR24: deflated differences of neighbours in a
// line, the highest byte of each first, then all second bytes, and so on. Of a
// float the lowest byte is lost.
func (d *decoder) expandPXR24(r image.Rectangle) error {
	size := 0
	for _, c := range d.picture.Channels {
		size += c.Kind.pxr24Size()
	}
	d.spare = grown(d.spare, size*r.Dx()*r.Dy())
	if err := inflate(d.spare, d.packed); err != nil {
		return err
	}
	in, out, n := d.spare, d.raw, r.Dx()
	for range r.Dy() {
		for _, c := range d.picture.Channels {
			stored, size := c.Kind.pxr24Size(), c.Kind.Size()
			v := uint32(0)
			for x := range n {
				difference := uint32(0)
				for k := range stored {
					difference = difference<<8 | uint32(in[k*n+x])
				}
				if v += difference; size == 2 {
					binary.LittleEndian.PutUint16(out[2*x:], uint16(v))
				} else {
					binary.LittleEndian.PutUint32(out[4*x:], v<<(8*(size-stored)))
				}
			}
			in, out = in[stored*n:], out[size*n:]
		}
	}
	return nil
}

// pxr24Size is how many bytes PXR24 keeps of a value.
func (k Kind) pxr24Size() int {
	if k == Float {
		return 3
	}
	return k.Size()
}
