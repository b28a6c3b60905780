// Package renderers is the other programs that tests and benchmarks render with:
// container images of the distribution's packages, and a scene.
package renderers

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// An Image is a container image that package debimage makes.
type Image struct {
	Reference string
	Packages  []string // of the distribution
}

// Images is the images, by the name of what is in them. numpy is what Blender's
// reader of glTF takes.
func Images() map[string]Image {
	return map[string]Image{
		"povray":  {"mosaic.test/povray:3.7", []string{"povray", "povray-includes"}},
		"blender": {"mosaic.test/blender:3.4", []string{"blender", "python3-numpy"}},
		"ffmpeg":  {"mosaic.test/ffmpeg:5", []string{"ffmpeg"}},
		"python":  {"mosaic.test/python:3", []string{"python3"}},
	}
}

// Archive makes the archive of an image, unless it is there from another run.
// Root is the project's folder.
func Archive(ctx context.Context, root, name string) (path string, err error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	i := Images()[name]
	path = filepath.Join(cache, "mosaic", "debimage", name+".tar")
	cmd := exec.CommandContext(ctx, "go", append([]string{"run", ".", "-ref", i.Reference, "-archive", path}, i.Packages...)...)
	cmd.Dir = filepath.Join(root, "tests", "debimage")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("make the image of %s: %w\n%s", name, err, out)
	}
	return path, nil
}

// TableScene is a script for Blender that writes table.blend, a scene of 24
// frames, into the folder where it runs.
//
//go:embed table.py
var TableScene string
