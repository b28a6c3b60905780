package openexr

import (
	"encoding/binary"
	"image"
)

// expandPIZ unpacks a chunk of PIZ. Its values are 16-bit words, two for a
// 32-bit one: the words that appear are numbered, the numbers of each channel go
// through Haar wavelets in two dimensions, and what comes out through a Huffman
// code. A bitmap says which words appear.
//
// "Technical Introduction to OpenEXR", Data Compression; the encoding is that
// of the library's ImfPizCompressor.
func (d *decoder) expandPIZ(r image.Rectangle) error {
	b := d.packed
	if len(b) < 4 {
		return errCorrupt
	}
	first, last := int(binary.LittleEndian.Uint16(b)), int(binary.LittleEndian.Uint16(b[2:]))
	b = b[4:]
	var bitmap [1 << 13]byte
	if first <= last {
		if last >= len(bitmap) || len(b) < last-first+1 {
			return errCorrupt
		}
		b = b[copy(bitmap[first:last+1], b):]
	}
	bitmap[0] |= 1 // zero always appears
	words := make([]uint16, 0, 1<<16)
	for w := range 1 << 16 {
		if bitmap[w>>3]>>(w&7)&1 != 0 {
			words = append(words, uint16(w))
		}
	}
	largest := len(words) - 1
	words = words[:1<<16] // the other numbers stand for zero

	if len(b) < 4 || uint64(binary.LittleEndian.Uint32(b)) != uint64(len(b)-4) {
		return errCorrupt
	}
	d.words = grown(d.words, len(d.raw)/2)
	if err := expandHuffman(d.words, b[4:]); err != nil {
		return err
	}
	start := 0
	for _, c := range d.picture.Channels {
		n := c.Kind.Size() / 2
		for i := range n {
			wavelet{d.words[start+i:], r.Dx(), n, r.Dy(), n * r.Dx(), largest < 1<<14}.decode()
		}
		start += n * r.Dx() * r.Dy()
	}

	// The words are channel by channel, the pixels line by line.
	at := 0
	for y := range r.Dy() {
		start := 0
		for _, c := range d.picture.Channels {
			n := c.Kind.Size() / 2 * r.Dx()
			for _, w := range d.words[start+y*n:][:n] {
				binary.LittleEndian.PutUint16(d.raw[at:], words[w])
				at += 2
			}
			start += n * r.Dy()
		}
	}
	return nil
}

// A wavelet is a rectangle of words.
type wavelet struct {
	words                       []uint16
	width, stepX, height, stepY int
	short                       bool // no word has more than 14 bits
}

// decode undoes the transform in place, from the coarsest level to the finest:
// each makes squares of four out of an average and three differences.
func (w wavelet) decode() {
	p := 1
	for p <= min(w.width, w.height) {
		p *= 2
	}
	pair := pairOf16
	if w.short {
		pair = pairOf14
	}
	for p /= 2; p > 1; p /= 2 {
		half := p / 2
		right, down := half*w.stepX, half*w.stepY
		y := 0
		for ; y+p <= w.height; y += p {
			x := 0
			for ; x+p <= w.width; x += p {
				q := w.words[y*w.stepY+x*w.stepX:]
				a, c := pair(q[0], q[down])
				b, d := pair(q[right], q[right+down])
				q[0], q[right] = pair(a, b)
				q[down], q[right+down] = pair(c, d)
			}
			if w.width&half != 0 {
				q := w.words[y*w.stepY+x*w.stepX:]
				q[0], q[down] = pair(q[0], q[down])
			}
		}
		if w.height&half != 0 {
			for x := 0; x+p <= w.width; x += p {
				q := w.words[y*w.stepY+x*w.stepX:]
				q[0], q[right] = pair(q[0], q[right])
			}
		}
	}
}

// pairOf14 is the two words of which low is the average and high the difference,
// for words of at most 14 bits.
func pairOf14(low, high uint16) (uint16, uint16) {
	l, h := int(int16(low)), int(int16(high))
	a := l + h&1 + h>>1
	return uint16(a), uint16(a - h)
}

// pairOf16 is pairOf14 for all words, modulo 2^16.
func pairOf16(low, high uint16) (uint16, uint16) {
	b := low - high>>1
	return high + b - 1<<15, b
}
