package film

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"os"

	"mosaic/pkg/atomicfile"
)

// bufferSize is how many bytes are written at once.
const bufferSize = 1 << 20

// WriteTile writes f, the pixels of the tile that h describes, to a file. A
// file that has the name path afterwards is whole, whatever happened.
func WriteTile(path string, h Header, f *Film) error {
	if err := f.differs(h); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if err := h.validate(); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return atomicfile.Write(path, func(file *os.File) error {
		buffered := bufio.NewWriterSize(file, bufferSize)
		blank := h.layout([32]byte{})
		sum := sha256.New()
		w := io.MultiWriter(buffered, sum)
		if _, err := w.Write(blank.header()); err != nil {
			return err
		}
		var chunk []byte
		for y := h.Rect.Min.Y; y < h.Rect.Max.Y; y++ {
			chunk = blank.appendChunk(chunk[:0], y, f.Line(y))
			if _, err := w.Write(chunk); err != nil {
				return err
			}
		}
		if err := buffered.Flush(); err != nil {
			return err
		}
		_, err := file.WriteAt(h.layout([32]byte(sum.Sum(nil))).header(), 0)
		return err
	})
}

// ReadTile reads a tile and checks every byte of its file.
func ReadTile(path string) (*Film, Header, error) {
	r, err := OpenTile(path)
	if err != nil {
		return nil, Header{}, err
	}
	defer r.Close()
	f := New(r.Header.Rect, r.Header.Channels...)
	if err := r.ReadRows(r.Header.Rect.Dy(), f.Line); err != nil {
		return nil, Header{}, err
	}
	return f, r.Header, nil
}

// CheckTile reports whether the file is the wanted tile, whole to the last
// byte: nil if so. A file that is not there gives an fs.ErrNotExist.
func CheckTile(path string, want Header) error {
	r, err := OpenTile(path)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := r.Header.differs(want); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return r.ReadRows(want.Rect.Dy(), nil)
}

// CheckTile reports whether the file of tile i is that, whole to the last
// byte: nil if so. A file that is not there gives an fs.ErrNotExist.
func (t Tiles) CheckTile(i int) error {
	r, err := t.Open(i)
	if err != nil {
		return err
	}
	defer r.Close()
	return r.ReadRows(r.Header.Rect.Dy(), nil)
}
