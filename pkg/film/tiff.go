package film

import (
	"encoding/binary"
	"image"
	"io"
	"math"
	"slices"
)

// encodeTIFF writes a baseline RGB image of "TIFF, Revision 6.0" (Adobe, 1992),
// section 6, with 16 bits a channel: the directory, then the rows as
// uncompressed strips. Alpha is an extra sample of section 18. Where 32-bit
// offsets cannot reach the end it writes BigTIFF, which has the same entries
// with wider numbers.
func encodeTIFF(w output, p picture) error {
	t := newTIFF(p.size, p.alpha(), false)
	if t.end() > math.MaxUint32 {
		t = newTIFF(p.size, p.alpha(), true)
	}
	return t.encode(w, p.row)
}

// stripSize is about how many bytes a strip has.
const stripSize = 256 << 10

// A tiff is the layout of a file: header, directory, values of the directory
// that do not fit into it, strips.
type tiff struct {
	size    image.Point
	samples int // of a pixel, of 16 bits: R, G, B and perhaps alpha
	big     bool
	strip   int // rows of a strip; the last one may have fewer
	entries []tiffEntry
}

// A tiffEntry is a field of the directory, with all its values.
type tiffEntry struct {
	tag    uint16
	kind   uint16 // tiffShort and so on
	values []uint64
}

// The types of fields, by the numbers of the format.
const (
	tiffShort    = 3  // 16 bits
	tiffLong     = 4  // 32 bits
	tiffRational = 5  // two of 32 bits
	tiffLong8    = 16 // 64 bits, BigTIFF only
)

func newTIFF(size image.Point, alpha, big bool) *tiff {
	t := &tiff{size: size, samples: 3, big: big}
	if alpha {
		t.samples = 4
	}
	t.strip = min(max(1, stripSize/t.rowSize()), size.Y)
	n := (size.Y + t.strip - 1) / t.strip
	offsets, counts := make([]uint64, n), make([]uint64, n)
	long := uint16(tiffLong)
	if big {
		long = tiffLong8
	}
	t.entries = []tiffEntry{
		{256, tiffLong, []uint64{uint64(size.X)}},                // ImageWidth
		{257, tiffLong, []uint64{uint64(size.Y)}},                // ImageLength
		{258, tiffShort, slices.Repeat([]uint64{16}, t.samples)}, // BitsPerSample
		{259, tiffShort, []uint64{1}},                            // Compression: none
		{262, tiffShort, []uint64{2}},                            // PhotometricInterpretation: RGB
		{273, long, offsets},                                     // StripOffsets
		{277, tiffShort, []uint64{uint64(t.samples)}},            // SamplesPerPixel
		{278, tiffLong, []uint64{uint64(t.strip)}},               // RowsPerStrip
		{279, long, counts},                                      // StripByteCounts
		{282, tiffRational, []uint64{72, 1}},                     // XResolution
		{283, tiffRational, []uint64{72, 1}},                     // YResolution
		{284, tiffShort, []uint64{1}},                            // PlanarConfiguration: R, G, B of a pixel together
		{296, tiffShort, []uint64{2}},                            // ResolutionUnit: inch
	}
	if alpha {
		t.entries = append(t.entries, tiffEntry{338, tiffShort, []uint64{2}}) // ExtraSamples: unassociated alpha
	}
	at := t.start()
	for i := range n {
		rows := min(t.strip, size.Y-i*t.strip)
		offsets[i], counts[i] = at, uint64(rows*t.rowSize())
		at += counts[i]
	}
	return t
}

// start is where the first strip begins, and end where the last one ends.
func (t *tiff) start() uint64 {
	head, rest := t.directory(0)
	return uint64(len(head) + len(rest))
}

func (t *tiff) end() uint64 {
	return t.start() + uint64(t.size.Y)*uint64(t.rowSize())
}

// rowSize is the bytes of a row.
func (t *tiff) rowSize() int { return 2 * t.samples * t.size.X }

// directory is the file up to the strips: the part whose length is fixed, and
// the values that lie behind it, from byte outside on.
func (t *tiff) directory(outside uint64) (head, values []byte) {
	le := binary.LittleEndian
	word := func(b []byte, v uint64) []byte { // as wide as an offset
		if t.big {
			return le.AppendUint64(b, v)
		}
		return le.AppendUint32(b, uint32(v))
	}
	if t.big {
		head = append(head, 'I', 'I', 43, 0, 8, 0, 0, 0)
		head = word(head, 16)
		head = le.AppendUint64(head, uint64(len(t.entries)))
	} else {
		head = append(head, 'I', 'I', 42, 0)
		head = word(head, 8)
		head = le.AppendUint16(head, uint16(len(t.entries)))
	}
	width := len(word(nil, 0))
	for _, e := range t.entries {
		head = le.AppendUint16(head, e.tag)
		head = le.AppendUint16(head, e.kind)
		data, count := e.encode()
		head = word(head, uint64(count))
		if len(data) <= width {
			head = append(append(head, data...), make([]byte, width-len(data))...)
			continue
		}
		head = word(head, outside+uint64(len(values)))
		values = append(append(values, data...), make([]byte, -len(data)&7)...)
	}
	return word(head, 0), values // no second directory
}

// encode is the entry's values and their number.
func (e tiffEntry) encode() (data []byte, count int) {
	for _, v := range e.values {
		switch e.kind {
		case tiffShort:
			data = binary.LittleEndian.AppendUint16(data, uint16(v))
		case tiffLong, tiffRational:
			data = binary.LittleEndian.AppendUint32(data, uint32(v))
		case tiffLong8:
			data = binary.LittleEndian.AppendUint64(data, v)
		}
	}
	if e.kind == tiffRational {
		return data, len(e.values) / 2
	}
	return data, len(e.values)
}

// encode writes the file.
func (t *tiff) encode(w io.Writer, row func(y int) (Line, error)) error {
	head, _ := t.directory(0)
	head, values := t.directory(uint64(len(head)))
	if _, err := w.Write(append(head, values...)); err != nil {
		return err
	}
	table := srgbTable()
	var bytes []byte
	for y := range t.size.Y {
		l, err := row(y)
		if err != nil {
			return err
		}
		bytes = bytes[:0]
		for i, v := range l.Color {
			bytes = binary.LittleEndian.AppendUint16(bytes, table.code(v))
			if t.samples == 4 && i%3 == 2 {
				bytes = binary.LittleEndian.AppendUint16(bytes, alphaCode(l.Planes[0][i/3]))
			}
		}
		if _, err := w.Write(bytes); err != nil {
			return err
		}
	}
	return nil
}
