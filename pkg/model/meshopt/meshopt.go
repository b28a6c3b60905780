// Package meshopt decodes the buffer views of glTF's EXT_meshopt_compression, after
// the extension's specification. Package gltf uses it.
//
// The data is not trusted: data that is too short or inconsistent is an error, and
// no more memory is allocated than the caller asks for.
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

// The modes and filters of the extension.
const (
	Attributes = "ATTRIBUTES"
	Triangles  = "TRIANGLES"
	Indices    = "INDICES"

	None        = "NONE"
	Octahedral  = "OCTAHEDRAL"
	Quaternion  = "QUATERNION"
	Exponential = "EXPONENTIAL"
)

// Decode returns count rows of stride bytes each.
func Decode(data []byte, count, stride int, mode, filter string) ([]byte, error) {
	if count < 0 || stride <= 0 || count > math.MaxInt32/stride {
		return nil, fmt.Errorf("%d rows of %d bytes are no table", count, stride)
	}
	wide := stride == 2 || stride == 4
	switch {
	case mode == Attributes && stride%4 == 0 && stride <= 256:
		rows, err := attributes(data, count, stride)
		if err == nil {
			err = decodeFilter(rows, stride, filter)
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

// zigzag decodes a signed number whose sign is the last bit.
func zigzag(v uint32) uint32 { return v>>1 ^ -(v & 1) }

// A stream is read byte by byte. Reading beyond its end gives zeros, and sets
// truncated.
type stream struct {
	data      []byte
	at        int
	truncated bool
}

func (s *stream) byte() byte {
	if s.at >= len(s.data) {
		s.truncated = true
		return 0
	}
	s.at++
	return s.data[s.at-1]
}

// number reads a varint of up to five bytes, seven bits in each, the lowest first.
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
