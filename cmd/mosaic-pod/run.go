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
	"mosaic/pkg/worker"
)

// A place is where a pod finds the spec, the scene and the volume.
type place struct{ name, spec, volume string }

// flags returns the flag set of a command, with the flags all have.
func flags(verb string, p *place) *flag.FlagSet {
	f := flag.NewFlagSet(verb, flag.ContinueOnError)
	f.SetOutput(io.Discard) // main says what is wrong
	f.StringVar(&p.name, "name", "", "name of the render")
	f.StringVar(&p.spec, "spec", render.SpecDir, "folder of spec.json and scene")
	f.StringVar(&p.volume, "volume", render.VolumeDir, "folder of the shared volume")
	return f
}

// open reads the spec and makes the run's folders.
func (p place) open() (worker.Run, error) {
	if p.name == "" || p.name != filepath.Base(p.name) {
		return worker.Run{}, spec(fmt.Errorf("--name %q is no name of a render\n%s", p.name, usage))
	}
	data, err := os.ReadFile(filepath.Join(p.spec, "spec.json"))
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

// scene reads the scene: from beside the spec, or from the volume if it was too large to travel.
func (p place) scene(s render.Spec) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(p.spec, "scene"))
	if errors.Is(err, fs.ErrNotExist) {
		data, err = os.ReadFile(filepath.Join(p.volume, render.AssetPath(s.Scene)))
	}
	return data, err
}
