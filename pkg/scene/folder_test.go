package scene

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mosaic/pkg/model"
)

func none(string) bool { return false }

func openRoot(t *testing.T, dir string) *os.Root {
	t.Helper()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return root
}

func namesOf(files []File) (names []string) {
	for _, f := range files {
		names = append(names, f.Name)
	}
	return names
}

// TestFoldersAreListed finds plain files and what links lead to, within the
// folder, and nothing that is hidden or left out.
func TestFoldersAreListed(t *testing.T) {
	top := folderOf(t, map[string]string{
		"film/b.txt": "b", "film/a/deep/c.txt": "cc", "film/.hidden": "h", "film/.git/config": "g",
		"film/tiles/1.exr": "t", "film/.alone/x": "x", "secret": "s",
	})
	film := filepath.Join(top, "film")
	for name, to := range map[string]string{
		"link.txt": "b.txt", "chain.txt": "link.txt", "folder": "a", "a/up": "..", "a/self": ".", "dangling": "nowhere",
		"loop": "loop", "secret": "../secret", "out": "..", "absolute": filepath.Join(film, "b.txt"), "shown.txt": ".hidden",
	} {
		if err := os.Symlink(to, filepath.Join(film, filepath.FromSlash(name))); err != nil {
			t.Fatal(err)
		}
	}
	got, err := List(openRoot(t, film), func(dir string) bool { return dir == "tiles" })
	if err != nil {
		t.Fatal(err)
	}
	want := []File{
		{Name: "a/deep/c.txt", Size: 2}, {Name: "b.txt", Size: 1}, {Name: "chain.txt", Size: 1},
		{Name: "folder/deep/c.txt", Size: 2}, {Name: "link.txt", Size: 1}, {Name: "shown.txt", Size: 1},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestTooMuchToList has more than there may be of everything.
func TestTooMuchToList(t *testing.T) {
	deep := t.TempDir()
	if err := os.MkdirAll(filepath.Join(deep, strings.Repeat("d/", maxNested+1)), 0o777); err != nil {
		t.Fatal(err)
	}
	wide := folderOf(t, map[string]string{"f": "", "g": "", "h": ""})
	web := t.TempDir() // of links, with more ways than there are folders
	for _, dir := range []string{"a", "b", "c"} {
		if err := os.Mkdir(filepath.Join(web, dir), 0o777); err != nil {
			t.Fatal(err)
		}
		for _, to := range []string{"a", "b", "c"} {
			if err := os.Symlink("../"+to, filepath.Join(web, dir, to)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, c := range []struct {
		dir  string
		most int
		left int64
		want string
	}{
		{deep, MaxListed, MaxGather, "lies in more than 64 folders"},
		{wide, 3, MaxGather, ""},
		{wide, 2, MaxGather, "more than 2 files"},
		{web, 16, MaxGather, ""}, // the top, and each way along no folder twice
		{web, 15, MaxGather, "more than 15 folders"},
		{folderOf(t, map[string]string{"a": "12", "b": "3"}), MaxListed, 3, ""},
		{folderOf(t, map[string]string{"a": "12", "b": "34"}), MaxListed, 3, "GiB together"},
		{folderOf(t, map[string]string{"\xff": ""}), MaxListed, 3, "is no UTF-8"},
	} {
		l := listing{root: openRoot(t, c.dir), omit: none, most: c.most, left: c.left}
		err := l.add(".", nil)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%+v: %v, want %q", c, err, c.want)
		}
	}
}

// TestPlacedIsWhatGatherMakes bundles the same files where they lie and from the
// user's disk: they are the same scene.
func TestPlacedIsWhatGatherMakes(t *testing.T) {
	dir := folderOf(t, map[string]string{"scene.pov": "s", "a.inc": "a", "z/z.inc": "zz", "empty": ""})
	gathered, err := Gather(filepath.Join(dir, "scene.pov"), []string{dir}, nil)
	if err != nil {
		t.Fatal(err)
	}
	root := openRoot(t, dir)
	listed, err := List(root, none)
	if err != nil {
		t.Fatal(err)
	}
	files, err := Measure(t.Context(), root, namesOf(listed))
	if err != nil {
		t.Fatal(err)
	}
	placed, err := Placed("scene.pov", files)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(gathered.Manifest()), string(placed.Manifest())); d != "" || placed.Digest() != gathered.Digest() {
		t.Errorf("(-gathered +placed)\n%s", d)
	}
	if _, err := placed.Open(placed.Files[0]); err == nil {
		t.Error("files that lie elsewhere can be opened here")
	}
	if err := placed.Verify(dir); err != nil {
		t.Errorf("as they were: %v", err)
	}
	one, err := Placed("empty", files[1:2])
	if err != nil || one.Digest() == one.Files[0].SHA256 {
		t.Errorf("one file alone is known by its content, not by its name too: %v", err)
	}
}

func TestMeasureStops(t *testing.T) {
	root := openRoot(t, folderOf(t, map[string]string{"a": "a"}))
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Measure(ctx, root, []string{"a"}); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that has ended: %v", err)
	}
	for _, name := range []string{"none", "../a", "/a", "."} {
		if _, err := Measure(t.Context(), root, []string{"a", name}); err == nil {
			t.Errorf("%q is measured", name)
		}
	}
}

func TestVerifyNamesWhatChanged(t *testing.T) {
	files := map[string]string{"scene.pov": "s", "b/b.inc": "bb"}
	for _, c := range []struct {
		name string
		edit func(dir string) error
		want string // "" is none
	}{
		{"as it was", func(string) error { return nil }, ""},
		{"one more", func(dir string) error { return os.WriteFile(filepath.Join(dir, "more"), nil, 0o666) }, ""},
		{"longer", func(dir string) error { return os.WriteFile(filepath.Join(dir, "b/b.inc"), []byte("bbb"), 0o666) }, "b/b.inc: has changed since it was read first: render again"},
		{"other words in the scene", func(dir string) error { return os.WriteFile(filepath.Join(dir, "scene.pov"), []byte("t"), 0o666) }, "scene.pov: has changed since it was read first: render again"},
		{"gone", func(dir string) error { return os.Remove(filepath.Join(dir, "scene.pov")) }, "scene.pov: is gone since the list of files was made: render again"},
		{"no folder", func(dir string) error { return os.RemoveAll(filepath.Join(dir, "b")) }, "b/b.inc: is gone"},
		{"a folder", func(dir string) error {
			return errors.Join(os.Remove(filepath.Join(dir, "scene.pov")), os.Mkdir(filepath.Join(dir, "scene.pov"), 0o777))
		}, "scene.pov: has changed"},
	} {
		dir := folderOf(t, files)
		b, err := Gather(filepath.Join(dir, "scene.pov"), []string{filepath.Join(dir, "b")}, nil)
		if err == nil {
			err = c.edit(dir)
		}
		if err != nil {
			t.Fatal(err)
		}
		switch err := b.Verify(dir); {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want) || !errors.As(err, new(*model.FileError))):
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
	b := &Bundle{Files: []File{{Name: "a"}}}
	if err := b.Verify(filepath.Join(t.TempDir(), "none")); !errors.As(err, new(*ReadError)) {
		t.Errorf("no volume: %v, want an error that another try may mend", err)
	}
}

// TestPlacedRefuses lists that no folder gives.
func TestPlacedRefuses(t *testing.T) {
	sum := strings.Repeat("0", 64)
	good := File{"a", 1, sum}
	for name, c := range map[string]struct {
		scene string
		files []File
	}{
		"no files":     {"", nil},
		"no scene":     {"b", []File{good}},
		"twice":        {"", []File{good, good}},
		"scene twice":  {"a", []File{good, good}},
		"upwards":      {"", []File{{"../a", 1, sum}}},
		"rooted":       {"", []File{{"/a", 1, sum}}},
		"no name":      {"", []File{{"", 1, sum}}},
		"the folder":   {"", []File{{".", 1, sum}}},
		"negative":     {"", []File{{"a", -1, sum}}},
		"too large":    {"", []File{good, {"b", MaxGather, sum}}},
		"no digest":    {"", []File{{"a", 1, ""}}},
		"short digest": {"", []File{{"a", 1, "00"}}},
	} {
		if b, err := Placed(c.scene, c.files); err == nil {
			t.Errorf("%s: %v", name, b.Files)
		}
	}
}
