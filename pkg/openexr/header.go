package openexr

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"slices"
)

// Flags beside the version, in the second word of a file.
const (
	version       = 2
	versionMask   = 0xff
	flagTiled     = 1 << 9
	flagLongNames = 1 << 10
	flagDeep      = 1 << 11
	flagMultipart = 1 << 12
)

// Limits of a header.
const (
	maxName     = 255
	maxValue    = 1 << 20 // bytes of an attribute that matters; others are skipped
	maxChannels = 4096
	maxParts    = 4096
	maxCorner   = 1 << 30 // of a window, either way

	channelEntry = 16 // bytes of a channel behind its name
)

var errCut = errors.New("the header ends early: the file is truncated")

// New reads the header of a file of so many bytes.
func New(file io.ReaderAt, size int64) (*Picture, error) {
	h := &header{
		buffer: bufio.NewReaderSize(io.NewSectionReader(file, 0, size), 4096),
		left:   size,
	}
	start, err := h.bytes(8)
	if err != nil || string(start[:4]) != Magic {
		return nil, errors.New("is not an OpenEXR file")
	}
	flags := binary.LittleEndian.Uint32(start[4:])
	if v := flags & versionMask; v != version {
		return nil, fmt.Errorf("is version %d of OpenEXR: save it as version 2", v)
	}
	if flags&^(versionMask|flagTiled|flagLongNames|flagDeep|flagMultipart) != 0 {
		return nil, fmt.Errorf("has flags %#x, which are unknown: save it again as a plain OpenEXR file", flags)
	}
	p := &Picture{file: file, size: size, multipart: flags&flagMultipart != 0}
	if _, err := h.part(p.attribute); err != nil {
		return nil, err
	}
	if p.multipart {
		if err := h.skipParts(); err != nil {
			return nil, err
		}
	}
	p.offsets = size - h.left
	return p, p.check(h, flags)
}

// A header is being read.
type header struct {
	buffer *bufio.Reader
	left   int64 // bytes of the file behind what was read
	kind   string
	seen   map[string]bool
}

// part reads the attributes of a part, and reports whether there was one.
func (h *header) part(attribute func(h *header, name string, value []byte) error) (bool, error) {
	h.seen, h.kind = map[string]bool{}, ""
	for first := true; ; first = false {
		name, err := h.name()
		if err != nil {
			return false, err
		}
		if name == "" {
			return !first, nil
		}
		if _, err := h.name(); err != nil { // its type, which follows from the name
			return false, err
		}
		length, err := h.bytes(4)
		if err != nil {
			return false, err
		}
		n := int64(int32(binary.LittleEndian.Uint32(length)))
		if n < 0 || n > h.left {
			return false, errCut
		}
		if n > maxValue || !slices.Contains(wanted(), name) {
			if err := h.skip(n); err != nil {
				return false, err
			}
			continue
		}
		value, err := h.bytes(int(n))
		if err != nil {
			return false, err
		}
		if h.seen[name] {
			return false, fmt.Errorf("the header has two attributes %s: the file is corrupt", name)
		}
		h.seen[name] = true
		if err := attribute(h, name, value); err != nil {
			return false, err
		}
	}
}

// skipParts reads the headers of the other parts, up to the empty one.
func (h *header) skipParts() error {
	kind, seen := h.kind, h.seen
	defer func() { h.kind, h.seen = kind, seen }()
	for range maxParts {
		more, err := h.part(func(*header, string, []byte) error { return nil })
		if err != nil || !more {
			return err
		}
	}
	return fmt.Errorf("has more than %d parts: save one of them in a file of its own", maxParts)
}

// name reads a text that ends in a zero byte.
func (h *header) name() (string, error) {
	var b []byte
	for {
		c, err := h.bytes(1)
		if err != nil {
			return "", err
		}
		if c[0] == 0 {
			return string(b), nil
		}
		if b = append(b, c[0]); len(b) > maxName {
			return "", fmt.Errorf("a name in the header, %.16q, is longer than %d bytes: the file is corrupt", b, maxName)
		}
	}
}

func (h *header) bytes(n int) ([]byte, error) {
	if h.left -= int64(n); h.left < 0 {
		return nil, errCut
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(h.buffer, b); err != nil {
		return nil, errCut
	}
	return b, nil
}

func (h *header) skip(n int64) error {
	h.left -= n
	if _, err := io.CopyN(io.Discard, h.buffer, n); err != nil {
		return errCut
	}
	return nil
}

// check reports what about a whole header no readable picture has.
func (p *Picture) check(h *header, flags uint32) error {
	for _, name := range wanted()[:4] {
		if !h.seen[name] {
			return fmt.Errorf("the header has no attribute %s: the file is corrupt", name)
		}
	}
	tiled := flags&flagTiled != 0
	switch {
	case h.kind == "deepscanline" || h.kind == "deeptile" || !p.multipart && flags&flagDeep != 0:
		return errors.New("holds deep pixels: save it flattened, with one value a channel")
	case p.multipart && h.kind != "scanlineimage" && h.kind != "tiledimage":
		return fmt.Errorf("the first part is of type %.40q: save it as scanlineimage", h.kind)
	case p.multipart:
		tiled = h.kind == "tiledimage"
	}
	if !tiled {
		p.tile = image.Point{}
	} else if p.tile == (image.Point{}) {
		return errors.New("the header has no attribute tiles: the file is corrupt")
	}
	if err := p.checkCompression(); err != nil {
		return err
	}
	if n := p.chunks(); n > (p.size-p.offsets)/8 {
		return fmt.Errorf("states %d x %d pixels, more than its %d bytes can hold: the file is truncated", p.Window.Dx(), p.Window.Dy(), p.size)
	}
	return nil
}
