package scene

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxManifest is the longest manifest, in bytes, that is read.
const maxManifest = 64 << 20

// Manifest is the list of the files, which Stored reads.
func (b *Bundle) Manifest() []byte {
	data, err := json.MarshalIndent(b.Files, "", " ")
	if err != nil {
		panic(err) // names and numbers
	}
	return append(data, '\n')
}

// Compressed is the manifest in a third of its length, which Stored reads too.
func (b *Bundle) Compressed() []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b.Manifest()); err != nil {
		panic(err) // to memory
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// Stored is the bundle of a manifest. Open opens one of its files.
func Stored(manifest []byte, open func(f File) (io.ReadCloser, error)) (*Bundle, error) {
	b := &Bundle{open: open}
	manifest, err := decompressed(manifest)
	if err != nil {
		return nil, fmt.Errorf("the list of the scene's files: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(manifest))
	d.DisallowUnknownFields()
	if err := d.Decode(&b.Files); err != nil {
		return nil, fmt.Errorf("the list of the scene's files: %w", err)
	}
	if err := checkList(b.Files); err != nil {
		return nil, err
	}
	return b, nil
}

// decompressed is a manifest as it was before Compressed, if it was.
func decompressed(manifest []byte) ([]byte, error) {
	if !bytes.HasPrefix(manifest, []byte("\x1f\x8b")) {
		return manifest, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(manifest))
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(r, maxManifest+1))
	if err == nil && len(data) > maxManifest {
		err = fmt.Errorf("it has more than %d MiB", maxManifest>>20)
	}
	return data, err
}

// checkList says what is wrong with a list of files that others wrote.
func checkList(files []File) error {
	left := int64(MaxGather)
	for _, f := range files {
		if sum, err := hex.DecodeString(f.SHA256); err != nil || len(sum) != sha256.Size {
			return fmt.Errorf("the list of the scene's files: the digest %.80q of %.80q is no SHA-256", f.SHA256, f.Name)
		}
		if f.Size < 0 || f.Size > left {
			return fmt.Errorf("the list of the scene's files: %.80q has %d bytes: all may have %d GiB together", f.Name, f.Size, MaxGather>>30)
		}
		left -= f.Size
	}
	if len(files) == 0 {
		return errors.New("the list of the scene's files is empty")
	}
	return nil
}
