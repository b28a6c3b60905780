// Package meshopt unpacks the bytes of glTF's EXT_meshopt_compression, as the
// extension's specification describes them.
//
// A stream is not trusted: what it does not hold is an error, and memory is
// taken for what the caller asks for and no more.
package meshopt

import (
	"errors"
	"fmt"
	"math"
)

var (
	errShort   = errors.New("the packed bytes end early")
	errVersion = errors.New("the bytes are packed in another way")
)

// Modes and filters, as files name them.
const (
	Attributes = "ATTRIBUTES"
	Triangles  = "TRIANGLES"
	Indices    = "INDICES"

	None        = "NONE"
	Octahedral  = "OCTAHEDRAL"
	Quaternion  = "QUATERNION"
	Exponential = "EXPONENTIAL"
)

// Unpack is count rows of stride bytes.
func Unpack(data []byte, count, stride int, mode, filter string) ([]byte, error) {
	if count < 0 || stride <= 0 || count > math.MaxInt32/stride {
		return nil, fmt.Errorf("%d rows of %d bytes are no table", count, stride)
	}
	wide := stride == 2 || stride == 4
	switch {
	case mode == Attributes && stride%4 == 0 && stride <= 256:
		rows, err := attributes(data, count, stride)
		if err == nil {
			err = unfilter(rows, stride, filter)
		}
		if err != nil {
			return nil, err
		}
		return rows, nil
	case mode == Triangles && wide && count%3 == 0:
		return triangles(data, count, stride)
	case mode == Indices && wide:
		return indices(data, count, stride)
	}
	return nil, fmt.Errorf("%d rows of %d bytes are not what the mode %.20q is for", count, stride, mode)
}

// zigzag is a number whose sign is its last bit.
func zigzag(v uint32) uint32 { return v>>1 ^ -(v & 1) }

// A stream is read byte by byte. Beyond its end there are zeros, and short is
// true.
type stream struct {
	data  []byte
	at    int
	short bool
}

func (s *stream) byte() byte {
	if s.at >= len(s.data) {
		s.short = true
		return 0
	}
	s.at++
	return s.data[s.at-1]
}

// number is one of up to five bytes, seven bits in each, the lowest first.
func (s *stream) number() (v uint32) {
	for shift := 0; shift < 35; shift += 7 {
		b := s.byte()
		v |= uint32(b&127) << shift
		if b < 128 {
			break
		}
	}
	return v
}
