package model

import "fmt"

// A ReadFileFunc returns the content of a file that another file refers to, by
// its path relative to the folder of the latter, with forward slashes. Paths that
// leave the scene's folder are errors.
type ReadFileFunc func(path string) ([]byte, error)

// Limits of what importers read; the counts are sums over a file.
const (
	MaxTriangles   = 1 << 28
	MaxVertices    = 1 << 28
	MaxInstances   = 1 << 22
	MaxMaterials   = 1 << 16
	MaxTexels      = 1 << 28 // of all textures
	MaxTextureSize = 1 << 15 // width and height of a texture
	MaxCoordinate  = 1e9     // absolute value of each coordinate
)

// InRange reports whether x is a valid coordinate: at most MaxCoordinate in absolute
// value, and not NaN.
func InRange(x float64) bool { return -MaxCoordinate <= x && x <= MaxCoordinate }

// A FileError is an error in a file that the user gave. Its message says where,
// what is wrong, and what to do.
type FileError struct {
	File     string
	Location string // such as "line 12", "byte 1024", "meshes[3].primitives[0]"; "" is the file as a whole
	Err      error
}

func (e *FileError) Error() string {
	if e.Location == "" {
		return fmt.Sprintf("%s: %v", e.File, e.Err)
	}
	return fmt.Sprintf("%s: %s: %v", e.File, e.Location, e.Err)
}

func (e *FileError) Unwrap() error { return e.Err }
