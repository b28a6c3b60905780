package main

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"runtime"
	"slices"
)

// writeImage writes an image of one layer in the format of "docker save", and
// returns the layer's length. It reads the root twice, first for the digest:
// it may be larger than memory.
func writeImage(archive, ref string, root fs.FS) (int64, error) {
	digest := sha256.New()
	var length counter
	if err := writeLayer(io.MultiWriter(digest, &length), root); err != nil {
		return 0, err
	}
	config, err := json.Marshal(map[string]any{
		"os": "linux", "architecture": runtime.GOARCH,
		"config": map[string]any{
			"User": "65532:65532",
			"Env":  []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
		},
		"rootfs": map[string]any{"type": "layers", "diff_ids": []string{fmt.Sprintf("sha256:%x", digest.Sum(nil))}},
	})
	if err != nil {
		return 0, err
	}
	manifest, err := json.Marshal([]map[string]any{{
		"Config": "config.json", "RepoTags": []string{ref}, "Layers": []string{"layer.tar"},
	}})
	if err != nil {
		return 0, err
	}
	out, err := os.Create(archive + ".part")
	if err != nil {
		return 0, err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	w := tar.NewWriter(out)
	for _, part := range []struct {
		name  string
		size  int64
		write func(io.Writer) error
	}{
		{"manifest.json", int64(len(manifest)), func(w io.Writer) error { _, err := w.Write(manifest); return err }},
		{"config.json", int64(len(config)), func(w io.Writer) error { _, err := w.Write(config); return err }},
		{"layer.tar", int64(length), func(w io.Writer) error { return writeLayer(w, root) }},
	} {
		if err := w.WriteHeader(&tar.Header{Name: part.name, Mode: 0o644, Size: part.size}); err != nil {
			return 0, err
		}
		if err := part.write(w); err != nil {
			return 0, fmt.Errorf("%s: %w", part.name, err)
		}
	}
	for _, end := range []func() error{w.Close, out.Close, func() error { return os.Rename(out.Name(), archive) }} {
		if err := end(); err != nil {
			return 0, err
		}
	}
	return int64(length), nil
}

type counter int64

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }

// Programs do without their documentation. Licenses stay.
var (
	unneeded = regexp.MustCompile(`^usr/share/(man|info|lintian|doc-base|gtk-doc|bug|locale|help)/|^usr/share/doc/[^/]+/.`)
	license  = regexp.MustCompile(`^usr/share/doc/[^/]+/copyright$`)
)

// writeLayer writes a tar of a folder in the order of names, with nothing of when
// and by whom its files were made. A large file of many names, as Mesa's drivers
// are, is written once.
func writeLayer(out io.Writer, root fs.FS) error {
	w := tar.NewWriter(out)
	type file struct {
		name string
		info fs.FileInfo
	}
	large := map[int64][]file{} // by size
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || name == "." || unneeded.MatchString(name) && !license.MatchString(name) {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		var link string
		switch d.Type() {
		case fs.ModeSymlink:
			if link, err = fs.ReadLink(root, name); err != nil {
				return err
			}
		case fs.ModeDir, 0:
		default:
			return nil // no device or pipe is of use
		}
		head, err := tar.FileInfoHeader(info, link)
		if err != nil {
			return err
		}
		head = &tar.Header{Name: name, Typeflag: head.Typeflag, Size: head.Size, Linkname: link, Mode: modeOf(name, info)}
		if d.Type().IsRegular() && head.Size >= 1e6 {
			same := slices.IndexFunc(large[head.Size], func(f file) bool { return os.SameFile(f.info, info) })
			if same >= 0 {
				head.Typeflag, head.Linkname, head.Size = tar.TypeLink, large[head.Size][same].name, 0
			} else {
				large[head.Size] = append(large[head.Size], file{name, info})
			}
		}
		if err := w.WriteHeader(head); err != nil || head.Typeflag != tar.TypeReg {
			return err
		}
		file, err := root.Open(name)
		if err != nil {
			return err
		}
		defer file.Close()
		_, err = io.Copy(w, file)
		return err
	})
	if err != nil {
		return err
	}
	return w.Close()
}

// modeOf lets everybody read, and makes nobody somebody else.
func modeOf(name string, info fs.FileInfo) int64 {
	switch {
	case name == "tmp" || name == "var/tmp":
		return 0o1777
	case info.Mode()&0o111 != 0: // folders as well
		return 0o755
	}
	return 0o644
}
