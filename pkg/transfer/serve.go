package transfer

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strconv"

	"mosaic/pkg/atomicfile"
)

// stat is what there is to know of a file.
type stat struct {
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256,omitempty"`
}

// Serve answers one command on the files below root, then waits until stdin
// ends. The commands, all paths below root:
//
//	stat PATH                  size and SHA-256
//	size PATH                  size alone, 0 if there is no such file
//	read PATH OFFSET LENGTH    a piece of the file
//	write PATH OFFSET          takes a frame from stdin and puts it there
//	commit PART PATH SHA256    checks PART and gives it its name
//	list PATH                  names in a folder, a line each, folders with a final /
//	remove PATH                removes a file, or a folder with all that is in it
//
// What goes wrong with the files is said in the answer; the error returned is
// of the streams.
func Serve(root *os.Root, args []string, stdin io.Reader, stdout io.Writer) error {
	return Answer(stdin, stdout, func() ([]byte, error) { return serve(root, args, stdin) })
}

// Answer writes what a command returns, at most Piece bytes, or why it could
// not, then waits until stdin ends. Its caller uses Exec.Ask.
func Answer(stdin io.Reader, stdout io.Writer, command func() ([]byte, error)) error {
	answer, err := command()
	kind := byte(kindData)
	if err != nil {
		kind, answer = kindError, []byte(err.Error())
	}
	if err := writeFrame(stdout, kind, answer); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, stdin)
	return err
}

// Request reads what a command was sent by Exec.Send, as JSON.
func Request(stdin io.Reader, to any) error {
	data, err := readFrame(stdin, Piece)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, to)
}

func serve(root *os.Root, args []string, stdin io.Reader) ([]byte, error) {
	if len(args) < 2 {
		return nil, fmt.Errorf("transfer %q: want a command and a path", args)
	}
	verb, name, rest := args[0], args[1], args[2:]
	switch {
	case verb == "stat" && len(rest) == 0:
		s, err := measure(root, name)
		if err != nil {
			return nil, err
		}
		return json.Marshal(s)
	case verb == "size" && len(rest) == 0:
		info, err := root.Stat(name)
		if errors.Is(err, fs.ErrNotExist) {
			return json.Marshal(stat{})
		}
		if err != nil {
			return nil, err
		}
		return json.Marshal(stat{Size: info.Size()})
	case verb == "read" && len(rest) == 2:
		offset, err1 := strconv.ParseInt(rest[0], 10, 64)
		length, err2 := strconv.Atoi(rest[1])
		if err1 != nil || err2 != nil || length < 0 || length > Piece {
			return nil, fmt.Errorf("transfer read %q: want an offset, and a length of at most %d", rest, Piece)
		}
		return readPiece(root, name, offset, length)
	case verb == "write" && len(rest) == 1:
		offset, err := strconv.ParseInt(rest[0], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("transfer write %q: want an offset", rest)
		}
		return []byte("{}"), writePiece(root, name, offset, stdin)
	case verb == "commit" && len(rest) == 2:
		return []byte("{}"), commit(root, name, rest[0], rest[1])
	case verb == "list" && len(rest) == 0:
		return list(root, name)
	case verb == "remove" && len(rest) == 0:
		return remove(root, name)
	}
	return nil, fmt.Errorf("transfer %q: unknown command", args)
}

func measure(root *os.Root, name string) (stat, error) {
	f, err := root.Open(name)
	if err != nil {
		return stat{}, err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	return stat{Size: n, SHA256: hex.EncodeToString(h.Sum(nil))}, err
}

func readPiece(root *os.Root, name string, offset int64, length int) ([]byte, error) {
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data := make([]byte, length)
	n, err := f.ReadAt(data, offset)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return data[:n], err
}

func writePiece(root *os.Root, name string, offset int64, stdin io.Reader) error {
	data, err := readFrame(stdin, Piece)
	if err != nil {
		return err
	}
	if err := root.MkdirAll(path.Dir(name), 0o777); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = f.WriteAt(data, offset)
	return errors.Join(err, f.Close())
}

func commit(root *os.Root, part, name, digest string) error {
	s, err := measure(root, part)
	if errors.Is(err, fs.ErrNotExist) {
		if s, err = measure(root, name); err == nil && s.SHA256 == digest {
			return nil // somebody else, or an earlier try, was here
		}
	}
	if err != nil {
		return err
	}
	if s.SHA256 != digest {
		err := fmt.Errorf("%s arrived with SHA-256 %s, not %s", name, s.SHA256, digest)
		return errors.Join(err, root.Remove(part))
	}
	return atomicfile.CommitIn(root, part, name)
}
