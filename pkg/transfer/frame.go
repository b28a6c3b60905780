// Package transfer moves files between the volume and the user's disk through
// commands run in a pod.
//
// The stream to such a command may be cut at any byte, and its end says
// nothing: a cut may look like success. So every answer is a frame that carries
// its length and checksum, a file goes piece by piece, each piece is checked
// before it is kept, and the whole file is checked against its SHA-256 before it
// gets its name. The command waits until its caller has hung up, so that no byte
// is lost on the way out.
package transfer

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Piece is how much of a file one command moves, in bytes.
const Piece = 8 << 20

const magic = "mosaic01"

// Kinds of frames.
const (
	kindData  = 'd'
	kindError = 'e'
)

// header is magic, kind and the length of the data, big endian; the data and
// the SHA-256 of all that follow.
const headerSize = len(magic) + 1 + 8

// A remoteError is what the other side says it could not do: to ask again is in vain.
type remoteError struct{ text string }

func (e *remoteError) Error() string { return e.text }

func writeFrame(w io.Writer, kind byte, data []byte) error {
	head := append([]byte(magic), kind)
	head = binary.BigEndian.AppendUint64(head, uint64(len(data)))
	_, err := io.Copy(w, io.MultiReader(bytes.NewReader(head), bytes.NewReader(data), bytes.NewReader(sum(head, data))))
	return err
}

// readFrame returns the data of a frame of at most limit bytes.
func readFrame(r io.Reader, limit int) ([]byte, error) {
	head := make([]byte, headerSize)
	if _, err := io.ReadFull(r, head); err != nil {
		return nil, fmt.Errorf("the stream was cut: %w", err)
	}
	if !bytes.HasPrefix(head, []byte(magic)) {
		return nil, fmt.Errorf("the stream starts with %q: is the image of the same release as the plugin?", head)
	}
	size := binary.BigEndian.Uint64(head[headerSize-8:])
	if size > uint64(limit) {
		return nil, fmt.Errorf("the stream announces %d bytes where at most %d belong", size, limit)
	}
	data := make([]byte, size)
	if n, err := io.ReadFull(r, data); err != nil {
		return nil, fmt.Errorf("the stream was cut after %d of %d bytes: %w", n, size, err)
	}
	check := make([]byte, sha256.Size)
	if _, err := io.ReadFull(r, check); err != nil {
		return nil, fmt.Errorf("the stream was cut before its checksum: %w", err)
	}
	if !bytes.Equal(check, sum(head, data)) {
		return nil, errors.New("the stream's checksum is wrong")
	}
	if head[len(magic)] == kindError {
		return nil, &remoteError{string(data)}
	}
	return data, nil
}

func sum(head, data []byte) []byte {
	h := sha256.New()
	h.Write(head)
	h.Write(data)
	return h.Sum(nil)
}
