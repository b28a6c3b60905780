package scene

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"mosaic/pkg/model"
	"mosaic/pkg/model/gltf"
	"mosaic/pkg/model/obj"
	"mosaic/pkg/model/ply"
	"mosaic/pkg/model/stl"
)

// A modelFormat is a kind of file that holds a model.
type modelFormat struct {
	extension string
	read      readFunc
	poses     func(name string, data []byte, files model.ReadFileFunc, clip string, visit func(*model.Model)) error // nil if nothing moves
}

// A readFunc reads a model file as it is at a moment.
type readFunc func(name string, data []byte, files model.ReadFileFunc, at model.Moment) (*model.Model, error)

// modelFormats is the formats by their extensions.
func modelFormats() []modelFormat {
	atRest := func(read func(string, []byte, model.ReadFileFunc) (*model.Model, error)) readFunc {
		return func(name string, data []byte, files model.ReadFileFunc, _ model.Moment) (*model.Model, error) {
			return read(name, data, files)
		}
	}
	single := func(read func(string, []byte) (*model.Model, error)) readFunc {
		return func(name string, data []byte, _ model.ReadFileFunc, _ model.Moment) (*model.Model, error) {
			return read(name, data)
		}
	}
	return []modelFormat{
		{".glb", gltf.ReadAt, gltf.Poses}, {".gltf", gltf.ReadAt, gltf.Poses},
		{".obj", atRest(obj.Read), nil}, {".ply", single(ply.Read), nil}, {".stl", single(stl.Read), nil},
	}
}

// ModelExtensions is the extensions of files that hold models.
func ModelExtensions() []string {
	var all []string
	for _, f := range modelFormats() {
		all = append(all, f.extension)
	}
	return all
}

// Extensions is the extensions of files that are scenes: scene files, and models
// by themselves.
func Extensions() []string { return append([]string{".yaml", ".yml", ".json"}, ModelExtensions()...) }

// IsScene reports whether a file's name is that of a scene.
func IsScene(name string) bool { return slices.Contains(Extensions(), extension(name)) }

// isModel reports whether a file's name is that of a model.
func isModel(name string) bool { return slices.Contains(ModelExtensions(), extension(name)) }

func extension(name string) string { return strings.ToLower(path.Ext(filepath.ToSlash(name))) }

// readModel reads a model at a moment, by the extension of its name.
func readModel(name string, data []byte, files model.ReadFileFunc, at model.Moment) (*model.Model, error) {
	within := beside(name, files)
	for _, f := range modelFormats() {
		if f.extension == extension(name) {
			m, err := f.read(name, data, within, at)
			if err != nil {
				return nil, err
			}
			for i := range m.Clips {
				m.Clips[i].Model = path.Clean(name)
			}
			return m, nil
		}
	}
	return nil, &model.FileError{File: name, Err: fmt.Errorf("is no model: its name must end in %s", strings.Join(ModelExtensions(), ", "))}
}

// poses shows a model file in poses of its clips.
func poses(name string, data []byte, files model.ReadFileFunc) posesFunc {
	return func(clip string, visit func(*model.Model)) error {
		for _, f := range modelFormats() {
			if f.extension == extension(name) && f.poses != nil {
				return f.poses(name, data, beside(name, files), clip, visit)
			}
		}
		return nil
	}
}

// beside reads the files that a model names from the folder where it lies.
func beside(name string, files model.ReadFileFunc) model.ReadFileFunc {
	return func(to string) ([]byte, error) { return files(path.Join(path.Dir(name), to)) }
}
