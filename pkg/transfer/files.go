package transfer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"mosaic/pkg/atomicfile"
)

// Download brings the file at path to the user's disk. It resumes what an
// earlier try left beside the file, and names the file only when it is whole
// and has the hexadecimal SHA-256 expected; "" is none in particular. It
// reports the file's size and digest.
func Download(ctx context.Context, x Exec, path, expected, to string, progress func(done, total int64)) (size int64, digest string, err error) {
	want, err := x.stat(ctx, "stat", path)
	if err != nil {
		return 0, "", fmt.Errorf("asking for %s: %w", path, err)
	}
	if expected != "" && want.SHA256 != expected {
		return 0, "", fmt.Errorf("%s has the SHA-256 %s, and was made with %s: it was changed since", path, want.SHA256, expected)
	}
	part := filepath.Join(filepath.Dir(to), "."+filepath.Base(to)+"."+want.SHA256[:8]+".part")
	f, err := os.OpenFile(part, os.O_CREATE|os.O_RDWR, 0o666)
	if err != nil {
		return 0, "", err
	}
	defer f.Close()
	if err := download(ctx, x, path, f, want, progress); err != nil {
		return 0, "", fmt.Errorf("fetching %s: %w", path, err)
	}
	err = f.Close()
	if err == nil {
		err = atomicfile.Commit(part, to)
	}
	if err != nil && !already(to, want.SHA256) {
		return 0, "", err
	}
	return want.Size, want.SHA256, nil
}

func download(ctx context.Context, x Exec, path string, f *os.File, want stat, progress func(done, total int64)) error {
	done, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if done > want.Size {
		done = 0
	}
	resumed := done > 0
	for done < want.Size {
		progress(done, want.Size)
		piece, err := x.read(ctx, path, done, min(Piece, want.Size-done))
		if err != nil {
			return err
		}
		if _, err := f.WriteAt(piece, done); err != nil {
			return err
		}
		done += int64(len(piece))
	}
	progress(done, want.Size)
	digest, err := digestOf(f)
	switch {
	case err != nil:
		return err
	case digest == want.SHA256:
		return nil
	}
	if err := f.Truncate(0); err != nil {
		return err
	}
	if resumed { // what lay there was not a beginning of this file
		return download(ctx, x, path, f, want, progress)
	}
	return fmt.Errorf("SHA-256 %s, not %s: did the file change meanwhile?", digest, want.SHA256)
}

// A Source is a file to be sent.
type Source struct {
	Open   func() (io.ReadCloser, error) // may be called more than once
	Size   int64
	SHA256 string // hexadecimal
}

// Upload puts a file on the volume at path, unless it is there already, and
// reports whether it had to. The path holds the digest, so what is there is right.
// No more than a piece of the file is in memory.
func Upload(ctx context.Context, x Exec, from Source, path string, progress func(done, total int64)) (sent bool, err error) {
	there, err := x.stat(ctx, "size", path)
	if err != nil {
		return false, fmt.Errorf("asking for %s: %w", path, err)
	}
	if from.Size > 0 && there.Size == from.Size {
		return false, nil
	}
	part := path + ".part"
	started, err := x.stat(ctx, "size", part)
	if err != nil {
		return false, fmt.Errorf("asking for %s: %w", part, err)
	}
	err = upload(ctx, x, from, path, part, started.Size, progress)
	if refused := (*remoteError)(nil); started.Size > 0 && errors.As(err, &refused) {
		err = upload(ctx, x, from, path, part, 0, progress) // what lay there was not a beginning of this file
	}
	if err != nil {
		return false, fmt.Errorf("sending %s: %w", path, err)
	}
	return true, nil
}

func upload(ctx context.Context, x Exec, from Source, path, part string, done int64, progress func(done, total int64)) error {
	f, err := from.Open()
	if err != nil {
		return err
	}
	defer f.Close()
	done = min(done, from.Size)
	if _, err := io.CopyN(io.Discard, f, done); err != nil {
		return err
	}
	piece := make([]byte, min(Piece, from.Size))
	for first := true; done < from.Size || first && from.Size == 0; first = false {
		progress(done, from.Size)
		piece = piece[:min(Piece, from.Size-done)]
		if _, err := io.ReadFull(f, piece); err != nil {
			return err
		}
		if err := x.write(ctx, part, done, piece); err != nil {
			return err
		}
		done += int64(len(piece))
	}
	progress(done, from.Size)
	_, err = x.call(ctx, nil, "commit", part, path, from.SHA256)
	return err
}

// already reports whether another download of the same file was faster.
func already(path, digest string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	d, err := digestOf(f)
	return err == nil && d == digest
}

func digestOf(f *os.File) (string, error) {
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(f, 0, 1<<62)); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
