package scene

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"

	"mosaic/pkg/model"
)

// A Bundle is a scene and the files that it names: their names, sizes and
// digests. The files stay where they are, and each is read when it is needed.
type Bundle struct {
	Files []File // the scene first, and then by name; paths from the scene's folder

	open func(f File) (io.ReadCloser, error)

	named bool // the names of the files matter, even that of a file by itself
}

// errChanged is of a file that is not what the bundle says.
var errChanged = errors.New("has changed since it was read first: render again")

// A File is one file of a bundle.
type File struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"` // hexadecimal
}

// A ReadError says that a file of a bundle cannot be read now: another time, or
// elsewhere, it may be.
type ReadError struct{ Err error }

func (e *ReadError) Error() string { return e.Err.Error() }
func (e *ReadError) Unwrap() error { return e.Err }

// alone reports whether there is a scene file and nothing else.
func (b *Bundle) alone() bool {
	return len(b.Files) == 1 && !b.named && !isModel(b.Files[0].Name)
}

// Digest names the bundle: equal scenes have the same. It is that of the scene
// file or, if there is more, of the manifest.
func (b *Bundle) Digest() string {
	if b.alone() {
		return b.Files[0].SHA256
	}
	return digest(b.Manifest())
}

// Size is how many bytes the files have together.
func (b *Bundle) Size() (n int64) {
	for _, f := range b.Files {
		n += f.Size
	}
	return n
}

// Open opens a file of the bundle.
func (b *Bundle) Open(f File) (io.ReadCloser, error) { return b.open(f) }

// Read is the content of a file, if it still is what the bundle says. An error
// of the disk is a *ReadError.
func (b *Bundle) Read(f File) ([]byte, error) {
	r, err := b.open(f)
	if err != nil {
		return nil, &ReadError{err}
	}
	defer r.Close()
	data := make([]byte, f.Size)
	if _, err := io.ReadFull(r, data); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, &ReadError{err}
	}
	if more, _ := io.CopyN(io.Discard, r, 1); more > 0 || digest(data) != f.SHA256 {
		return nil, &model.FileError{File: f.Name, Err: errChanged}
	}
	return data, nil
}

// Scene reads the scene as a still, like SceneAt.
func (b *Bundle) Scene() (*model.Scene, error) { return b.SceneAt(model.Moment{}) }

// SceneAt reads the scene at a moment, which holds for all models in it: one
// that does not have the moment's clip is at rest, and it is an error if none
// has it. If a file cannot be read now, the error is a *ReadError, whatever else
// there may be.
func (b *Bundle) SceneAt(m model.Moment) (*model.Scene, error) {
	if len(b.Files) == 0 {
		return nil, errors.New("there is no scene: the bundle has no files")
	}
	if n := b.Size(); n > MaxTotal {
		return nil, fmt.Errorf("the scene's files have %d bytes: they may have %d MiB together", n, MaxTotal>>20)
	}
	var broken *ReadError
	open := func(f File) ([]byte, error) {
		data, err := b.Read(f)
		errors.As(err, &broken)
		return data, err
	}
	first, err := open(b.Files[0])
	if err != nil {
		return nil, err
	}
	s, err := read(b.Files[0].Name, first, func(to string) ([]byte, error) {
		for _, f := range b.Files[1:] {
			if f.Name == path.Clean(to) {
				return open(f)
			}
		}
		why := "is not in the bundle"
		if b.alone() {
			why = "is not here: the scene was read without its folder"
		}
		return nil, &model.FileError{File: to, Err: errors.New(why)}
	}, m)
	if broken != nil {
		return nil, broken
	}
	return s, err
}

// inMemory is a bundle of a scene file.
func inMemory(name string, data []byte) *Bundle {
	return &Bundle{
		Files: []File{{filepath.ToSlash(name), int64(len(data)), digest(data)}},
		open:  func(File) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil },
	}
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
