package openexr

import (
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"iter"
)

// A chunk is a block of lines or a tile, which is compressed as one.
type chunk struct {
	index int             // in the table of offsets
	rect  image.Rectangle // its pixels
	tile  image.Point     // of a tile: its column and row
	tiled bool
}

func (c chunk) String() string {
	if c.tiled {
		return fmt.Sprintf("tile %d,%d", c.tile.X, c.tile.Y)
	}
	if c.rect.Dy() == 1 {
		return fmt.Sprintf("line %d", c.rect.Min.Y)
	}
	return fmt.Sprintf("lines %d to %d", c.rect.Min.Y, c.rect.Max.Y-1)
}

// block is the size of the file's chunks but those at its right and lower edge.
func (p *Picture) block() image.Point {
	if p.tile != (image.Point{}) {
		return p.tile
	}
	return image.Pt(p.Window.Dx(), p.compression.lines())
}

// grid is how many chunks lie side by side and one above the other.
func (p *Picture) grid() image.Point {
	block := p.block()
	return image.Pt((p.Window.Dx()+block.X-1)/block.X, (p.Window.Dy()+block.Y-1)/block.Y)
}

// chunks is their number. Of a file with smaller levels it is the first level's,
// whose offsets come first.
func (p *Picture) chunks() int64 { g := p.grid(); return int64(g.X) * int64(g.Y) }

// crossing is the chunks that have pixels of r.
func (p *Picture) crossing(r image.Rectangle) iter.Seq[chunk] {
	block, columns := p.block(), p.grid().X
	r = r.Sub(p.Window.Min)
	return func(yield func(chunk) bool) {
		for y := r.Min.Y / block.Y; y*block.Y < r.Max.Y; y++ {
			for x := r.Min.X / block.X; x*block.X < r.Max.X; x++ {
				first := p.Window.Min.Add(image.Pt(x*block.X, y*block.Y))
				rect := image.Rectangle{Min: first, Max: first.Add(block)}.Intersect(p.Window)
				if !yield(chunk{y*columns + x, rect, image.Pt(x, y), p.tile != image.Point{}}) {
					return
				}
			}
		}
	}
}

// pixelSize is how many bytes a pixel has before compression.
func (p *Picture) pixelSize() int {
	n := 0
	for _, c := range p.Channels {
		n += c.Kind.Size()
	}
	return n
}

// No compression makes more of a byte than deflate.
const maxRatio = 1032

var (
	errMissing = errors.New("is not in the file: the renderer did not finish it")
	errCorrupt = errors.New("is corrupt: render it again")
)

// A decoder reads chunks, in memory that it uses again.
type decoder struct {
	picture *Picture
	packed  []byte
	raw     []byte
	spare   []byte
	words   []uint16
}

// chunk is the pixels of a chunk, valid until the next one is read.
func (d *decoder) chunk(c chunk) ([]byte, error) {
	p := d.picture
	var entry [8]byte
	if _, err := p.file.ReadAt(entry[:], p.offsets+8*int64(c.index)); err != nil {
		return nil, readError(err)
	}
	at := binary.LittleEndian.Uint64(entry[:])
	if at == 0 {
		return nil, errMissing
	}
	head := p.chunkHead(c)
	if at < uint64(p.offsets) || at > uint64(p.size) || uint64(p.size)-at < uint64(len(head)+4) {
		return nil, errMissing
	}
	found := make([]byte, len(head)+4)
	if _, err := p.file.ReadAt(found, int64(at)); err != nil {
		return nil, readError(err)
	}
	if string(found[:len(head)]) != string(head) {
		return nil, errCorrupt
	}
	n, size := int(int32(binary.LittleEndian.Uint32(found[len(head):]))), p.pixelSize()*c.rect.Dx()*c.rect.Dy()
	at += uint64(len(found))
	switch {
	case n < 0 || n > size:
		return nil, errCorrupt
	case uint64(n) > uint64(p.size)-at:
		return nil, errMissing
	case size > maxRatio*(n+64):
		return nil, errCorrupt
	}
	d.packed = grown(d.packed, n)
	if _, err := p.file.ReadAt(d.packed, int64(at)); err != nil {
		return nil, readError(err)
	}
	if n == size { // what does not get shorter is stored as it is
		return d.packed, nil
	}
	d.raw = grown(d.raw, size)
	if err := d.expand(c.rect); err != nil {
		return nil, err
	}
	return d.raw, nil
}

// chunkHead is what precedes the length of a chunk.
func (p *Picture) chunkHead(c chunk) (b []byte) {
	if p.multipart {
		b = append(b, 0, 0, 0, 0) // the first part
	}
	if !c.tiled {
		return binary.LittleEndian.AppendUint32(b, uint32(int32(c.rect.Min.Y)))
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(c.tile.X))
	b = binary.LittleEndian.AppendUint32(b, uint32(c.tile.Y))
	return append(b, 0, 0, 0, 0, 0, 0, 0, 0) // the level, which has all pixels
}

// readError is what a read of bytes that should be there came to.
func readError(err error) error {
	if errors.Is(err, io.EOF) {
		return errMissing
	}
	return err
}

// grown is b with the length n; what it holds is lost.
func grown[T any](b []T, n int) []T {
	if cap(b) < n {
		return make([]T, n)
	}
	return b[:n]
}
