package scene

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"

	"mosaic/pkg/model"
)

// A bundle that is small travels as one file: the scene file by itself or, if
// there is more, a ZIP archive whose first file is the scene. It holds no times,
// and the files are sorted, so that equal scenes are equal bytes. Nothing is
// compressed twice: pictures are, and what is large beside them is read faster
// as it is.

// isZIP reports whether it is an archive; one without files begins otherwise.
func isZIP(content []byte) bool {
	return bytes.HasPrefix(content, []byte("PK\x03\x04")) || bytes.HasPrefix(content, []byte("PK\x05\x06"))
}

// Pack is the bundle as one file, which Unpack reads.
func (b *Bundle) Pack() ([]byte, error) {
	if b.alone() {
		return b.Read(b.Files[0])
	}
	var all bytes.Buffer
	z := zip.NewWriter(&all)
	for _, f := range b.Files {
		data, err := b.Read(f)
		if err != nil {
			return nil, err
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Store})
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return all.Bytes(), nil
}

// Unpack is the bundle of one file; name is what messages call it.
func Unpack(name string, content []byte) (*Bundle, error) {
	if !isZIP(content) {
		return inMemory(name, content), nil
	}
	fail := func(err error) (*Bundle, error) {
		return nil, &model.FileError{File: name, Err: fmt.Errorf("is a damaged bundle: %w", err)}
	}
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return fail(err)
	}
	files := map[File][]byte{}
	b := &Bundle{open: func(f File) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(files[f])), nil }}
	left := int64(len(content))
	for _, f := range z.File {
		if f.Method != zip.Store || f.UncompressedSize64 > uint64(left) {
			return fail(fmt.Errorf("%s is compressed", f.Name))
		}
		// Stored files lie in the content as they are.
		at, err := f.DataOffset()
		if err != nil || at < 0 || uint64(at)+f.UncompressedSize64 > uint64(len(content)) {
			return fail(io.ErrUnexpectedEOF)
		}
		left -= int64(f.UncompressedSize64)
		data := content[at : uint64(at)+f.UncompressedSize64]
		is := File{f.Name, int64(len(data)), digest(data)}
		files[is] = data
		b.Files = append(b.Files, is)
	}
	return b, nil
}
