// Package atomicfile makes files appear under their names whole or not at all.
//
// A file is written under a hidden name beside its place, put on the disk, and
// renamed; then its folder is put on the disk. A power cut, a killed process or
// a full disk leaves the name as it was. Of several writers of one name the last
// one wins. Who is killed while writing leaves the hidden file; RemoveLeftovers
// finds it by its name.
package atomicfile

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// Write makes the file called path, with what write puts into f. On any error
// nothing is left. The mode is what the umask leaves of 0666.
func Write(path string, write func(f *os.File) error) (err error) {
	temp := temporary(path)
	f, err := os.OpenFile(temp, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(temp)
		}
	}()
	if err = write(f); err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	return rename(disk{}, temp, path)
}

// WriteFile makes a file of data.
func WriteFile(path string, data []byte) error { return copyTo(path, bytes.NewReader(data)) }

// Commit gives a file that has been written under another name of the same
// folder its name.
func Commit(part, path string) error { return commit(disk{}, part, path) }

// CommitIn is Commit below root.
func CommitIn(root *os.Root, part, path string) error { return commit(root, part, path) }

// Move gives a file its place, which may be on another disk.
func Move(from, to string) error {
	if Commit(from, to) == nil {
		return nil
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := copyTo(to, in); err != nil {
		return err
	}
	in.Close() // Windows removes no open file
	return os.Remove(from)
}

func copyTo(path string, from io.Reader) error {
	err := Write(path, func(f *os.File) error {
		_, err := io.Copy(f, from)
		return err
	})
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}

// temporary is a hidden name beside path.
func temporary(path string) string {
	dir, name := filepath.Split(path)
	return dir + "." + name + "." + rand.Text() + ".tmp"
}

// RemoveLeftovers removes what killed writers left of files in a folder whose
// names match pattern, as path.Match has it, if nobody has written to it for so
// long. What cannot be removed harms nobody.
func RemoveLeftovers(dir, pattern string, age time.Duration) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if ok, err := filepath.Match("."+pattern+".*.tmp", e.Name()); err != nil || !ok {
			continue
		}
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) >= age {
			os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}

// A folder is where names are looked up: an *os.Root, or a disk.
type folder interface {
	OpenFile(name string, flag int, perm os.FileMode) (*os.File, error)
	Rename(from, to string) error
}

// A disk is all of the file system.
type disk struct{}

func (disk) OpenFile(name string, flag int, perm os.FileMode) (*os.File, error) {
	return os.OpenFile(name, flag, perm)
}
func (disk) Rename(from, to string) error { return os.Rename(from, to) }

func commit(in folder, part, path string) error {
	f, err := in.OpenFile(part, os.O_RDWR, 0) // Windows puts nothing on the disk that is open for reading
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return rename(in, part, path)
}

func rename(in folder, from, to string) error {
	if err := in.Rename(from, to); err != nil {
		return err
	}
	return syncFolder(in, filepath.Dir(to))
}

// syncFolder puts the names in a folder on the disk, where that can be asked for.
func syncFolder(in folder, dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := in.OpenFile(dir, os.O_RDONLY, 0)
	if errors.Is(err, fs.ErrPermission) {
		return nil // it may be written to, and not be read
	}
	if err != nil {
		return err
	}
	defer f.Close()
	err = f.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		return nil // some network file systems know no such thing
	}
	return err
}
