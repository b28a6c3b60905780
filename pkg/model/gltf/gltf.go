// Package gltf reads glTF 2.0, as JSON or as GLB, into a model.
//
// The default scene is read: its meshes of triangles (lists, strips and fans),
// their materials and textures, cameras, lights, and the extensions listed at
// supported. Each primitive becomes one mesh of the model, which all nodes that
// have it in the same pose share: deformed by its morph targets and its skin, as
// these are at rest or at a time of an animation. Ignored are points and lines,
// occlusion maps, and extensions that a file uses but does not require; of what
// animations move and is not read, the model's clips tell.
//
// Light keeps its numbers: a candela is one unit of radiant intensity, a lux
// one of irradiance, a nit one of radiance, so that lights and emissive surfaces
// stay in proportion. Blender calls this "Unitless" when it exports; what it
// exports as "Standard" is 683 times as bright, which an exposure of -9.4 stops
// undoes.
//
// A file is not trusted. Sizes it states are checked before memory is allocated,
// so that memory stays within a multiple of the file's length; each error is a
// *model.FileError that says where.
package gltf

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"mosaic/pkg/model"
)

// supported are the extensions that a file may require.
func supported() []string {
	return []string{
		"EXT_mesh_gpu_instancing",
		"EXT_meshopt_compression",
		"EXT_texture_webp",
		"KHR_animation_pointer",
		"KHR_lights_punctual",
		"KHR_materials_emissive_strength",
		"KHR_materials_ior",
		"KHR_materials_pbrSpecularGlossiness",
		"KHR_materials_specular",
		"KHR_materials_transmission",
		"KHR_materials_unlit",
		"KHR_materials_volume",
		"KHR_mesh_quantization",
		"KHR_texture_transform",
	}
}

// Read parses the content of the file called name, at rest. Buffers and images
// in other files are read through files, which may be nil if there are none.
func Read(name string, data []byte, files model.ReadFileFunc) (*model.Model, error) {
	return ReadAt(name, data, files, model.Moment{})
}

// ReadAt is Read at a moment: as the animation that the moment names has moved
// everything by then. A model that does not have it is at rest.
func ReadAt(name string, data []byte, files model.ReadFileFunc, at model.Moment) (*model.Model, error) {
	m, err := read(data, files, at)
	return m, inFile(name, err)
}

// inFile sets the file of an error that has a place without one.
func inFile(name string, err error) error {
	var fault *model.FileError
	if errors.As(err, &fault) && fault.File == "" {
		fault.File = name
	}
	return err
}

func read(data []byte, files model.ReadFileFunc, at model.Moment) (*model.Model, error) {
	r, err := open(data, files)
	if err != nil {
		return nil, err
	}
	if at.Animate {
		if err := r.animate(at); err != nil {
			return nil, err
		}
	}
	if err := r.scene(); err != nil {
		return nil, err
	}
	r.out.Clips = r.clips()
	return &r.out, nil
}

// open is the reader of a file whose document has been parsed.
func open(data []byte, files model.ReadFileFunc) (*reader, error) {
	text, start, chunk, err := splitGLB(data)
	if err != nil {
		return nil, err
	}
	doc, err := parse(text, start)
	if err != nil {
		return nil, err
	}
	if err := supports(doc.required); err != nil {
		return nil, err
	}
	return newReader(doc, chunk, files, len(data)), nil
}

// supports is an error if a required extension is not supported.
func supports(required []string) error {
	var missing []string
	for _, name := range required {
		if !slices.Contains(supported(), name) {
			missing = append(missing, fmt.Sprintf("%.60s", name))
		}
	}
	if len(missing) > 10 {
		missing = append(missing[:10], "…")
	}
	if missing != nil {
		return fault("extensionsRequired", "needs what mosaic cannot read: export the file without %s", strings.Join(missing, ", "))
	}
	return nil
}

// fault is an error at a location; Read sets the file.
func fault(location, format string, args ...any) error {
	return &model.FileError{Location: location, Err: fmt.Errorf(format, args...)}
}
