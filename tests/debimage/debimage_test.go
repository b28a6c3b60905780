package main

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// headers are those of a tar's entries.
func headers(t *testing.T, from io.Reader) []tar.Header {
	t.Helper()
	var all []tar.Header
	for r := tar.NewReader(from); ; {
		head, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, *head)
	}
}

func names(heads []tar.Header) []string {
	var all []string
	for _, h := range heads {
		all = append(all, strings.TrimSuffix(h.Name, "/"))
	}
	return all
}

func TestLayer(t *testing.T) {
	file := func(mode fs.FileMode) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("text"), Mode: mode, ModTime: time.Now()}
	}
	root := fstest.MapFS{
		"usr/bin/su":                      file(0o755 | fs.ModeSetuid),
		"usr/bin/awk":                     {Data: []byte("mawk"), Mode: 0o777 | fs.ModeSymlink},
		"etc/shadow":                      file(0o640),
		"dev/null":                        file(0o666 | fs.ModeDevice),
		"tmp":                             {Mode: 0o700 | fs.ModeDir},
		"usr/share/man/man1/su.1.gz":      file(0o644),
		"usr/share/doc/login/NEWS.gz":     file(0o644),
		"usr/share/doc/login/copyright":   file(0o644),
		"usr/share/doc/login/sub/example": file(0o644),
		"usr/share/locale/de/su.mo":       file(0o644),
		"usr/share/locales/kept":          file(0o644),
	}
	var first, second bytes.Buffer
	if err := writeLayer(&first, root); err != nil {
		t.Fatal(err)
	}
	for _, f := range root {
		f.ModTime = f.ModTime.Add(time.Hour)
	}
	if err := writeLayer(&second, root); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("the bytes follow from when files were made")
	}
	heads := headers(t, &first)
	want := []string{"dev", "etc", "etc/shadow", "tmp", "usr", "usr/bin", "usr/bin/awk", "usr/bin/su", "usr/share", "usr/share/doc",
		"usr/share/doc/login", "usr/share/doc/login/copyright", "usr/share/locale", "usr/share/locales", "usr/share/locales/kept", "usr/share/man"}
	if got := names(heads); !slices.Equal(got, want) {
		t.Errorf("entries %q, want %q", got, want)
	}
	modes := map[string]int64{"etc/shadow": 0o644, "usr/bin/su": 0o755, "tmp": 0o1777, "usr": 0o755}
	for _, h := range heads {
		name := strings.TrimSuffix(h.Name, "/")
		if want, ok := modes[name]; ok && h.Mode != want {
			t.Errorf("%s has mode %o, want %o", name, h.Mode, want)
		}
		if name == "usr/bin/awk" && (h.Typeflag != tar.TypeSymlink || h.Linkname != "mawk") {
			t.Errorf("%s is a %c to %q, want a link to mawk", name, h.Typeflag, h.Linkname)
		}
	}
}

