package scene

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func packed(t testing.TB, b *Bundle) []byte {
	t.Helper()
	content, err := b.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// store is the files of a bundle by digest, as a volume has them.
func store(t *testing.T, b *Bundle) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, f := range b.Files {
		data, err := b.Read(f)
		if err != nil {
			t.Fatal(err)
		}
		files[f.SHA256] = data
	}
	return files
}

func from(files map[string][]byte) func(File) (io.ReadCloser, error) {
	return func(f File) (io.ReadCloser, error) {
		data, ok := files[f.SHA256]
		if !ok {
			return nil, os.ErrNotExist
		}
		return io.NopCloser(bytes.NewReader(data)), nil
	}
}

// TestABundleIsTheSameHoweverItTravels reads a scene from its folder, from one
// file, and from files by digest.
func TestABundleIsTheSameHoweverItTravels(t *testing.T) {
	for _, name := range []string{"scene.yaml", "parts/wedge.ply", "plain.yaml"} {
		dir := folder(t)
		write(t, filepath.Join(dir, "plain.yaml"), file(t, "plain.yaml"))
		want, loaded, err := Load(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		unpacked, err := Unpack("x", packed(t, loaded))
		if err != nil {
			t.Fatal(err)
		}
		short, err := Stored(loaded.Compressed(), from(store(t, loaded)))
		if err != nil || short.Digest() != loaded.Digest() {
			t.Errorf("%s: the compressed list is of another scene, %v", name, err)
		}
		stored, err := Stored(loaded.Manifest(), from(store(t, loaded)))
		if err != nil {
			t.Fatal(err)
		}
		for how, b := range map[string]*Bundle{"loaded": loaded, "unpacked": unpacked, "stored": stored} {
			got, err := b.Scene()
			if d := cmp.Diff(want, got); d != "" || err != nil {
				t.Errorf("%s, %s: %v\n%s", name, how, err, d)
			}
			if b.Digest() != loaded.Digest() || b.Size() != loaded.Size() {
				t.Errorf("%s, %s: digest %s of %d bytes, want %s of %d", name, how, b.Digest(), b.Size(), loaded.Digest(), loaded.Size())
			}
		}
	}
}

func TestFilesThatAreNotWhatTheyWere(t *testing.T) {
	dir := folder(t)
	_, b, err := Load(filepath.Join(dir, "scene.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	files := store(t, b)
	for digest, data := range files {
		for what, change := range map[string][]byte{"shorter": data[1:], "longer": append(bytes.Clone(data), 0), "other": append(bytes.Clone(data[1:]), 1)} {
			files[digest] = change
			s, err := Stored(b.Manifest(), from(files))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Scene(); err == nil || !strings.Contains(err.Error(), "has changed") {
				t.Errorf("%s: %v", what, err)
			}
		}
		delete(files, digest)
		s, err := Stored(b.Manifest(), from(files))
		if err != nil {
			t.Fatal(err)
		}
		var unread *ReadError
		if _, err := s.Scene(); !errors.As(err, &unread) || !errors.Is(err, os.ErrNotExist) {
			t.Errorf("a file that is not there: %v", err)
		}
		files[digest] = data
	}
	write(t, filepath.Join(dir, "dots.png"), "another")
	if _, err := b.Pack(); err == nil || !strings.Contains(err.Error(), "dots.png: has changed") {
		t.Errorf("a file was changed on the disk: %v", err)
	}
}

func TestListsThatAreRefused(t *testing.T) {
	sum := strings.Repeat("ab", 32)
	for list, want := range map[string]string{
		``:     "list of the scene's files",
		`[]`:   "is empty",
		`null`: "is empty",
		`[{"name":"a","size":1,"sha256":"../../x"}]`:      "is no SHA-256",
		`[{"name":"a","size":-1,"sha256":"` + sum + `"}]`: "has -1 bytes",
		`[{"name":"a","size":1000000000000,"sha256":"` + sum + `"},{"name":"b","size":1000000000000,"sha256":"` + sum + `"}]`: "1024 GiB together",
		`[{"name":"a","size":1,"sha256":"` + sum + `","mode":7}]`:                                                             "unknown field",
	} {
		if b, err := Stored([]byte(list), nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v, want %q", list, b, err, want)
		}
	}
}

func TestCompressedListsThatAreRefused(t *testing.T) {
	good := (&Bundle{Files: []File{{"a", 1, strings.Repeat("ab", 32)}}}).Compressed()
	if b, err := Stored(good, nil); err != nil || len(b.Files) != 1 {
		t.Fatalf("a good one: %v, %v", b, err)
	}
	for n := range len(good) {
		if b, err := Stored(good[:n], nil); err == nil {
			t.Errorf("its first %d bytes are %v", n, b.Files)
		}
	}
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	for range maxManifest/(1<<20) + 1 {
		if _, err := w.Write(bytes.Repeat([]byte(" "), 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Stored(bomb.Bytes(), nil); err == nil || !strings.Contains(err.Error(), "more than 64 MiB") {
		t.Errorf("one that becomes very long: %v", err)
	}
}
