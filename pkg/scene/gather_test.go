package scene

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// folderOf makes files with these contents and is their folder.
func folderOf(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestGather(t *testing.T) {
	dir := folderOf(t, map[string]string{
		"a/scene.pov": `#include "parts/x.inc" "no such file" "../outside.inc" "/etc/passwd"`, "a/parts/x.inc": `image "y.png"`, "a/parts/y.png": "\x00 \"z\"",
		"a/z": "z", "outside.inc": "", "extra/one": "1", "extra/deep/two": "2", "a/beside": "3",
	})
	quoted := []*regexp.Regexp{regexp.MustCompile(`"([^"\n]+)"`)}
	at := func(names ...string) (paths []string) {
		for _, n := range names {
			paths = append(paths, filepath.Join(dir, filepath.FromSlash(n)))
		}
		return paths
	}
	for _, c := range []struct {
		scene   string
		include []string
		want    string
	}{
		{"a/scene.pov", nil, "scene.pov parts/x.inc parts/y.png"}, // y.png is no text: what it names is none
		{"a/scene.pov", at("extra", "a/beside", "outside.inc"), "scene.pov beside extra/deep/two extra/one outside.inc parts/x.inc parts/y.png"},
		{"a/scene.pov", at("a"), "scene.pov beside parts/x.inc parts/y.png z"},
		{"", at("extra/one"), "one"},
		{"", nil, ""},
	} {
		scene := c.scene
		if scene != "" {
			scene = at(scene)[0]
		}
		b, err := Gather(scene, c.include, quoted)
		if err != nil {
			t.Errorf("%s, %q: %v", c.scene, c.include, err)
			continue
		}
		var names []string
		for _, f := range b.Files {
			names = append(names, f.Name)
		}
		if got := strings.Join(names, " "); got != c.want {
			t.Errorf("%s, %q: %q, want %q", c.scene, c.include, got, c.want)
		}
		packed, err := b.Pack()
		if err != nil {
			t.Fatal(err)
		}
		back, err := Unpack("scene", packed)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(b.Manifest(), back.Manifest()); d != "" {
			t.Errorf("packed and unpacked: %s", d)
		}
		out := filepath.Join(t.TempDir(), "scene")
		if err := back.Extract(out); err != nil {
			t.Fatal(err)
		}
		for _, f := range b.Files {
			path := filepath.Join(out, filepath.FromSlash(f.Name))
			data, err := os.ReadFile(path)
			if err != nil || digest(data) != f.SHA256 {
				t.Errorf("%s is extracted as %q, %v", f.Name, data, err)
			}
			if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o222 != 0 {
				t.Errorf("%s can be written to: %v, %v", f.Name, info.Mode(), err)
			}
		}
	}
	other := folderOf(t, map[string]string{"one": "another"})
	for _, c := range []struct {
		include []string
		want    string
	}{
		{at("nothing"), "there is no such file or folder"},
		{append(at("extra/one"), filepath.Join(other, "one")), "would both be one beside the scene: rename one"},
	} {
		if _, err := Gather("", c.include, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.include, err, c.want)
		}
	}
}

func TestExtractTrustsNoName(t *testing.T) {
	for _, name := range []string{"../a", "/a", "a/../../b", "a\x00b"} {
		b := inMemory("x", []byte("x"))
		b.Files[0].Name = name
		if err := b.Extract(filepath.Join(t.TempDir(), "deep", "er")); err == nil {
			t.Errorf("%q is written", name)
		}
	}
}

func TestAFileThatChangedIsNotExtracted(t *testing.T) {
	dir := folderOf(t, map[string]string{"scene.pov": "one"})
	path := filepath.Join(dir, "scene.pov")
	b, err := Gather(path, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("two"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := b.Extract(t.TempDir()); err == nil || !strings.Contains(err.Error(), "has changed") {
		t.Errorf("extracted: %v", err)
	}
}
