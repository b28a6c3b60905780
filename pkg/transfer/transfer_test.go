package transfer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// far is a volume, and an Exec on it whose streams break as told.
type far struct {
	root  *os.Root
	calls atomic.Int64
	out   func(call int64, w io.Writer) io.Writer // nil: as it is
}

func newFar(t *testing.T) *far {
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return &far{root: root}
}

func (f *far) exec(_ context.Context, args []string, stdin io.Reader, stdout io.Writer) error {
	n := f.calls.Add(1)
	if f.out != nil {
		stdout = f.out(n, stdout)
	}
	_ = Serve(f.root, args, stdin, stdout)
	return nil // a cut stream looks like success
}

// cut passes n bytes on and loses the rest.
type cut struct {
	w io.Writer
	n int
}

func (c *cut) Write(p []byte) (int, error) {
	if len(p) > c.n {
		n, _ := c.w.Write(p[:c.n])
		c.n -= n
		return n, errors.New("cut")
	}
	c.n -= len(p)
	return c.w.Write(p)
}

// flip changes one bit of byte n.
type flip struct {
	w io.Writer
	n int
}

func (f *flip) Write(p []byte) (int, error) {
	q := bytes.Clone(p)
	if 0 <= f.n && f.n < len(q) {
		q[f.n] ^= 1
	}
	f.n -= len(p)
	return f.w.Write(q)
}

func random(size int) []byte {
	data := make([]byte, size)
	r := rand.NewChaCha8([32]byte{1})
	_, _ = r.Read(data)
	return data
}

func hexDigest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func silent(_, _ int64) {}

func TestDownload(t *testing.T) {
	for _, c := range []struct {
		name string
		size int
		out  func(call int64, w io.Writer) io.Writer
	}{
		{"empty", 0, nil},
		{"one byte", 1, nil},
		{"three pieces", 2*Piece + 12345, nil},
		{"whole pieces", 2 * Piece, nil},
		{"each first try is cut", Piece + 7, func(call int64, w io.Writer) io.Writer {
			if call%2 == 1 {
				return &cut{w, int(call) * 1000}
			}
			return w
		}},
		{"cut at once, then before the checksum, then damaged", Piece, func(call int64, w io.Writer) io.Writer {
			switch call {
			case 1:
				return &cut{w, 0}
			case 3:
				return &cut{w, headerSize + Piece}
			case 4:
				return &flip{w, headerSize + 5}
			case 5:
				return &flip{w, 2}
			}
			return w
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := newFar(t)
			f.out = c.out
			data := random(c.size)
			if err := f.root.WriteFile("image.png", data, 0o644); err != nil {
				t.Fatal(err)
			}
			to := filepath.Join(t.TempDir(), "here.png")
			size, digest, err := Download(t.Context(), f.exec, "image.png", "", to, silent)
			if err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(to)
			if err != nil || !bytes.Equal(got, data) {
				t.Fatalf("%d bytes arrived (%v), not the %d that were sent", len(got), err, len(data))
			}
			if size != int64(c.size) || digest != hexDigest(data) {
				t.Errorf("told %d bytes with SHA-256 %s", size, digest)
			}
			onlyFile(t, to)
		})
	}
}

// onlyFile fails if anything lies beside the file.
func onlyFile(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != filepath.Base(path) {
			t.Errorf("left behind: %s", e.Name())
		}
	}
}

func TestDownloadResumes(t *testing.T) {
	f := newFar(t)
	data := random(3*Piece + 1)
	if err := f.root.WriteFile("image.png", data, 0o644); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "here.png")
	ctx, stop := context.WithCancel(t.Context())
	_, _, err := Download(ctx, f.exec, "image.png", "", to, func(done, _ int64) {
		if done >= 2*Piece {
			stop() // the user goes away
		}
	})
	if err == nil {
		t.Fatal("an interrupted download succeeded")
	}
	if _, err := os.Stat(to); !os.IsNotExist(err) {
		t.Fatalf("a half-made file has the final name: %v", err)
	}
	before := f.calls.Load()
	first := int64(-1)
	if _, _, err = Download(t.Context(), f.exec, "image.png", "", to, func(done, _ int64) {
		if first < 0 {
			first = done
		}
	}); err != nil {
		t.Fatal(err)
	}
	if first < 2*Piece {
		t.Errorf("it began again at byte %d (%d calls)", first, f.calls.Load()-before)
	}
	if got, err := os.ReadFile(to); err != nil || !bytes.Equal(got, data) {
		t.Fatalf("the resumed file differs (%v)", err)
	}
	onlyFile(t, to)
}

