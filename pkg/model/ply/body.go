package ply

import (
	"encoding/binary"
	"fmt"
	"math"

	"mosaic/pkg/model/soup"
)

// A format is how numbers are encoded.
type format uint8

const (
	ascii format = iota + 1
	little
	big
)

var formats = map[string]format{"ascii": ascii, "binary_little_endian": little, "binary_big_endian": big}

// A body reads what follows the header, which is only numbers. It keeps the first
// error; the numbers after it are 0.
type body struct {
	format format
	data   []byte
	at     int          // offset in data, if it is binary
	text   soup.Scanner // if the format is ascii
	err    error
}

// start begins the body where the header ends.
func (b *body) start(data []byte, s soup.Scanner) {
	b.data, b.at, b.text = data, s.Offset(), s
}

// checkLength is an error if the file is too short for the rows of an element.
func (b *body) checkLength(e *element) error {
	row := 0
	for _, p := range e.properties {
		switch {
		case b.format == ascii:
			row += 2 // a digit and a blank
		case p.list:
			row += sizes[p.lengthType]
		default:
			row += sizes[p.typ]
		}
	}
	left := b.remaining() + 1 // the last blank may be missing
	if row > 0 && e.count > left/row {
		return fmt.Errorf("the file is too short for %d rows of %s: it is cut off; copy it again", e.count, soup.Quote(e.name))
	}
	return nil
}

func (b *body) remaining() int {
	if b.format == ascii {
		return b.text.Remaining()
	}
	return len(b.data) - b.at
}

func (b *body) fail(err error) float64 {
	if b.err == nil {
		location := fmt.Sprintf("byte %d", b.at)
		if b.format == ascii {
			location = fmt.Sprintf("line %d", b.text.Line())
		}
		b.err = errorAt(location, err)
	}
	return 0
}

var errCutOff = fmt.Errorf("the file ends here: it is cut off; copy it again")

// number reads the next number.
func (b *body) number(k scalarType) float64 {
	if b.err != nil {
		return 0
	}
	if b.format == ascii {
		return b.word()
	}
	size := sizes[k]
	if rest := b.data[b.at:]; k == float32s && b.format == little && len(rest) >= 4 { // the most common case
		b.at += 4
		return float64(math.Float32frombits(binary.LittleEndian.Uint32(rest)))
	}
	if len(b.data)-b.at < size {
		return b.fail(errCutOff)
	}
	p := b.data[b.at : b.at+size]
	b.at += size
	var x uint64
	switch {
	case size == 1:
		x = uint64(p[0])
	case size == 2 && b.format == little:
		x = uint64(binary.LittleEndian.Uint16(p))
	case size == 4 && b.format == little:
		x = uint64(binary.LittleEndian.Uint32(p))
	case size == 8 && b.format == little:
		x = binary.LittleEndian.Uint64(p)
	case size == 2:
		x = uint64(binary.BigEndian.Uint16(p))
	case size == 4:
		x = uint64(binary.BigEndian.Uint32(p))
	default:
		x = binary.BigEndian.Uint64(p)
	}
	switch k {
	case int8s:
		return float64(int8(x))
	case int16s:
		return float64(int16(x))
	case int32s:
		return float64(int32(x))
	case float32s:
		return float64(math.Float32frombits(uint32(x)))
	case float64s:
		return math.Float64frombits(x)
	}
	return float64(x)
}

// word reads the next number of a text.
func (b *body) word() float64 {
	if !b.text.SeekWord() {
		return b.fail(errCutOff)
	}
	x, err := b.text.Float()
	if err != nil {
		return b.fail(err)
	}
	return x
}

// length reads the length of a list, for which the file is long enough.
func (b *body) length(p property) int {
	x := b.number(p.lengthType)
	size := sizes[p.typ]
	if b.format == ascii {
		size = 2
	}
	if !(x >= 0 && x == math.Trunc(x)) {
		b.fail(fmt.Errorf("%g is no length of a list", x))
	} else if x > float64((b.remaining()+1)/size) {
		b.fail(fmt.Errorf("the file ends within a list of %g: it is cut off; copy it again", x))
	}
	if b.err != nil {
		return 0
	}
	return int(x)
}

// skip skips a property of a row.
func (b *body) skip(p property) {
	n := 1
	if p.list {
		n = b.length(p)
	}
	if b.format == ascii {
		for range n {
			b.word()
		}
		return
	}
	if n *= sizes[p.typ]; n > b.remaining() {
		b.fail(errCutOff)
		return
	}
	b.at += n
}
