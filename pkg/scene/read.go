package scene

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"mosaic/pkg/model"
)

// Parse reads a scene file that names no others, or a bundle that Pack made one
// file of. The error says all that is wrong with a scene file, a line each.
func Parse(name string, content []byte) (*model.Scene, error) {
	b, err := Unpack(name, content)
	if err != nil {
		return nil, err
	}
	return b.Scene()
}

// read reads a scene or a model, by its name, at a moment.
func read(name string, data []byte, files model.ReadFileFunc, at model.Moment) (*model.Scene, error) {
	if !isModel(name) {
		return readScene(name, data, files, at)
	}
	base := path.Base(filepath.ToSlash(name))
	m, err := readModel(base, data, files, at)
	if err != nil {
		return nil, err
	}
	return alone(name, m, poses(base, data, files), at)
}

// Load reads a scene and all files that it names, which lie in its folder or
// below. The bundle is of all of them.
func Load(file string) (*model.Scene, *Bundle, error) {
	dir := filepath.Dir(file)
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, err
	}
	defer root.Close()
	base := filepath.Base(file)
	used := map[string]File{}
	left := int64(MaxTotal)
	open := func(to string) ([]byte, error) {
		to = path.Clean(to)
		data, err := readFile(root, to, left)
		if err != nil {
			return nil, &model.FileError{File: to, Err: err}
		}
		if _, again := used[to]; !again {
			left -= int64(len(data))
			used[to] = File{to, int64(len(data)), digest(data)}
		}
		return data, nil
	}
	data, err := readFile(root, base, left)
	if err != nil {
		return nil, nil, &model.FileError{File: file, Err: err}
	}
	left -= int64(len(data))
	b := &Bundle{
		Files: []File{{base, int64(len(data)), digest(data)}},
		open:  func(f File) (io.ReadCloser, error) { return openIn(dir, f.Name) },
	}
	s, err := read(filepath.ToSlash(file), data, open, model.Moment{})
	if err != nil {
		return nil, nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(used)) {
		b.Files = append(b.Files, used[name])
	}
	return s, b, nil
}

// openIn opens a file in a folder or below it.
func openIn(dir, name string) (io.ReadCloser, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return root.Open(filepath.FromSlash(name))
}

// readFile reads a file of up to most bytes.
func readFile(root *os.Root, name string, most int64) ([]byte, error) {
	f, err := root.Open(filepath.FromSlash(name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("there is no such file in the scene's folder")
	case err != nil && (path.IsAbs(name) || strings.HasPrefix(name, "..")):
		return nil, errors.New("lies outside of the scene's folder: put it there or below")
	case err != nil:
		var pe *fs.PathError
		if errors.As(err, &pe) {
			err = pe.Err
		}
		return nil, fmt.Errorf("cannot be opened: %w", err)
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && !info.Mode().IsRegular() {
		return nil, errors.New("is no plain file")
	} else if err == nil && info.Size() > most {
		return nil, fmt.Errorf("makes the scene larger than %d MiB, the most that it may have", MaxTotal>>20)
	}
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, fmt.Errorf("cannot be read: %w", err)
	}
	if int64(len(data)) > most {
		return nil, fmt.Errorf("makes the scene larger than %d MiB, the most that it may have", MaxTotal>>20)
	}
	return data, nil
}
