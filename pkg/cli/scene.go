package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"mosaic/pkg/scene"
)

// maxScene is the largest scene file, in bytes.
const maxScene = 64 << 20

// A sceneFile is what SCENE named.
type sceneFile struct {
	arg     string // as typed
	name    string // of the file, without folder and extension
	content []byte
	image   scene.Image // what the scene asks for
}

// openScene reads and checks the scene that arg names.
func openScene(arg string) (sceneFile, error) {
	content, err := readScene(arg)
	if err != nil {
		return sceneFile{}, codedError{exitUsage, err}
	}
	s, err := scene.Parse(arg, content)
	if err != nil {
		return sceneFile{}, codedError{exitUsage, err}
	}
	name := strings.TrimPrefix(arg, "builtin:")
	name = strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))
	return sceneFile{arg: arg, name: name, content: content, image: s.Image}, nil
}

func readScene(arg string) ([]byte, error) {
	if name, ok := strings.CutPrefix(arg, "builtin:"); ok {
		content, ok := scene.Builtin(name)
		if !ok {
			return nil, fmt.Errorf("there is no scene %q: built in are %s", arg, builtins())
		}
		return content, nil
	}
	f, err := os.Open(arg)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("scene %q: no such file: give the path of a scene file, or one of %s", arg, builtins())
	}
	if err != nil {
		return nil, fmt.Errorf("scene: %w", err)
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, maxScene+1))
	if err != nil {
		return nil, fmt.Errorf("scene: %w", err)
	}
	if len(content) > maxScene {
		return nil, fmt.Errorf("scene %s: larger than the limit of %d MiB", arg, maxScene>>20)
	}
	return content, nil
}

func builtins() string {
	var all []string
	for _, name := range scene.Builtins() {
		all = append(all, "builtin:"+name)
	}
	return strings.Join(all, ", ")
}
