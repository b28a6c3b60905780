package openexr

import "encoding/binary"

// Sizes of the Huffman code of PIZ: a symbol for each word, and one more that
// repeats the last word.
const (
	huffmanSymbols = 1<<16 + 1
	huffmanLongest = 58 // bits
	huffmanFast    = 12 // bits of codes that are looked up
)

// expandHuffman fills words. What packed has is: the first and the last symbol
// that has a code, the length of the table in bytes, that of the data in bits, a
// reserved word; the table; the data. The last symbol is the one that repeats.
func expandHuffman(words []uint16, packed []byte) error {
	if len(packed) < 20 {
		return errCorrupt
	}
	first, last := binary.LittleEndian.Uint32(packed), binary.LittleEndian.Uint32(packed[4:])
	n := binary.LittleEndian.Uint32(packed[12:])
	if first > last || last >= huffmanSymbols {
		return errCorrupt
	}
	in := &bits{data: packed[20:]}
	code, err := readHuffman(in, int(first), int(last))
	if err != nil {
		return err
	}
	data := in.rest()
	if uint64(n) > 8*uint64(len(data)) {
		return errCorrupt
	}
	return code.decode(words, &bits{data: data}, int(n), int(last))
}

// A huffman is a canonical code. Of codes of the same length that of the next
// symbol is greater by one; a longer one, cut short, is less than all of them.
type huffman struct {
	symbols []uint32                   // by length, then by number
	start   [huffmanLongest + 1]int    // of each length in symbols
	count   [huffmanLongest + 1]uint64 // of codes
	least   [huffmanLongest + 1]uint64 // code

	fast [1 << huffmanFast]fastCode
}

// A fastCode is the symbol of a code that is short enough; length 0 is none.
type fastCode struct {
	symbol uint32
	length uint8
}

// readHuffman reads the lengths of the codes of all symbols from first to last,
// 6 bits each: 59 to 62 stand for 2 to 5 symbols without a code, 63 for 6 and as
// many as the next 8 bits say.
func readHuffman(in *bits, first, last int) (*huffman, error) {
	lengths := make([]uint8, last-first+1)
	h := &huffman{}
	for i := 0; i < len(lengths); {
		length, run := in.take(6), 1
		switch {
		case length == 63:
			length, run = 0, 6+int(in.take(8))
		case length >= 59:
			length, run = 0, int(length)-59+2
		}
		if in.short || run > len(lengths)-i {
			return nil, errCorrupt
		}
		lengths[i] = uint8(length)
		h.count[length] += uint64(run)
		i += run
	}
	h.count[0] = 0
	total := 0
	for l := 1; l <= huffmanLongest; l++ {
		h.start[l] = total
		total += int(h.count[l])
	}
	for l, c := huffmanLongest, uint64(0); l > 0; l-- {
		h.least[l] = c
		if c+h.count[l] > 1<<l {
			return nil, errCorrupt
		}
		c = (c + h.count[l]) / 2
	}
	h.symbols = make([]uint32, total)
	next := h.start
	for i, l := range lengths {
		if l != 0 {
			h.symbols[next[l]] = uint32(first + i)
			next[l]++
		}
	}
	h.fill()
	return h, nil
}

// fill makes the table of the short codes.
func (h *huffman) fill() {
	for l := 1; l <= huffmanFast; l++ {
		for i := range h.count[l] {
			code := (h.least[l] + i) << (huffmanFast - l)
			for k := range 1 << (huffmanFast - l) {
				h.fast[code+uint64(k)] = fastCode{h.symbols[h.start[l]+int(i)], uint8(l)}
			}
		}
	}
}

// decode fills words out of n bits, all of them.
func (h *huffman) decode(words []uint16, in *bits, n, repeat int) error {
	at := 0
	for n > 0 {
		symbol, length := h.symbol(in.peek())
		if n -= length; length == 0 || n < 0 {
			return errCorrupt
		}
		in.skip(length)
		if int(symbol) != repeat {
			if at == len(words) {
				return errCorrupt
			}
			words[at] = uint16(symbol)
			at++
			continue
		}
		if n -= 8; n < 0 || at == 0 {
			return errCorrupt
		}
		run := int(in.take(8))
		if run > len(words)-at {
			return errCorrupt
		}
		for i := range run {
			words[at+i] = words[at-1]
		}
		at += run
	}
	if at != len(words) {
		return errCorrupt
	}
	return nil
}

// symbol is the symbol whose code the next 58 bits or more begin with, and the
// length of that; 0 if there is none.
func (h *huffman) symbol(next uint64) (uint32, int) {
	if f := h.fast[next>>(64-huffmanFast)]; f.length != 0 {
		return f.symbol, int(f.length)
	}
	for l := huffmanFast + 1; l <= huffmanLongest; l++ {
		code := next >> (64 - l)
		if code >= h.least[l] && code-h.least[l] < h.count[l] {
			return h.symbols[h.start[l]+int(code-h.least[l])], l
		}
	}
	return 0, 0
}

// A bits is bits, the highest of each byte first. Behind the last are zeros.
type bits struct {
	data  []byte
	at    int    // of the byte behind those in next
	next  uint64 // the next ones, from the highest on
	have  int    // of them
	short bool   // more were taken than there are
}

// peek is the next 64 bits.
func (b *bits) peek() uint64 {
	for b.have <= 56 && b.at < len(b.data) {
		b.next |= uint64(b.data[b.at]) << (56 - b.have)
		b.at, b.have = b.at+1, b.have+8
	}
	if b.have > 56 && b.at < len(b.data) {
		return b.next | uint64(b.data[b.at])>>(b.have-56)
	}
	return b.next
}

// skip takes n bits, 58 at most, that peek has shown.
func (b *bits) skip(n int) {
	if n > b.have { // a part of a byte that peek has shown, if there is one
		if b.at == len(b.data) {
			b.short, b.next, b.have = true, 0, 0
			return
		}
		n -= b.have
		b.next, b.have = uint64(b.data[b.at])<<56, 8
		b.at++
	}
	b.next, b.have = b.next<<n, b.have-n
}

func (b *bits) take(n int) uint64 {
	v := b.peek() >> (64 - n)
	b.skip(n)
	return v
}

// rest is the bytes of which no bit was taken.
func (b *bits) rest() []byte { return b.data[b.at-b.have/8:] }
