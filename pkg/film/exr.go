package film

import (
	"encoding/binary"
	"image"
	"math"
	"slices"
	"strings"

	"mosaic/pkg/render"
)

// An exr is the layout of the one kind of OpenEXR file written here: a single
// part of scan lines, the float32 channels B, G and R and those of layers, no
// compression. Each scan line is a chunk of the same length, so its place follows from its
// number. The format is that of "OpenEXR File Layout",
// https://openexr.com/en/latest/OpenEXRFileLayout.html; all numbers are little
// endian.
type exr struct {
	data    image.Rectangle // the pixels in the file
	display image.Rectangle // the image they belong to
	layers  render.Layers   // beside the colour
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
		{"channels", "chlist", channelList(e.layers)},
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
func (e exr) chunkSize() int { return 8 + e.lineSize() }

func (e exr) lineSize() int { return 4 * len(exrChannels[e.layers]) * e.data.Dx() }

// appendChunk adds scan line y, whose pixels are l, to b.
func (e exr) appendChunk(b []byte, y int, l line) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(int32(y)))
	b = binary.LittleEndian.AppendUint32(b, uint32(e.lineSize()))
	for _, c := range exrChannels[e.layers] {
		part := l[c.part]
		for i := c.first; i < len(part); i += c.step {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(part[i]))
		}
	}
	return b
}

// readChunk reads scan line y into l, and reports whether it is that line. Of
// parts that l does not have, or that are nil, no pixels are taken.
func (e exr) readChunk(chunk []byte, y int, l line) bool {
	if binary.LittleEndian.Uint32(chunk) != uint32(int32(y)) ||
		binary.LittleEndian.Uint32(chunk[4:]) != uint32(e.lineSize()) {
		return false
	}
	pix, size := chunk[8:], 4*e.data.Dx()
	for k, c := range exrChannels[e.layers] {
		if c.part >= len(l) {
			continue
		}
		part, plane := l[c.part], pix[k*size:(k+1)*size]
		for i := c.first; i < len(part) && len(plane) >= 4; i += c.step {
			part[i] = math.Float32frombits(binary.LittleEndian.Uint32(plane))
			plane = plane[4:]
		}
	}
	return true
}

// An exrChannel is a channel of a file, and where its values are in a line.
type exrChannel struct {
	name        string
	part        int // of the line
	first, step int // in that part
}

// exrChannels is the channels of a file with each set of layers, sorted by
// name, as the format wants them.
var exrChannels = func() (all [16][]exrChannel) {
	for i := range all {
		list := []exrChannel{{"B", 0, 2, 3}, {"G", 0, 1, 3}, {"R", 0, 0, 3}}
		for k, kind := range render.Layers(i).Each() {
			names := layerChannels(kind)
			for c, name := range names {
				list = append(list, exrChannel{kind.String() + "." + name, 1 + k, c, len(names)})
			}
		}
		slices.SortFunc(list, func(a, b exrChannel) int { return strings.Compare(a.name, b.name) })
		all[i] = list
	}
	return all
}()

// channelList is the channels as the header has them.
func channelList(layers render.Layers) []byte {
	var b []byte
	for _, c := range exrChannels[layers] {
		b = append(append(b, c.name...), 0)
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
