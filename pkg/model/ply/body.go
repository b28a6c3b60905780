package ply

import (
	"encoding/binary"
	"fmt"
	"math"

	"mosaic/pkg/model/soup"
)

// A format says how numbers are written.
type format uint8

const (
	ascii format = iota + 1
	little
	big
)

var formats = map[string]format{"ascii": ascii, "binary_little_endian": little, "binary_big_endian": big}

// A body is what follows the header: numbers and nothing else. After the first
// fault, which it keeps, its numbers are 0.
type body struct {
	format format
	data   []byte
	at     int          // unless in text
	text   soup.Scanner // if in text
	err    error
}

// take begins the body where the header ends.
func (b *body) take(data []byte, s soup.Scanner) {
	b.data, b.at, b.text = data, s.At(), s
}

// fits says whether the rows of an element can be there, by their number.
func (b *body) fits(e *element) error {
	row := 0
	for _, p := range e.properties {
		switch {
		case b.format == ascii:
			row += 2 // a digit and a blank
		case p.list:
			row += sizes[p.length]
		default:
			row += sizes[p.kind]
		}
	}
	left := b.left() + 1 // the last blank may be missing
	if row > 0 && e.count > left/row {
		return fmt.Errorf("the file is too short for %d rows of %s: it is cut off; copy it again", e.count, soup.Quote(e.name))
	}
	return nil
}

func (b *body) left() int {
	if b.format == ascii {
		return b.text.Left()
	}
	return len(b.data) - b.at
}

func (b *body) fail(err error) float64 {
	if b.err == nil {
		place := fmt.Sprintf("byte %d", b.at)
		if b.format == ascii {
			place = fmt.Sprintf("line %d", b.text.Line())
		}
		b.err = at(place, err)
	}
	return 0
}

var errCutOff = fmt.Errorf("the file ends here: it is cut off; copy it again")

// number is the next one.
func (b *body) number(k kind) float64 {
	if b.err != nil {
		return 0
	}
	if b.format == ascii {
		return b.word()
	}
	size := sizes[k]
	if rest := b.data[b.at:]; k == float32s && b.format == little && len(rest) >= 4 { // as it is most often
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

// word is the next number of a text.
func (b *body) word() float64 {
	if !b.text.Skip() {
		return b.fail(errCutOff)
	}
	x, err := b.text.Float()
	if err != nil {
		return b.fail(err)
	}
	return x
}

// length is the length of a list, all of whose numbers can be there.
func (b *body) length(p property) int {
	x := b.number(p.length)
	size := sizes[p.kind]
	if b.format == ascii {
		size = 2
	}
	if !(x >= 0 && x == math.Trunc(x)) {
		b.fail(fmt.Errorf("%g is no length of a list", x))
	} else if x > float64((b.left()+1)/size) {
		b.fail(fmt.Errorf("the file ends within a list of %g: it is cut off; copy it again", x))
	}
	if b.err != nil {
		return 0
	}
	return int(x)
}

// skip goes over a property of a row.
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
	if n *= sizes[p.kind]; n > b.left() {
		b.fail(errCutOff)
		return
	}
	b.at += n
}
