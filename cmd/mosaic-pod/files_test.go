package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// volume is a folder as a claim may look, opened.
func volume(t *testing.T) (dir string, root *os.Root) {
	t.Helper()
	dir = t.TempDir()
	for _, name := range []string{
		"film-0123abcd/spec.json", "film-0123abcd/tiles/000000.exr", "shot-0123abcd/a.blend", "assets/sha256/00", "assets/wood.png", "lost+found/1",
		"projects/film/shots/a.blend", "projects/film/shots/.old/b.blend", "projects/film/wood.png", "projects/notes.txt",
	} {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte("12345"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return dir, root
}

// TestTheTopOfAClaim leaves out what renders left there, and no more.
func TestTheTopOfAClaim(t *testing.T) {
	_, root := volume(t)
	for _, c := range []struct {
		top  bool
		want string
	}{
		{true, "assets/wood.png projects/film/shots/a.blend projects/film/wood.png projects/notes.txt shot-0123abcd/a.blend"},
		{false, "assets/sha256/00 assets/wood.png film-0123abcd/spec.json film-0123abcd/tiles/000000.exr lost+found/1 " +
			"projects/film/shots/a.blend projects/film/wood.png projects/notes.txt shot-0123abcd/a.blend"},
	} {
		files, err := listScene(root, ".", c.top, nil)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, f := range files {
			names = append(names, f.Name)
		}
		if d := cmp.Diff(c.want, strings.Join(names, " ")); d != "" {
			t.Errorf("top %v: %s", c.top, d)
		}
	}
}

// TestWhatIsNotThere asks for folders and scenes, and is told what there is instead.
func TestWhatIsNotThere(t *testing.T) {
	dir, _ := volume(t)
	for _, c := range []struct{ folder, scene, want string }{ // want "" is none
		{"projects/film", "shots/a.blend", ""},
		{"projects/film", "shots/.old/b.blend", ""},
		{"projects", "", ""},
		{"project", "", "there is no folder project: did you mean projects?"},
		{"projects/flim/shots", "", "there is no folder projects/flim/shots: did you mean projects/film?"},
		{"projects/xyz", "", "there is no folder projects/xyz: in projects is film"},
		{"projects/film/shots/a", "", "there is no folder projects/film/shots/a: in projects/film/shots is nothing of the kind"},
		{"projects/notes.txt", "", "projects/notes.txt is a file: give the folder that it lies in, and SCENE as its name there"},
		{"projects/film", "shots/b.blend", "there is no scene shots/b.blend in the folder projects/film: did you mean shots/a.blend?"},
		{"projects/film", "shot/a.blend", "there is no scene shot/a.blend in the folder projects/film: did you mean shots?"},
		{"projects/film", "qqqqqqq", "there is no scene qqqqqqq in the folder projects/film: there are shots, wood.png"},
		{"projects/film", "shots", "the scene shots in the folder projects/film is no file: give the path of a file"},
		{"projects/film", "../notes.txt", "statat ../notes.txt: path escapes from parent"},
		{"../x", "", "statat ../x: path escapes from parent"},
		{"projects/film/shots/.old/none", "", "there is no folder projects/film/shots/.old/none: in projects/film/shots/.old is nothing of the kind"},
	} {
		root, err := openFolder(dir, c.folder)
		if err == nil {
			var named []string
			if c.scene != "" {
				named = []string{c.scene}
			}
			_, err = listScene(root, c.folder, false, named)
			root.Close()
		}
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s, scene %q: %q, want %q", c.folder, c.scene, got, c.want)
		}
	}
	root, err := openFolder(t.TempDir(), ".")
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if _, err := listScene(root, ".", true, nil); err == nil || err.Error() != "there are no files" {
		t.Errorf("an empty folder: %v", err)
	}
}
