package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"mosaic/pkg/render"
	"mosaic/pkg/scene"
	"mosaic/pkg/worker"
)

// A location is where a pod finds the spec, the scene and the volume.
type location struct{ name, spec, volume string }

// flags returns the flag set of a command, with the flags all have.
func flags(verb string, p *location) *flag.FlagSet {
	f := flag.NewFlagSet(verb, flag.ContinueOnError)
	f.SetOutput(io.Discard) // main says what is wrong
	f.StringVar(&p.name, "name", "", "name of the render")
	f.StringVar(&p.spec, "spec", render.SpecDir, "folder of the spec and the scene")
	f.StringVar(&p.volume, "volume", render.VolumeDir, "folder of the shared volume")
	return f
}

// open reads the spec and makes the run's folders.
func (p location) open() (worker.Run, error) {
	if p.name == "" || p.name != filepath.Base(p.name) {
		return worker.Run{}, spec(fmt.Errorf("--name %q is no name of a render\n%s", p.name, usage))
	}
	data, err := os.ReadFile(filepath.Join(p.spec, render.SpecFile))
	if err != nil {
		return worker.Run{}, err
	}
	s, err := render.Parse(data)
	if err != nil {
		return worker.Run{}, spec(err)
	}
	if _, err := os.Stat(p.volume); err != nil {
		return worker.Run{}, fmt.Errorf("the volume: %w", err)
	}
	r := worker.Run{Dir: filepath.Join(p.volume, s.Dir(p.name)), Spec: s}
	return r, r.Prepare()
}

// bundle is the scene's files: those beside the spec or, if they were too large
// to travel, on the volume, or where they lay before.
func (p location) bundle(inPlace bool) (*scene.Bundle, error) {
	content, err := os.ReadFile(filepath.Join(p.spec, render.SceneFile))
	if err == nil {
		b, err := scene.Unpack("scene", content)
		if err != nil {
			return nil, spec(err)
		}
		return b, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	list, err := os.ReadFile(filepath.Join(p.spec, render.ListFile))
	if err != nil {
		return nil, err
	}
	b, err := scene.Stored(list, func(f scene.File) (io.ReadCloser, error) {
		if inPlace {
			return os.OpenInRoot(render.FolderDir, filepath.FromSlash(f.Name))
		}
		return os.Open(filepath.Join(p.volume, render.AssetPath(f.SHA256)))
	})
	if err != nil {
		return nil, spec(err)
	}
	return b, nil
}
