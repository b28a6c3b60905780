package film

import (
	"encoding/binary"
	"image"
	"math"
	"slices"
)

// An exr is the layout of the OpenEXR files written here: a single part of scan
// lines, channels sorted by name, in all tiles and most images of float32 without
// compression. Each scan line is a chunk of the same length then, so its place
// follows from its number. The format is that of "OpenEXR File Layout",
// https://openexr.com/en/latest/OpenEXRFileLayout.html; all numbers are little
// endian.
type exr struct {
	data        image.Rectangle // the pixels in the file
	display     image.Rectangle // the image they belong to
	channels    []exrChannel    // sorted by name
	compression byte            // exrNone or exrZIP
	tile        []attribute     // of a tile, by name; an image has none
}

// newEXR is the layout of pixels that have the named channels beside R, G and
// B, which render.CheckChannels has passed.
func newEXR(data, display image.Rectangle, channels []string, tile ...attribute) exr {
	return exr{data: data, display: display, channels: exrChannels(channels), tile: tile}
}

// An attribute is a named and typed value of an OpenEXR header.
type attribute struct {
	name, kind string
	value      []byte
}

const (
	exrMagic     = 20000630
	exrVersion   = 2       // and no flag: a single part, scan lines, short names
	exrLongNames = 1 << 10 // the flag of names longer than exrShortName
	exrShortName = 31      // bytes

	exrNone = 0 // compression
	exrZIP  = 3 // of 16 lines together
)

// attributes are the entries of the header, sorted by name as the library
// itself writes them.
func (e exr) attributes() []attribute {
	one := binary.LittleEndian.AppendUint32(nil, math.Float32bits(1))
	list := []attribute{
		{"channels", "chlist", channelList(e.channels)},
		{"compression", "compression", []byte{e.compression}},
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

// header is all that precedes the chunks: what start is, and the table of the
// chunks' offsets.
func (e exr) header() []byte {
	b := e.start()
	first := len(b) + 8*e.data.Dy()
	for i := range e.data.Dy() {
		b = binary.LittleEndian.AppendUint64(b, uint64(first+i*e.chunkSize()))
	}
	return b
}

// start is the magic number, the version, and the attributes.
func (e exr) start() []byte {
	b := make([]byte, 0, 1024+8*e.data.Dy())
	b = binary.LittleEndian.AppendUint32(b, exrMagic)
	b = binary.LittleEndian.AppendUint32(b, e.version())
	for _, a := range e.attributes() {
		b = append(append(b, a.name...), 0)
		b = append(append(b, a.kind...), 0)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(a.value)))
		b = append(b, a.value...)
	}
	return append(b, 0)
}

// encodeEXR writes an image in the layout that tiles have, or packed.
func encodeEXR(w output, p picture) error {
	if p.depth == 16 {
		return encodeHalfEXR(w, p)
	}
	all := image.Rectangle{Max: p.size}
	layout := newEXR(all, all, p.channels)
	if _, err := w.Write(layout.header()); err != nil {
		return err
	}
	var chunk []byte
	for y := range p.size.Y {
		l, err := p.row(y)
		if err != nil {
			return err
		}
		chunk = layout.appendChunk(chunk[:0], y, l)
		if _, err := w.Write(chunk); err != nil {
			return err
		}
	}
	return nil
}

// version is the format's version, with its flags.
func (e exr) version() uint32 {
	if slices.ContainsFunc(e.channels, func(c exrChannel) bool { return len(c.name) > exrShortName }) {
		return exrVersion | exrLongNames
	}
	return exrVersion
}

// chunkSize is the length of one scan line: its y, its size, its pixels.
func (e exr) chunkSize() int { return 8 + e.lineSize() }

func (e exr) lineSize() int { return 4 * len(e.channels) * e.data.Dx() }

// appendChunk adds scan line y, whose pixels are l, to b.
func (e exr) appendChunk(b []byte, y int, l Line) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(int32(y)))
	b = binary.LittleEndian.AppendUint32(b, uint32(e.lineSize()))
	return e.appendLine(b, l)
}

// readChunk reads scan line y into l, and reports whether it is that line. Of
// channels that l has no room for no values are taken.
func (e exr) readChunk(chunk []byte, y int, l Line) bool {
	if binary.LittleEndian.Uint32(chunk) != uint32(int32(y)) ||
		binary.LittleEndian.Uint32(chunk[4:]) != uint32(e.lineSize()) {
		return false
	}
	pix, size := chunk[8:], 4*e.data.Dx()
	for k, c := range e.channels {
		values, step := c.in(l)
		plane := pix[k*size : (k+1)*size]
		for i := 0; i < len(values) && len(plane) >= 4; i += step {
			values[i] = math.Float32frombits(binary.LittleEndian.Uint32(plane))
			plane = plane[4:]
		}
	}
	return true
}

// exrBox is r as OpenEXR has it: both corners belong to it.
func exrBox(r image.Rectangle) []byte {
	var b []byte
	for _, v := range []int{r.Min.X, r.Min.Y, r.Max.X - 1, r.Max.Y - 1} {
		b = binary.LittleEndian.AppendUint32(b, uint32(int32(v)))
	}
	return b
}
