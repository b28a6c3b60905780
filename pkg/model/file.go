package model

import "fmt"

// Files reads a file that another names, by a path relative to the folder of
// that one, with forward slashes. Paths that leave the scene's folder are errors.
type Files func(path string) ([]byte, error)

// Limits of what importers read. They hold for the sum over a file.
const (
	MaxTriangles = 1 << 28
	MaxVertices  = 1 << 28
	MaxInstances = 1 << 22
	MaxMaterials = 1 << 16
	MaxTexels    = 1 << 28 // of all textures
	MaxSide      = 1 << 15 // texels of a texture in each direction
	MaxLength    = 1e9     // of each coordinate
)

// A FileError is what is wrong with a file: where, what, and what to do.
type FileError struct {
	File  string
	Place string // such as "line 12", "byte 1024", "meshes[3].primitives[0]"; "" is the file as a whole
	Err   error
}

func (e *FileError) Error() string {
	if e.Place == "" {
		return fmt.Sprintf("%s: %v", e.File, e.Err)
	}
	return fmt.Sprintf("%s: %s: %v", e.File, e.Place, e.Err)
}

func (e *FileError) Unwrap() error { return e.Err }
