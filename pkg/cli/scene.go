package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"mosaic/pkg/command"
	"mosaic/pkg/job"
	"mosaic/pkg/model"
	"mosaic/pkg/render"
	"mosaic/pkg/scene"
	"mosaic/pkg/suggest"
)

// A sceneFile is what SCENE named.
type sceneFile struct {
	arg   string        // as typed
	name  string        // of the file, without folder and extension
	files *scene.Bundle // the file, and those that it names
	image model.Image   // what the scene asks for
	model *model.Scene  // what it says, to the path tracer

	inPlace bool // the files lie in the cluster

	program *command.Settings // of the other program that reads it; nil is the path tracer
}

// openScene reads and checks the scene that arg names. With an error it still
// returns what the other flags can be checked against.
func openScene(arg string) (sceneFile, error) {
	base := filepath.Base(strings.TrimPrefix(arg, "builtin:"))
	f := sceneFile{arg: arg, name: strings.TrimSuffix(base, filepath.Ext(base)), image: scene.DefaultImage()}
	if f.name == "" {
		f.name = "scene" // of a file called .yaml
	}
	s, files, err := loadScene(arg)
	if err == nil {
		f.files, f.image, f.model = files, s.Image, s
	}
	return f, err
}

func loadScene(arg string) (*model.Scene, *scene.Bundle, error) {
	if name, ok := strings.CutPrefix(arg, "builtin:"); ok {
		content, ok := scene.Builtin(name)
		if !ok {
			return nil, nil, fmt.Errorf("there is no scene %q: %s", arg, suggestScene(arg))
		}
		files, err := scene.Unpack(arg, content)
		if err != nil {
			return nil, nil, err
		}
		s, err := files.Scene()
		return s, files, err
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

// digest names the scene; that of nothing if it could not be read.
func (f sceneFile) digest() string {
	if f.files == nil {
		return render.Digest(nil)
	}
	return f.files.Digest()
}

// size is how many bytes all files have; 0 if the scene could not be read.
func (f sceneFile) size() int {
	if f.files == nil {
		return 0
	}
	return int(f.files.Size())
}

// carried is what of the scene the ConfigMap of a spec has: the scene itself if
// there is room, or else the list of its files, which are to be uploaded.
func (f sceneFile) carried(spec render.Spec) (files map[string][]byte, upload *scene.Bundle, err error) {
	room := job.SceneRoom(spec)
	if !f.inPlace && f.files.Size() <= int64(room) {
		packed, err := f.files.Pack()
		if err != nil {
			return nil, nil, fmt.Errorf("scene %s: %w", f.arg, err)
		}
		if len(packed) <= room {
			return map[string][]byte{render.SceneFile: packed}, nil, nil
		}
	}
	list := f.files.Manifest()
	if len(list) > room {
		list = f.files.Compressed()
	}
	if len(list) > room {
		return nil, nil, fmt.Errorf("scene %s names %d files, too many for the list of them to fit into a ConfigMap: name fewer", f.arg, len(f.files.Files))
	}
	if f.inPlace {
		return map[string][]byte{render.ListFile: list}, nil, nil
	}
	return map[string][]byte{render.ListFile: list}, f.files, nil
}
