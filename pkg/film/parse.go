package film

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"io"

	"mosaic/pkg/render"
)

// A header of a few channels is shorter than usualHeader, and none that can be
// valid is as long as maxHeader.
const (
	usualHeader = 4 << 10
	maxHeader   = usualHeader + (render.MaxChannels+3)*(render.MaxChannelName+1+len(exrEntry))
)

// readHeader reads what a tile's header says, up to the table of its rows,
// and refuses every header that WriteTile would not have written. It returns the
// beginning of the file too, as far as it has read it.
func readHeader(r io.ReaderAt) (h Header, sum [32]byte, found []byte, err error) {
	for _, size := range []int{usualHeader, maxHeader} {
		buf := make([]byte, size)
		n, err := r.ReadAt(buf, 0)
		if err != nil && !errors.Is(err, io.EOF) {
			return Header{}, [32]byte{}, nil, err
		}
		version, list, err := parseAttributes(buf[:n])
		if n == size && errors.Is(err, errHeaderCut) {
			continue
		}
		if err != nil {
			return Header{}, [32]byte{}, nil, err
		}
		h, sum, err := parseHeader(version, list)
		return h, sum, buf[:n], err
	}
	return Header{}, [32]byte{}, nil, fmt.Errorf("not a tile: the OpenEXR header does not end within %d bytes", maxHeader)
}

// parseHeader turns attributes into a header and the file's checksum.
func parseHeader(version uint32, list []attribute) (h Header, sum [32]byte, err error) {
	value := map[string][]byte{}
	for _, a := range list {
		value[a.name] = a.value
	}
	for _, name := range []string{specAttribute, tileAttribute, sumAttribute} {
		if _, ok := value[name]; !ok {
			return h, sum, fmt.Errorf("not a tile: the OpenEXR header has no attribute %s", name)
		}
	}
	if n, err := hex.Decode(sum[:], trim(value[sumAttribute], 64)); err != nil || n != len(sum) {
		return h, sum, errors.New("corrupt: the checksum is no hexadecimal SHA-256")
	}
	h.Spec = string(value[specAttribute])
	if v := value[tileAttribute]; len(v) == 4 {
		h.Index = int(int32(binary.LittleEndian.Uint32(v)))
	}
	h.Rect = parseBox(value["dataWindow"])
	h.Image = parseBox(value["displayWindow"])
	h.Channels = parseChannels(value["channels"])
	if err := h.validate(); err != nil {
		return h, sum, fmt.Errorf("corrupt: %w", err)
	}
	layout := h.layout(sum)
	if want := layout.version(); version != want {
		return h, sum, fmt.Errorf("corrupt: OpenEXR version and flags %#x, not %#x", version, want)
	}
	attributes := layout.attributes()
	if n := len(attributes); len(list) > n {
		return h, sum, fmt.Errorf("corrupt: the header has an attribute too many, %q", list[n].name)
	}
	for i, want := range attributes {
		if i >= len(list) {
			return h, sum, fmt.Errorf("corrupt: the header has no attribute %s", want.name)
		}
		if a := list[i]; a.name != want.name || a.kind != want.kind || !bytes.Equal(a.value, want.value) {
			return h, sum, fmt.Errorf("corrupt: the header's attribute %s is not that of a tile", want.name)
		}
	}
	return h, sum, nil
}

// errHeaderCut is the error of a header that does not end.
var errHeaderCut = errors.New("truncated within the header")

// parseAttributes cuts the beginning of an OpenEXR file into its version, with
// flags, and its attributes.
func parseAttributes(b []byte) (version uint32, list []attribute, err error) {
	if len(b) < 8 || binary.LittleEndian.Uint32(b) != exrMagic {
		return 0, nil, errors.New("not an OpenEXR file")
	}
	version = binary.LittleEndian.Uint32(b[4:])
	if version&^exrLongNames != exrVersion {
		return 0, nil, fmt.Errorf("not a tile: OpenEXR version and flags %#x, not a single part of scan lines", version)
	}
	b = b[8:]
	for {
		name, rest, ok := bytes.Cut(b, []byte{0})
		if ok && len(name) == 0 {
			return version, list, nil
		}
		kind, rest, ok2 := bytes.Cut(rest, []byte{0})
		if !ok || !ok2 || len(rest) < 4 {
			return 0, nil, errHeaderCut
		}
		size := binary.LittleEndian.Uint32(rest)
		rest = rest[4:]
		if uint64(size) > uint64(len(rest)) {
			return 0, nil, errHeaderCut
		}
		list = append(list, attribute{string(name), string(kind), rest[:size]})
		b = rest[size:]
	}
}

// parseBox is the rectangle that exrBox wrote; empty if it did not.
func parseBox(b []byte) image.Rectangle {
	if len(b) != 16 {
		return image.Rectangle{}
	}
	at := func(i int) int { return int(int32(binary.LittleEndian.Uint32(b[i:]))) }
	return image.Rectangle{
		Min: image.Point{X: at(0), Y: at(4)},
		Max: image.Point{X: at(8) + 1, Y: at(12) + 1},
	}
}

// trim is b, cut to n bytes.
func trim(b []byte, n int) []byte { return b[:min(n, len(b))] }
