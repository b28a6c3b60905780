package film

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"os"
)

// A fileOutput writes an image file and sums it up as it goes, or at the end if
// what was written first is not what stays.
type fileOutput struct {
	*bufio.Writer
	file      *os.File
	sum       hash.Hash
	rewritten bool
}

func newFileOutput(f *os.File) *fileOutput {
	sum := sha256.New()
	return &fileOutput{Writer: bufio.NewWriterSize(io.MultiWriter(f, sum), bufferSize), file: f, sum: sum}
}

// Rewrite changes what has been written.
func (o *fileOutput) Rewrite(b []byte, at int64) error {
	if err := o.Flush(); err != nil {
		return err
	}
	o.rewritten = true
	_, err := o.file.WriteAt(b, at)
	return err
}

// finish writes the rest, and says what the file is.
func (o *fileOutput) finish() (Image, error) {
	if err := o.Flush(); err != nil {
		return Image{}, err
	}
	info, err := o.file.Stat()
	if err != nil {
		return Image{}, err
	}
	if o.rewritten {
		o.sum.Reset()
		if _, err := io.Copy(o.sum, io.NewSectionReader(o.file, 0, info.Size())); err != nil {
			return Image{}, err
		}
	}
	return Image{Bytes: info.Size(), SHA256: hex.EncodeToString(o.sum.Sum(nil))}, nil
}
