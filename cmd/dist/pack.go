package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A member is a file of an archive.
type member struct {
	name string
	mode fs.FileMode
	data []byte
}

// pack makes an archive of the licence and the binary: a zip for Windows, or
// else a tar.gz. Nothing in it tells when or by whom it was made.
func pack(name, binary, licence string) (archive string, data []byte, _ error) {
	var members []member
	for _, m := range []struct {
		path string
		mode fs.FileMode
	}{{licence, 0o644}, {binary, 0o755}} {
		content, err := os.ReadFile(m.path)
		if err != nil {
			return "", nil, err
		}
		members = append(members, member{filepath.Base(m.path), m.mode, content})
	}
	var b bytes.Buffer
	archive, write := name+".tar.gz", writeTar
	if strings.HasSuffix(binary, ".exe") {
		archive, write = name+".zip", writeZip
	}
	err := write(&b, members)
	return archive, b.Bytes(), err
}

func writeTar(w io.Writer, members []member) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	t := tar.NewWriter(z)
	for _, m := range members {
		head := &tar.Header{Name: m.name, Mode: int64(m.mode), Size: int64(len(m.data)), Typeflag: tar.TypeReg, ModTime: time.Unix(0, 0), Format: tar.FormatUSTAR}
		if err := t.WriteHeader(head); err != nil {
			return err
		}
		if _, err := t.Write(m.data); err != nil {
			return err
		}
	}
	return errors.Join(t.Close(), z.Close())
}

func writeZip(w io.Writer, members []member) error {
	z := zip.NewWriter(w)
	for _, m := range members {
		head := &zip.FileHeader{Name: m.name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)}
		head.SetMode(m.mode)
		f, err := z.CreateHeader(head)
		if err != nil {
			return err
		}
		if _, err := f.Write(m.data); err != nil {
			return err
		}
	}
	return z.Close()
}
