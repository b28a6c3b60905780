package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/spf13/pflag"

	"mosaic/pkg/cluster"
	"mosaic/pkg/film"
	"mosaic/pkg/movie"
	"mosaic/pkg/progress"
	"mosaic/pkg/render"
)

// toVar adds --to, the file that the picture becomes; unset tells which it is
// otherwise.
func toVar(flags *pflag.FlagSet, to *string, unset string) {
	flags.StringVar(to, "to", "", "the picture's `FILE`: "+film.Extensions(nil)+"; of frames, dir/%04d.png or a film.mp4 (unset: "+unset+")")
}

// asRendered is the file of a render that exists: see destinationOf.
const asRendered = "NAME, in the render's format"

// A destination is what a render becomes on this machine: a picture or, of
// frames, a file for each, which may become a film.
type destination struct {
	path   string // of the picture; of frames, the pattern of their paths
	frames []int  // their numbers; none of a still
	film   string // that they become; "" is none
	made   bool   // the film is made in the cluster
	rate   float64
}

// destinationOf is that of a render that exists: to, or what asRendered says.
// Wanted is the numbers of the frames to have; nil is all. What cannot be
// written is an error.
func destinationOf(found *cluster.Found, to string, wanted []int) (destination, error) {
	d := destination{path: to, rate: found.Options.Rate()}
	extension := path.Ext(found.Options.Output)
	list := ""
	if found.Spec != nil {
		list = found.Spec.Frames
	}
	if list != "" {
		all, err := render.ParseFrames(list)
		if err != nil {
			return d, err
		}
		if d.frames = all; wanted != nil {
			d.frames = wanted
			for _, n := range wanted {
				if !slices.Contains(all, n) {
					return d, usagef("--frames: %d is none of the render's, which are %s", n, list)
				}
			}
		}
	} else if wanted != nil {
		return d, usagef("--frames: %s is a still", found.Name)
	}
	if to == "" && list == "" {
		d.path = found.Name + extension
	} else if to == "" && wanted == nil && found.Options.FilmImage != "" {
		d.path = found.Name + path.Ext(found.Options.Film)
	} else if to == "" {
		d.path = filepath.Join(found.Name, "%04d"+extension)
	}
	var err error
	if d.path, d.film, err = (frameFlags{list: list}).pictures(d.path, found.Name); err != nil {
		return d, codedError{exitUsage, err}
	}
	d.made = d.film != "" && wanted == nil && cluster.MakesFilm(found.Options, d.film)
	if found.Spec != nil {
		plan := found.Spec.Plan
		if _, _, err := (film.ImageOptions{}).Check(d.path, plan.Width, plan.Height); err != nil {
			return d, codedError{exitUsage, err}
		}
	}
	if list != "" && path.Ext(d.path) != extension {
		return d, usagef("--to %s: the render makes a %s of each frame: give such names", to, extension)
	}
	if err := d.writable(); err != nil {
		return d, codedError{exitUsage, err}
	}
	return d, nil
}

// brought is what comes from the cluster: the picture, the frames' pattern or the
// film.
func (d destination) brought() string {
	if d.made {
		return d.film
	}
	return d.path
}

// writable finds out whether the destination can be made. The folder of frames
// may have to be made too.
func (d destination) writable() error {
	if len(d.frames) == 0 || d.made {
		return writable(d.brought())
	}
	if d.film != "" {
		if err := writable(d.film); err != nil {
			return err
		}
	}
	dir := filepath.Dir(d.path)
	for {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			return writable(filepath.Join(dir, filepath.Base(d.path)))
		}
		dir = filepath.Dir(dir)
	}
}

// finish makes the film of the frames, if there is to be one here, and removes them.
// Without ffmpeg the frames are the result. It returns what there is.
func (d destination) finish(ctx context.Context, p progress.Reporter) (string, error) {
	if d.film == "" || d.made {
		return d.brought(), nil
	}
	p.Step("film")
	var pictures []string
	for _, n := range d.frames {
		pictures = append(pictures, render.FramePath(d.path, n))
	}
	err := movie.Make(ctx, pictures, d.rate, d.film)
	if errors.Is(err, movie.ErrNoProgram) {
		p.Note("warning: %v: the frames are the result; install it, and make the film with:\nffmpeg -framerate %v -i %s %s", err, d.rate, d.path, d.film)
		return d.path, nil
	}
	if err != nil {
		return "", fmt.Errorf("%w\nthe frames are there: %s", err, d.path)
	}
	for _, path := range pictures {
		_ = os.Remove(path)
	}
	_ = os.Remove(filepath.Dir(d.path)) // if nothing else is in it
	p.Done("%s, %s, %v a second", d.film, progress.Number(len(pictures), "frame"), d.rate)
	return d.film, nil
}

// writable finds out whether a file can be made at path. What is there already
// is replaced if it is a file.
func writable(path string) error {
	switch info, err := os.Lstat(path); {
	case err != nil: // nothing is there, or nothing can be: the probe tells
	case info.IsDir():
		return fmt.Errorf("--to %s is a folder: give a file, as %s", path, filepath.Join(path, "picture.png"))
	case !info.Mode().IsRegular():
		return fmt.Errorf("--to %s is no plain file: a picture would take its place: give another name", path)
	}
	probe, err := os.CreateTemp(filepath.Dir(path), ".mosaic-*.tmp")
	if err != nil {
		why := err
		if pe := (*os.PathError)(nil); errors.As(err, &pe) {
			why = pe.Err
		}
		return fmt.Errorf("--to %s: cannot write in the folder %s: %w: give a folder that is there and yours", path, filepath.Dir(path), why)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}
