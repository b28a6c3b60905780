package atomicfile

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// names are the entries of a folder, hidden ones too.
func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	list := []string{}
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

// content fails unless the folder has one file, called a, of this content.
func content(t *testing.T, dir, want string) {
	t.Helper()
	if diff := cmp.Diff([]string{"a"}, names(t, dir)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "a")); err != nil || string(got) != want {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	for _, text := range []string{"old", "", strings.Repeat("new", 1<<20)} {
		if err := WriteFile(filepath.Join(dir, "a"), []byte(text)); err != nil {
			t.Fatal(err)
		}
		content(t, dir, text)
	}
	plain := filepath.Join(t.TempDir(), "b")
	if err := os.WriteFile(plain, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	want, err1 := os.Stat(plain)
	got, err2 := os.Stat(filepath.Join(dir, "a"))
	if err := errors.Join(err1, err2); err != nil || got.Mode() != want.Mode() {
		t.Errorf("the mode is %v, not %v: %v", got.Mode(), want.Mode(), err)
	}
}

func TestWriteToTheWorkingFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := WriteFile("a", []byte("here")); err != nil {
		t.Fatal(err)
	}
	content(t, ".", "here")
}

// TestWriteHidesWhatIsNotWhole looks on while the file is written.
func TestWriteHidesWhatIsNotWhole(t *testing.T) {
	dir := t.TempDir()
	err := Write(filepath.Join(dir, "a"), func(f *os.File) error {
		_, err := f.WriteString("half")
		list := names(t, dir)
		if len(list) != 1 || !strings.HasPrefix(list[0], ".a.") || !strings.HasSuffix(list[0], ".tmp") {
			t.Errorf("while it is written there is %q", list)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	content(t, dir, "half")
}

func TestFailureLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	if err := WriteFile(path, []byte("old")); err != nil {
		t.Fatal(err)
	}
	bad := errors.New("bad row")
	fail := func(f *os.File) error {
		if _, err := f.WriteString("half"); err != nil {
			t.Error(err)
		}
		return bad
	}
	if err := Write(path, fail); !errors.Is(err, bad) {
		t.Errorf("%v, want %v", err, bad)
	}
	content(t, dir, "old")

	closed := func(f *os.File) error { return f.Close() } // it cannot be synced
	if err := Write(path, closed); !errors.Is(err, os.ErrClosed) {
		t.Errorf("%v, want %v", err, os.ErrClosed)
	}
	content(t, dir, "old")

	if err := os.MkdirAll(filepath.Join(dir, "folder", "full"), 0o777); err != nil { // nothing can be renamed to that
		t.Fatal(err)
	}
	if err := WriteFile(filepath.Join(dir, "folder"), nil); err == nil {
		t.Error("a folder has been replaced")
	}
	if diff := cmp.Diff([]string{"a", "folder"}, names(t, dir)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if err := WriteFile(filepath.Join(dir, "none", "a"), nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file in no folder: %v", err)
	}
}

func TestWritersOfOneNameAreHarmless(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	text := strings.Repeat("all of it", 1<<14)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 10 {
				if err := WriteFile(path, []byte(text)); err != nil {
					t.Error(err)
				}
				if got, err := os.ReadFile(path); err != nil || string(got) != text {
					t.Errorf("%d bytes of %d, %v", len(got), len(text), err)
				}
			}
		})
	}
	all.Wait()
	content(t, dir, text)
}

func TestCommit(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for text, commit := range map[string]func() error{
		"by path": func() error { return Commit(filepath.Join(dir, ".a.part"), filepath.Join(dir, "a")) },
		"in root": func() error { return CommitIn(root, ".a.part", "a") },
	} {
		if err := commit(); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: nothing is committed: %v", text, err)
		}
		if err := os.WriteFile(filepath.Join(dir, ".a.part"), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if err := commit(); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		content(t, dir, text)
	}
	if err := CommitIn(root, "a", "../a"); err == nil {
		t.Error("a file left its root")
	}
}

// TestMove goes to another disk where there is one that can be written to.
func TestMove(t *testing.T) {
	from, places := t.TempDir(), []string{t.TempDir()}
	if other, err := os.MkdirTemp("/dev/shm", "atomicfile-*"); err == nil {
		defer os.RemoveAll(other)
		places = append(places, other)
	} else {
		t.Logf("no other disk: %v", err)
	}
	for _, dir := range places {
		if err := os.WriteFile(filepath.Join(from, "b"), []byte(dir), 0o666); err != nil {
			t.Fatal(err)
		}
		if err := Move(filepath.Join(from, "b"), filepath.Join(dir, "a")); err != nil {
			t.Fatal(err)
		}
		content(t, dir, dir)
		if left := names(t, from); len(left) > 0 {
			t.Errorf("left where they were: %v", left)
		}
	}
	if err := Move(filepath.Join(from, "b"), filepath.Join(from, "a")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("moving nothing: %v", err)
	}
}

func TestFoldersThatMayNotBeRead(t *testing.T) {
	if runtime.GOOS == "windows" || os.Geteuid() == 0 {
		t.Skip("everything may be read")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o300); err != nil {
		t.Fatal(err)
	}
	err := WriteFile(filepath.Join(dir, "a"), []byte("in"))
	if cerr := os.Chmod(dir, 0o700); err != nil || cerr != nil {
		t.Fatal(err, cerr)
	}
	content(t, dir, "in")
}

func TestRemoveLeftovers(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a[b") // no pattern
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-time.Hour)
	files := []string{".image.png.A.tmp", ".image.exr.B.tmp", ".other.png.C.tmp", ".image.png.part", "image.png", "image.png.D.tmp"}
	for _, name := range append(files, ".image.png.fresh.tmp") {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(name, "fresh") {
			if err := os.Chtimes(filepath.Join(dir, name), old, old); err != nil {
				t.Fatal(err)
			}
		}
	}
	// One that a killed writer would leave has just such a name.
	if ok, _ := filepath.Match(".image.*.*.tmp", temporary("image.png")); !ok {
		t.Errorf("%q is not found", temporary("image.png"))
	}
	RemoveLeftovers(dir, "image.*", 10*time.Minute)
	want := []string{".image.png.fresh.tmp", ".image.png.part", ".other.png.C.tmp", "image.png", "image.png.D.tmp"}
	if diff := cmp.Diff(want, names(t, dir)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	RemoveLeftovers(filepath.Join(dir, "none"), "*", 0)
}
