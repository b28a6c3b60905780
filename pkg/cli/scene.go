package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"mosaic/pkg/model"
	"mosaic/pkg/scene"
)

// maxScene is the largest scene file, in bytes.
const maxScene = 64 << 20

// A sceneFile is what SCENE named.
type sceneFile struct {
	arg     string // as typed
	name    string // of the file, without folder and extension
	content []byte
	image   model.Image // what the scene asks for
}

// openScene reads and checks the scene that arg names. With an error it still
// returns what the other flags can be checked against.
func openScene(arg string) (sceneFile, error) {
	base := filepath.Base(strings.TrimPrefix(arg, "builtin:"))
	f := sceneFile{arg: arg, name: strings.TrimSuffix(base, filepath.Ext(base)), image: imageOf(scene.DefaultImage())}
	if f.name == "" {
		f.name = "scene" // of a file called .yaml
	}
	var err error
	if f.content, err = readScene(arg); err != nil {
		return f, err
	}
	s, err := scene.Parse(arg, f.content)
	if err == nil {
		f.image = imageOf(s.Image)
	}
	return f, err
}

// imageOf is what a scene asks for, in the words of the model.
func imageOf(i scene.Image) model.Image {
	return model.Image{Width: i.Width, Height: i.Height, Samples: i.Samples, MaxDepth: i.MaxDepth, Seed: i.Seed, TileSize: i.TileSize}
}

func readScene(arg string) ([]byte, error) {
	if name, ok := strings.CutPrefix(arg, "builtin:"); ok {
		content, ok := scene.Builtin(name)
		if !ok {
			return nil, fmt.Errorf("there is no scene %q: %s", arg, sceneMeant(arg))
		}
		return content, nil
	}
	f, err := os.Open(arg)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("scene %q: no such file: %s", arg, sceneMeant(arg))
	}
	if err != nil {
		return nil, fmt.Errorf("scene: %w", err)
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, fmt.Errorf("scene %s is a folder: give the path of a scene file in it", arg)
	}
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
