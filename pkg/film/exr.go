package film

import (
	"encoding/binary"
	"image"
	"math"
)

// An exr is the layout of the one kind of OpenEXR file written here: a single
// part of scan lines, the float32 channels B, G and R, no compression. Each
// scan line is a chunk of the same length, so its place follows from its
// number. The format is that of "OpenEXR File Layout",
// https://openexr.com/en/latest/OpenEXRFileLayout.html; all numbers are little
// endian.
type exr struct {
	data    image.Rectangle // the pixels in the file
	display image.Rectangle // the image they belong to
	tile    []attribute     // of a tile, by name; an image has none
}

// An attribute is a named and typed value of an OpenEXR header.
type attribute struct {
	name, kind string
	value      []byte
}

const (
	exrMagic   = 20000630
	exrVersion = 2 // and no flag: a single part, scan lines, short names
	exrFloat   = 2 // the pixel type of a channel
)

// attributes are the entries of the header, sorted by name as the library
// itself writes them.
func (e exr) attributes() []attribute {
	one := binary.LittleEndian.AppendUint32(nil, math.Float32bits(1))
	list := []attribute{
		{"channels", "chlist", exrChannels()},
		{"compression", "compression", []byte{0}}, // none
		{"dataWindow", "box2i", exrBox(e.data)},
		{"displayWindow", "box2i", exrBox(e.display)},
		{"lineOrder", "lineOrder", []byte{0}}, // increasing y
	}
	list = append(list, e.tile...)
	return append(list,
		attribute{"pixelAspectRatio", "float", one},
		attribute{"screenWindowCenter", "v2f", make([]byte, 8)},
		attribute{"screenWindowWidth", "float", one},
	)
}

// header is all that precedes the chunks: magic number, version, attributes
// and the table of the chunks' offsets.
func (e exr) header() []byte {
	b := make([]byte, 0, 1024+8*e.data.Dy())
	b = binary.LittleEndian.AppendUint32(b, exrMagic)
	b = binary.LittleEndian.AppendUint32(b, exrVersion)
	for _, a := range e.attributes() {
		b = append(append(b, a.name...), 0)
		b = append(append(b, a.kind...), 0)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(a.value)))
		b = append(b, a.value...)
	}
	b = append(b, 0)
	first := len(b) + 8*e.data.Dy()
	for i := range e.data.Dy() {
		b = binary.LittleEndian.AppendUint64(b, uint64(first+i*e.chunkSize()))
	}
	return b
}

// chunkSize is the length of one scan line: its y, its size, its pixels.
func (e exr) chunkSize() int { return 8 + 12*e.data.Dx() }

// appendChunk adds scan line y, whose pixels are R, G, B, to b.
func (e exr) appendChunk(b []byte, y int, rgb []float32) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(int32(y)))
	b = binary.LittleEndian.AppendUint32(b, uint32(12*e.data.Dx()))
	for c := 2; c >= 0; c-- { // the file has B first
		for i := c; i < len(rgb); i += 3 {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(rgb[i]))
		}
	}
	return b
}

// readChunk reads scan line y into rgb, and reports whether it is that line.
// A nil rgb takes no pixels.
func (e exr) readChunk(chunk []byte, y int, rgb []float32) bool {
	if binary.LittleEndian.Uint32(chunk) != uint32(int32(y)) ||
		binary.LittleEndian.Uint32(chunk[4:]) != uint32(12*e.data.Dx()) {
		return false
	}
	n := len(rgb) / 3
	pix := chunk[8:]
	for c := range 3 {
		plane := pix[4*c*n : 4*(c+1)*n]
		for i := 2 - c; i < len(rgb) && len(plane) >= 4; i += 3 {
			rgb[i] = math.Float32frombits(binary.LittleEndian.Uint32(plane))
			plane = plane[4:]
		}
	}
	return true
}

// exrChannels is the list of channels, which the format wants sorted by name.
func exrChannels() []byte {
	var b []byte
	for _, name := range []string{"B", "G", "R"} {
		b = append(append(b, name...), 0)
		b = binary.LittleEndian.AppendUint32(b, exrFloat)
		b = append(b, 0, 0, 0, 0)                  // not perceptually linear; reserved
		b = binary.LittleEndian.AppendUint32(b, 1) // sampled at every x
		b = binary.LittleEndian.AppendUint32(b, 1) // and at every y
	}
	return append(b, 0)
}

// exrBox is r as OpenEXR has it: both corners belong to it.
func exrBox(r image.Rectangle) []byte {
	var b []byte
	for _, v := range []int{r.Min.X, r.Min.Y, r.Max.X - 1, r.Max.Y - 1} {
		b = binary.LittleEndian.AppendUint32(b, uint32(int32(v)))
	}
	return b
}
