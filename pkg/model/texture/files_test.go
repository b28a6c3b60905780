package texture

import (
	"encoding/binary"
	"hash/crc32"
)

// sized is the PNG with another size in its header.
func sized(data []byte, width, height uint32) []byte {
	binary.BigEndian.PutUint32(data[16:], width)
	binary.BigEndian.PutUint32(data[20:], height)
	binary.BigEndian.PutUint32(data[29:], crc32.ChecksumIEEE(data[12:29]))
	return data
}

// losslessWebP is a lossless WebP of one colour.
func losslessWebP(width, height int, c [4]uint8) []byte {
	var stream []byte
	used := 0
	put := func(v, bits int) {
		for i := range bits {
			if used%8 == 0 {
				stream = append(stream, 0)
			}
			stream[used/8] |= byte(v >> i & 1 << (used % 8))
			used++
		}
	}
	put(0x2f, 8)
	put(width-1, 14)
	put(height-1, 14)
	put(1, 4) // has alpha; version 0
	put(0, 3) // no transforms, no cache, one set of codes
	for _, v := range []uint8{c[1], c[0], c[2], c[3], 0} {
		put(0b101, 3) // one symbol, of 8 bits: it needs none in the stream
		put(int(v), 8)
	}
	if len(stream)%2 != 0 {
		stream = append(stream, 0)
	}
	chunk := func(name string, data []byte) []byte {
		return append(binary.LittleEndian.AppendUint32([]byte(name), uint32(len(data))), data...)
	}
	return chunk("RIFF", append([]byte("WEBP"), chunk("VP8L", stream)...))
}
