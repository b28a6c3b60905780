package film

import (
	"bufio"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// writeWhole makes the file called path whole or not at all: write fills a
// hidden file beside it, which takes the name only when it is on the disk.
// Of several writers of one name the last one wins. On any error the hidden
// file is removed.
func writeWhole(path string, write func(f *os.File, w *bufio.Writer) error) (err error) {
	dir, base := filepath.Split(path)
	temp := dir + "." + base + "." + rand.Text() + ".tmp"
	f, err := os.OpenFile(temp, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(temp)
		}
	}()
	w := bufio.NewWriterSize(f, 1<<20)
	err = write(f, w)
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder puts the names in a folder on the disk, where that can be asked for.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
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