func TestLayerWritesLargeFilesOnce(t *testing.T) {
	dir := t.TempDir()
	content := make([]byte, 1e6)
	for _, name := range []string{"a", "other"} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Link(filepath.Join(dir, "a"), filepath.Join(dir, "b")); err != nil {
		t.Skip("no hard links here:", err)
	}
	var out bytes.Buffer
	if err := writeLayer(&out, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	for _, h := range headers(t, &out) {
		linked := h.Typeflag == tar.TypeLink && h.Linkname == "a"
		if linked != (h.Name == "b") {
			t.Errorf("%s is a %c to %q", h.Name, h.Typeflag, h.Linkname)
		}
	}
}

func TestBaseIsMerged(t *testing.T) {
	root := t.TempDir()
	if err := makeBase(root); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"bin", "sbin", "lib", "lib64"} {
		// A package that still knows /bin comes to lie in /usr/bin.
		if err := os.WriteFile(filepath.Join(root, name, "file"), nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Lstat(filepath.Join(root, "usr", name, "file")); err != nil {
			t.Error(err)
		}
	}
}

func TestAlternatives(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"usr/lib/blas/libblas.so.3", "usr/lib/openblas/libblas.so.3", "usr/bin/mawk", "usr/bin/gawk", "usr/bin/vi"} {
		path := filepath.Join(root, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(name), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	script := `#!/bin/sh
update-alternatives --install /usr/lib/libblas.so.3 \
    libblas.so.3-x86_64-linux-gnu /usr/lib/blas/libblas.so.3 10
update-alternatives --install "/usr/lib/libblas.so.3" libblas.so.3-x86_64-linux-gnu "/usr/lib/openblas/libblas.so.3" 100
	update-alternatives --quiet --install /usr/bin/awk awk /usr/bin/mawk 5 --slave /usr/share/man/man1/awk.1.gz awk.1.gz /usr/share/man/man1/mawk.1.gz || true
update-alternatives --install /usr/bin/awk awk /usr/bin/missing 50
update-alternatives --install /usr/bin/vi vi /usr/bin/gawk 50
update-alternatives --install $LINK name $TARGET 50
`
	if err := link(root, alternatives(script)); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"usr/lib/libblas.so.3": "/usr/lib/openblas/libblas.so.3",
		"usr/bin/awk":          "/usr/bin/mawk", // the better one is not there
		"usr/bin/vi":           "",              // a package has this file itself
	} {
		if got, _ := os.Readlink(filepath.Join(root, name)); got != want {
			t.Errorf("%s leads to %q, want %q", name, got, want)
		}
	}
}

func TestParseURIs(t *testing.T) {
	good := "'http://deb/b_1.deb' b_1%3a1.deb 12 SHA256:bb\n'http://deb/a_1.deb' a_1.deb 3 SHA256:aa\n"
	want := []deb{{"a_1.deb", "SHA256:aa"}, {"b_1%3a1.deb", "SHA256:bb"}}
	if got, err := parseURIs(good); err != nil || !slices.Equal(got, want) {
		t.Errorf("parseURIs = %v, %v; want %v", got, err, want)
	}
	for _, bad := range []string{"", "\n", "Reading lists...\n", "'u' a.deb 3\n", "'u' ../a.deb 3 SHA256:aa\n", "'u' a.rpm 3 SHA256:aa\n", good + "'u"} {
		if got, err := parseURIs(bad); err == nil {
			t.Errorf("parseURIs(%q) = %v, want an error", bad, got)
		}
	}
}

func TestStamp(t *testing.T) {
	archive := filepath.Join(t.TempDir(), "a.tar")
	is := stamp("a:1", []deb{{"a_1.deb", "SHA256:aa"}})
	if isStamped(archive, is) {
		t.Error("nothing is up to date")
	}
	if err := os.WriteFile(stampFile(archive), []byte(is), 0o644); err != nil {
		t.Fatal(err)
	}
	if isStamped(archive, is) {
		t.Error("a stamp without its archive is up to date")
	}
	if err := os.WriteFile(archive, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if !isStamped(archive, is) {
		t.Error("an archive with its stamp is not up to date")
	}
	for _, other := range []string{
		stamp("a:2", []deb{{"a_1.deb", "SHA256:aa"}}),
		stamp("a:1", []deb{{"a_2.deb", "SHA256:aa"}}),
		stamp("a:1", []deb{{"a_1.deb", "SHA256:bb"}}),
		stamp("a:1", []deb{{"a_1.deb", "SHA256:aa"}, {"b_1.deb", "SHA256:bb"}}),
	} {
		if isStamped(archive, other) {
			t.Errorf("an archive of\n%s is up to date for\n%s", is, other)
		}
	}
}

// TestPython makes an image of real packages, twice, and runs what is in it.
func TestPython(t *testing.T) {
	if _, err := exec.LookPath("apt-get"); err != nil || testing.Short() {
		t.Skip("SKIPPED: an image of real packages: it takes apt-get, and some megabytes from its mirror")
	}
	dir := t.TempDir()
	var archives [2][]byte
	for i := range archives {
		path := filepath.Join(dir, "new", []string{"a.tar", "b.tar"}[i])
		args := []string{"-ref", "mosaic.test/python:3", "-archive", path, "python3-minimal"}
		if err := run(context.Background(), args); err != nil {
			t.Fatal(err)
		}
		before, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := run(context.Background(), args); err != nil {
			t.Fatal(err)
		}
		if after, err := os.Stat(path); err != nil || !os.SameFile(before, after) {
			t.Errorf("an archive that was up to date is made anew: %v", err)
		}
		if archives[i], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(archives[0], archives[1]) {
		t.Error("the same packages give other bytes")
	}
	left, err := os.ReadDir(filepath.Join(dir, "new"))
	if err != nil || len(left) != 4 {
		t.Errorf("two archives and two stamps became %v, %v", left, err)
	}
	if got, want := names(headers(t, bytes.NewReader(archives[0]))), []string{"manifest.json", "config.json", "layer.tar"}; !slices.Equal(got, want) {
		t.Fatalf("the archive has %q, want %q", got, want)
	}
	if os.Geteuid() != 0 {
		return // no chroot
	}
	unpack := exec.Command("sh", "-c", "mkdir root && tar -xOf new/a.tar layer.tar | tar -xC root && chroot --userspec=12345:12345 root /usr/bin/python3 -c 'import zlib; print(zlib.crc32(b\"mosaic\"))'")
	unpack.Dir = dir
	want := fmt.Sprintln(crc32.ChecksumIEEE([]byte("mosaic")))
	if out, err := unpack.CombinedOutput(); err != nil || string(out) != want {
		t.Errorf("python3 in the image says %s, %v; want %s", out, err, want)
	}
}
