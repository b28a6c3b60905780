package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"mosaic/pkg/model"
	"mosaic/pkg/scene"
	"mosaic/pkg/suggest"
)

// A sceneFile is what SCENE named.
type sceneFile struct {
	arg     string       // as typed
	name    string       // of the file, without folder and extension
	content []byte       // of the file, and of those that it names
	image   model.Image  // what the scene asks for
	model   *model.Scene // what it says
}

// openScene reads and checks the scene that arg names. With an error it still
// returns what the other flags can be checked against.
func openScene(arg string) (sceneFile, error) {
	base := filepath.Base(strings.TrimPrefix(arg, "builtin:"))
	f := sceneFile{arg: arg, name: strings.TrimSuffix(base, filepath.Ext(base)), image: scene.DefaultImage()}
	if f.name == "" {
		f.name = "scene" // of a file called .yaml
	}
	s, content, err := loadScene(arg)
	if err == nil {
		f.content, f.image, f.model = content, s.Image, s
	}
	return f, err
}

func loadScene(arg string) (*model.Scene, []byte, error) {
	if name, ok := strings.CutPrefix(arg, "builtin:"); ok {
		content, ok := scene.Builtin(name)
		if !ok {
			return nil, nil, fmt.Errorf("there is no scene %q: %s", arg, suggestScene(arg))
		}
		s, err := scene.Parse(arg, content)
		return s, content, err
	}
	info, err := os.Stat(arg)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, fmt.Errorf("scene %q: no such file: %s", arg, suggestScene(arg))
	case err != nil:
		return nil, nil, fmt.Errorf("scene: %w", err)
	case info.IsDir():
		return nil, nil, fmt.Errorf("scene %s is a folder: give the path of a scene file in it", arg)
	}
	return scene.Load(arg)
}

func builtins() string {
	var all []string
	for _, name := range scene.Builtins() {
		all = append(all, "builtin:"+name)
	}
	return strings.Join(all, ", ")
}

// suggestScene is what to type instead of a scene that is not there.
func suggestScene(arg string) string {
	names := scene.Builtins()
	if near, ok := suggest.Nearest(strings.TrimPrefix(arg, "builtin:"), names); ok {
		return "did you mean builtin:" + near + "?"
	}
	if strings.HasPrefix(arg, "builtin:") {
		return "built in are " + builtins()
	}
	if strings.Contains(arg, "://") {
		return "a scene is a file on this machine: download it first"
	}
	if entries, err := os.ReadDir(filepath.Dir(arg)); err == nil {
		var files []string
		for _, e := range entries {
			if !e.IsDir() {
				files = append(files, e.Name())
			}
		}
		if near, ok := suggest.Nearest(filepath.Base(arg), files); ok {
			return "did you mean " + filepath.Join(filepath.Dir(arg), near) + "?"
		}
	}
	return "give the path of a scene file, or one of " + builtins()
}
