package rgbe

import (
	"bufio"
	"errors"
	"io"
)

// An input is a file that counts its bytes.
type input struct {
	*bufio.Reader
	at int // bytes that were read
}

// full reads len(b) bytes.
func (in *input) full(b []byte) error {
	n, err := io.ReadFull(in.Reader, b)
	if in.at += n; errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errTruncated
	}
	return err
}

// row decodes a row.
func (in *input) row(row [][4]uint8) error {
	w := len(row)
	start, err := in.Peek(4)
	if err == nil && start[0] == 2 && start[1] == 2 && start[2] < 128 && w >= 8 && int(start[2])<<8|int(start[3]) == w {
		return in.rle(row)
	}
	return in.oldRLE(row)
}

// rle decodes the newer run-length encoding: red, green, blue and exponents one
// after the other, in runs of one value and in sequences of literal values.
func (in *input) rle(row [][4]uint8) error {
	var b [128]byte
	if err := in.full(b[:4]); err != nil {
		return err
	}
	for k := range 4 {
		for x := 0; x < len(row); {
			if err := in.full(b[:1]); err != nil {
				return err
			}
			n, run := int(b[0]), false
			if n > 128 {
				n, run = n-128, true
			}
			if n == 0 || n > len(row)-x {
				return errPacking
			}
			values := b[:n]
			if run {
				values = b[:1]
			}
			if err := in.full(values); err != nil {
				return err
			}
			for i := range n {
				row[x+i][k] = values[min(i, len(values)-1)]
			}
			x += n
		}
	}
	return nil
}

// oldRLE decodes texels without encoding, or the older one: a texel of
// (1, 1, 1, n) repeats the last n times, and several in a row are the digits of n
// in base 256, the lowest first.
func (in *input) oldRLE(row [][4]uint8) error {
	shift := 0
	for x := 0; x < len(row); {
		var c [4]uint8
		if err := in.full(c[:]); err != nil {
			return err
		}
		if c[0] != 1 || c[1] != 1 || c[2] != 1 {
			row[x] = c
			x, shift = x+1, 0
			continue
		}
		if shift > 16 {
			return errPacking
		}
		n := int(c[3]) << shift
		if x == 0 || n > len(row)-x {
			return errPacking
		}
		for i := range n {
			row[x+i] = row[x-1]
		}
		x, shift = x+n, shift+8
	}
	return nil
}
