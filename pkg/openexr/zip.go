package openexr

import (
	"bytes"
	"compress/zlib"
	"io"
)

// expandZIP unpacks a chunk of ZIP or ZIPS into raw, with as much spare memory.
func expandZIP(raw, spare, packed []byte) error {
	if err := inflate(spare, packed); err != nil {
		return err
	}
	join(raw, spare)
	return nil
}

// inflate fills raw with what packed is deflated from, which must be as long.
func inflate(raw, packed []byte) error {
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return errCorrupt
	}
	if _, err := io.ReadFull(z, raw); err != nil {
		return errCorrupt
	}
	// The checksum is compared at the end.
	if n, err := z.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		return errCorrupt
	}
	return nil
}

// expandRLE unpacks a chunk of runs into raw, with as much spare memory: a
// negative length is followed by so many bytes, another by one that appears so
// many times and once more.
func expandRLE(raw, spare, packed []byte) error {
	at := 0
	for len(packed) >= 2 {
		n := int(int8(packed[0]))
		packed = packed[1:]
		if n < 0 {
			n = -n
			if n > len(packed) || n > len(spare)-at {
				return errCorrupt
			}
			copy(spare[at:], packed[:n])
			packed = packed[n:]
		} else {
			n++
			if n > len(spare)-at {
				return errCorrupt
			}
			for i := range n {
				spare[at+i] = packed[0]
			}
			packed = packed[1:]
		}
		at += n
	}
	if at != len(spare) || len(packed) != 0 {
		return errCorrupt
	}
	join(raw, spare)
	return nil
}

// join undoes split. It changes the halves.
func join(raw, halves []byte) {
	for i := 1; i < len(halves); i++ {
		halves[i] += halves[i-1] - 128
	}
	odd := halves[(len(halves)+1)/2:]
	for i := range odd {
		raw[2*i], raw[2*i+1] = halves[i], odd[i]
	}
	if len(raw)%2 != 0 {
		raw[len(raw)-1] = halves[len(odd)]
	}
}

// ZIPLines is how many lines a chunk of ZIP has.
const ZIPLines = 16

// A ZIP packs chunks, in memory that it uses again. Its zero value is ready.
type ZIP struct {
	halves []byte
	packed bytes.Buffer
	writer *zlib.Writer
}

// zipLevel is the level of deflate that the OpenEXR library has too: higher ones
// take much longer and gain little.
const zipLevel = 4

// Pack is a chunk packed by ZIP, valid until the next one is: or raw, if that is
// not longer.
func (z *ZIP) Pack(raw []byte) ([]byte, error) {
	z.halves = grown(z.halves, len(raw))
	split(z.halves, raw)
	z.packed.Reset()
	if z.writer == nil {
		var err error
		if z.writer, err = zlib.NewWriterLevel(&z.packed, zipLevel); err != nil {
			return nil, err
		}
	} else {
		z.writer.Reset(&z.packed)
	}
	if _, err := z.writer.Write(z.halves); err != nil {
		return nil, err
	}
	if err := z.writer.Close(); err != nil {
		return nil, err
	}
	if z.packed.Len() >= len(raw) {
		return raw, nil
	}
	return z.packed.Bytes(), nil
}

// split puts the even bytes of raw before the odd ones, and replaces each by its
// difference from the one before it, plus 128: what deflate and runs are made of.
func split(halves, raw []byte) {
	odd := halves[(len(raw)+1)/2:]
	for i, b := range raw {
		if i%2 == 0 {
			halves[i/2] = b
		} else {
			odd[i/2] = b
		}
	}
	for i := len(halves) - 1; i > 0; i-- {
		halves[i] += 128 - halves[i-1]
	}
}
