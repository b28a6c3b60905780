package film

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"syscall"
)

// A TileReader reads the rows of a tile file from top to bottom. With the last
// row it has seen every byte of the file and compares the checksum.
type TileReader struct {
	Header Header

	path   string
	file   *os.File // nil: closed, opened again by the next read
	layout exr
	start  int64     // of the next row in the file
	y      int       // the next row
	sum    hash.Hash // of the bytes before it
	want   [32]byte
}

// readSize is about how many bytes of rows are read at once.
const readSize = 256 << 10

// OpenTile opens a tile file, checks its header and its length, and stands
// before the first row. It trusts no byte of the file: memory is bounded, and
// the error names the file and what is wrong with it.
func OpenTile(path string) (*TileReader, error) {
	f, err := openFile(path)
	if err != nil {
		return nil, err
	}
	r, err := newTileReader(path, f)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return r, nil
}

// openFile opens a file for reading and does not wait for what is no file, a
// named pipe for instance.
func openFile(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
}

func newTileReader(path string, f *os.File) (*TileReader, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("not a regular file")
	}
	h, sum, found, err := readHeader(f)
	if err != nil {
		return nil, err
	}
	layout := h.layout(sum)
	head := layout.header()
	length := int64(len(head)) + int64(h.Rect.Dy())*int64(layout.chunkSize())
	if info.Size() < length {
		return nil, fmt.Errorf("truncated: %d of %d bytes", info.Size(), length)
	} else if info.Size() > length {
		return nil, fmt.Errorf("%d bytes too long", info.Size()-length)
	}
	if len(found) < len(head) {
		found = make([]byte, len(head))
		if _, err := f.ReadAt(found, 0); err != nil {
			return nil, err
		}
	}
	if !bytes.Equal(found[:len(head)], head) {
		return nil, errors.New("corrupt: the table of its rows is wrong")
	}
	r := &TileReader{Header: h, path: path, file: f, layout: layout,
		start: int64(len(head)), y: h.Rect.Min.Y, sum: sha256.New(), want: sum}
	r.sum.Write(h.layout([32]byte{}).header())
	return r, nil
}

// ReadRows reads the next n rows. The values of row y go to the line row(y), in
// those channels that it has room for; a nil row only checks. A tile without
// error is good once all its rows have been read, not before.
func (r *TileReader) ReadRows(n int, row func(y int) Line) error {
	return r.readRows(n, row, new([]byte))
}

// readRows is ReadRows with a buffer to use, which may grow.
func (r *TileReader) readRows(n int, row func(y int) Line, buffer *[]byte) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("%s: %w", r.path, err)
		}
	}()
	if r.file == nil {
		if r.file, err = openFile(r.path); err != nil {
			return errors.Unwrap(err)
		}
	}
	n = min(n, r.Header.Rect.Max.Y-r.y)
	size := r.layout.chunkSize()
	step := min(max(1, readSize/size), n)
	if cap(*buffer) < step*size {
		*buffer = make([]byte, step*size)
	}
	for n > 0 {
		step = min(step, n)
		n -= step
		buf := (*buffer)[:step*size]
		if _, err := r.file.ReadAt(buf, r.start); err == io.EOF {
			return errors.New("truncated while it was read")
		} else if err != nil {
			return err
		}
		r.start += int64(len(buf))
		r.sum.Write(buf)
		for chunk := buf; len(chunk) > 0; chunk = chunk[size:] {
			var l Line
			if row != nil {
				l = row(r.y)
			}
			if !r.layout.readChunk(chunk, r.y, l) {
				return fmt.Errorf("corrupt: where row %d should be is something else", r.y)
			}
			r.y++
		}
	}
	if r.done() && [32]byte(r.sum.Sum(nil)) != r.want {
		return errors.New("corrupt: its checksum is not that of its bytes")
	}
	return nil
}

// done reports whether all rows have been read.
func (r *TileReader) done() bool { return r.y == r.Header.Rect.Max.Y }

// Close closes the file, which has only been read: there is nothing that could
// go wrong. A read after it opens the file again, so that a reader of many tiles
// need not keep many files open.
func (r *TileReader) Close() {
	if r.file != nil {
		r.file.Close()
		r.file = nil
	}
}
