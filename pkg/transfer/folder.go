package transfer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// Removed is what a remove command says it removed.
type Removed struct {
	Files int   `json:"files"`
	Bytes int64 `json:"bytes"`
}

// list is the sorted names in a folder; none if there is no such folder.
func list(root *os.Root, name string) ([]byte, error) {
	f, err := root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	entries, err := f.ReadDir(-1)
	if err != nil {
		return nil, err
	}
	var lines []string
	for _, e := range entries {
		line := e.Name() + "\n"
		if e.IsDir() {
			line = e.Name() + "/\n"
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	var b bytes.Buffer
	for _, line := range lines {
		b.WriteString(line)
	}
	if b.Len() > Piece {
		return nil, fmt.Errorf("%s: %d names are too many for one answer", name, len(lines))
	}
	return b.Bytes(), nil
}

// remove removes what lies below the root, never the root, and never what all
// renders share.
func remove(root *os.Root, name string) ([]byte, error) {
	if !filepath.IsLocal(name) || path.Clean(name) != name || name == "." || name == "assets" {
		return nil, fmt.Errorf("transfer remove %q: want the path of something below the volume's top", name)
	}
	var r Removed
	err := fs.WalkDir(root.FS(), name, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			r.Files++
			r.Bytes += info.Size()
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // gone before, or while it was counted
		return nil, err
	}
	if err := root.RemoveAll(name); err != nil {
		return nil, err
	}
	return json.Marshal(r)
}
