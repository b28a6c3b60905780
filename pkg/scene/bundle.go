package scene

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"

	"mosaic/pkg/model"
)

// A bundle is a scene and the files that it names, in one: a ZIP archive whose
// first file is the scene. It holds no times, and the files are sorted, so that
// equal scenes are equal bytes. Nothing is compressed twice: pictures are, and
// what is large beside them is read faster as it is.

func isBundle(content []byte) bool { return bytes.HasPrefix(content, []byte("PK\x03\x04")) }

func pack(first string, data []byte, files map[string][]byte) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	put := func(name string, data []byte) error {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = w.Write(data)
		}
		return err
	}
	if err := put(first, data); err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := put(name, files[name]); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// unpack is the name of the scene in a bundle, and all its files.
func unpack(name string, content []byte) (first string, files map[string][]byte, err error) {
	fail := func(err error) (string, map[string][]byte, error) {
		return "", nil, &model.FileError{File: name, Err: fmt.Errorf("is a damaged bundle: %w", err)}
	}
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return fail(err)
	}
	files = map[string][]byte{}
	for _, f := range z.File {
		if f.Method != zip.Store || f.UncompressedSize64 > uint64(len(content)) {
			return fail(fmt.Errorf("%s is compressed", f.Name))
		}
		// Stored files lie in the content as they are.
		at, err := f.DataOffset()
		if err != nil || at < 0 || uint64(at)+f.UncompressedSize64 > uint64(len(content)) {
			return fail(io.ErrUnexpectedEOF)
		}
		if first == "" {
			first = f.Name
		}
		files[f.Name] = content[at : uint64(at)+f.UncompressedSize64]
	}
	if first == "" {
		return fail(io.ErrUnexpectedEOF)
	}
	return first, files, nil
}
