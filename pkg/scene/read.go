package scene

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"mosaic/pkg/model"
)

// Parse reads content that Load or Builtin gave: a scene file, or a bundle.
// The error says all that is wrong with a scene file, a line each.
func Parse(name string, content []byte) (*model.Scene, error) {
	if !isBundle(content) {
		return read(name, content, func(to string) ([]byte, error) {
			return nil, &model.FileError{File: to, Err: errors.New("is not here: the scene was read without its folder")}
		})
	}
	first, files, err := unpack(name, content)
	if err != nil {
		return nil, err
	}
	return read(first, files[first], func(to string) ([]byte, error) {
		data, ok := files[path.Clean(to)]
		if !ok {
			return nil, &model.FileError{File: to, Err: errors.New("is not in the bundle")}
		}
		return data, nil
	})
}

// read reads a scene or a model, by its name.
func read(name string, data []byte, files model.ReadFileFunc) (*model.Scene, error) {
	if !isModel(name) {
		return readScene(name, data, files)
	}
	m, err := readModel(path.Base(filepath.ToSlash(name)), data, files)
	if err != nil {
		return nil, err
	}
	return alone(name, m)
}

// Load reads a scene and all files that it names, which lie in its folder or
// below. The content is all of them, for Parse: the scene file itself if it
// names none, or else a bundle. Equal files give equal content.
func Load(file string) (*model.Scene, []byte, error) {
	root, err := os.OpenRoot(filepath.Dir(file))
	if err != nil {
		return nil, nil, err
	}
	defer root.Close()
	base := filepath.Base(file)
	used := map[string][]byte{}
	left := int64(MaxTotal)
	open := func(to string) ([]byte, error) {
		to = path.Clean(to)
		if data, ok := used[to]; ok {
			return data, nil
		}
		data, err := readFile(root, to, left)
		if err != nil {
			return nil, &model.FileError{File: to, Err: err}
		}
		left -= int64(len(data))
		used[to] = data
		return data, nil
	}
	data, err := readFile(root, base, left)
	if err != nil {
		return nil, nil, &model.FileError{File: file, Err: err}
	}
	left -= int64(len(data))
	s, err := read(filepath.ToSlash(file), data, open)
	if err != nil {
		return nil, nil, err
	}
	if len(used) == 0 && !isModel(base) {
		return s, data, nil
	}
	content, err := pack(base, data, used)
	return s, content, err
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