func TestDownloadDistrustsWhatLiesThere(t *testing.T) {
	f := newFar(t)
	data := random(1000)
	if err := f.root.WriteFile("image.png", data, 0o644); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "here.png")
	part := filepath.Join(filepath.Dir(to), ".here.png."+hexDigest(data)[:8]+".part")
	if err := os.WriteFile(part, []byte("not the beginning of it"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Download(t.Context(), f.exec, "image.png", "", to, silent); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(to); !bytes.Equal(got, data) {
		t.Fatal("the file differs")
	}
}

func TestDownloadWantsWhatWasMade(t *testing.T) {
	f := newFar(t)
	if err := f.root.WriteFile("image.png", []byte("junk"), 0o644); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "here.png")
	_, _, err := Download(t.Context(), f.exec, "image.png", hexDigest([]byte("a picture")), to, silent)
	if err == nil || !strings.Contains(err.Error(), "it was changed since") {
		t.Errorf("junk was fetched: %v", err)
	}
	if _, err := os.Stat(to); !os.IsNotExist(err) {
		t.Errorf("junk has the final name: %v", err)
	}
}

func TestAPermanentErrorEndsTheTries(t *testing.T) {
	calls := 0
	broken := func(context.Context, []string, io.Reader, io.Writer) error {
		calls++
		return &Permanent{errors.New("no pod")}
	}
	if _, err := Exec(broken).call(t.Context(), nil, "stat", "x"); err == nil || err.Error() != "no pod" || calls != 1 {
		t.Errorf("%v after %d calls", err, calls)
	}
}

func TestRefusals(t *testing.T) {
	f := newFar(t)
	for _, args := range [][]string{
		{"stat", "absent"}, {"read", "absent", "0", "1"}, {"read", "../etc/passwd", "0", "1"}, {"stat", "/etc/passwd"},
		{"read", "x", "0", "999999999999"}, {"read", "x", "-", "1"}, {"frob", "x"}, {"stat"}, {"commit", "absent", "x", "00"},
	} {
		_, err := Exec(f.exec).call(t.Context(), nil, args...)
		if refused := (*remoteError)(nil); !errors.As(err, &refused) {
			t.Errorf("%q: %v, want a refusal", args, err)
		}
	}
	if f.calls.Load() != 9 {
		t.Errorf("refusals were asked for again: %d calls", f.calls.Load())
	}
}

func TestUpload(t *testing.T) {
	data := random(2*Piece + 99)
	path := "assets/sha256/" + hexDigest(data)
	f := newFar(t)
	f.out = func(call int64, w io.Writer) io.Writer {
		if call == 3 || call == 5 {
			return &cut{w, 10}
		}
		return w
	}
	if sent, err := Upload(t.Context(), f.exec, source(data), path, silent); err != nil || !sent {
		t.Fatal(sent, err)
	}
	if got, err := f.root.ReadFile(path); err != nil || !bytes.Equal(got, data) {
		t.Fatalf("what arrived differs (%v)", err)
	}
	if _, err := f.root.Stat(path + ".part"); !os.IsNotExist(err) {
		t.Errorf("the part is left: %v", err)
	}
	calls := f.calls.Load()
	if sent, err := Upload(t.Context(), f.exec, source(data), path, silent); err != nil || sent || f.calls.Load() != calls+1 {
		t.Errorf("a second upload of the same: %v, %d calls", err, f.calls.Load()-calls)
	}
}

func TestUploadDistrustsWhatLiesThere(t *testing.T) {
	data := random(5000)
	path := "assets/sha256/" + hexDigest(data)
	f := newFar(t)
	if err := f.root.MkdirAll("assets/sha256", 0o777); err != nil {
		t.Fatal(err)
	}
	if err := f.root.WriteFile(path+".part", []byte(strings.Repeat("x", 4000)), 0o644); err != nil {
		t.Fatal(err)
	}
	if sent, err := Upload(t.Context(), f.exec, source(data), path, silent); err != nil || !sent {
		t.Fatal(sent, err)
	}
	if got, _ := f.root.ReadFile(path); !bytes.Equal(got, data) {
		t.Fatal("what arrived differs")
	}
}

// source is data to be sent.
func source(data []byte) Source {
	sum := sha256.Sum256(data)
	return Source{
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil },
		Size: int64(len(data)), SHA256: hex.EncodeToString(sum[:]),
	}
}
