package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mosaic/pkg/film"
	"mosaic/pkg/movie"
	"mosaic/pkg/render"
	"mosaic/pkg/settings"
	"mosaic/pkg/tile"
	"mosaic/pkg/worker"
)

// interval is how often the merge looks for tiles.
const interval = 500 * time.Millisecond

// grace is for tiles that failed and may be tried again.
var grace = worker.GracePeriods{Fresh: 20 * time.Second, Old: 10 * time.Minute}

// merge waits for all tiles and puts them together. What it made is its
// termination message, as JSON.
func merge(ctx context.Context, args []string) error {
	var p location
	f := flags("merge", &p)
	output := f.String("output", "", "name of the image file")
	var options film.ImageOptions
	f.IntVar(&options.BitDepth, "bit-depth", 0, "bits of a channel")
	f.Float64Var(&options.View.Exposure, "exposure", 0, "in stops")
	f.Float64Var(&options.View.White, "white-balance", 0, "in kelvin")
	f.TextVar(&options.View.Curve, "view", film.Standard, film.CurveList())
	m := worker.Merger{}
	f.StringVar(&m.Film, "film", "", "name of the film's file, to be made of the frames")
	f.Float64Var(&m.Rate, "fps", settings.DefaultFPS, "frames a second of the film")
	image := f.String("film-image", "this machine", "name of the image, to say where there is no ffmpeg")
	if err := f.Parse(args); err != nil {
		return spec(fmt.Errorf("%w\n%s", err, usage))
	}
	r, err := p.open()
	if err != nil {
		return err
	}
	if err := check(*output, options, r.Spec.Plan); err != nil {
		return spec(err)
	}
	if err := checkFilm(m, r.Spec); err != nil {
		return spec(err)
	}
	last := -1
	m.Run, m.Image, m.Options = r, *output, options
	err = r.Wait(ctx, interval, grace, func(there map[int]bool) {
		if done := len(there); done != last {
			fmt.Fprintf(os.Stderr, "merge: %d of %d tiles\n", done, r.Spec.Plan.Len())
			last = done
		}
		m.Ready(ctx, there)
	})
	if failed := (*worker.FailedError)(nil); errors.As(err, &failed) {
		return never(err)
	}
	if err != nil {
		return err
	}
	s, err := m.Merge(ctx)
	if faults := (*film.Faults)(nil); errors.As(err, &faults) {
		return never(fmt.Errorf("%w\nto render these again: kubectl mosaic retry %s", err, p.name))
	}
	if errors.Is(err, movie.ErrNoProgram) {
		return never(fmt.Errorf("there is no ffmpeg in the image %s: the frames are made, and no film\n"+
			"to make it with another image: kubectl mosaic retry %s --film-image REFERENCE\n"+
			"to have the frames: kubectl mosaic fetch %s --to %s", *image, p.name, p.name, p.name+"/%04d"+filepath.Ext(*output)))
	}
	if err != nil {
		return err
	}
	s.Frames = nil // they may be too many for a message, and stats.json has them
	said, err := lastWords(s)
	fmt.Fprintf(os.Stderr, "merge: %s\n", said)
	return err
}

// check finds what would be wrong with any tiles, before it waits for them.
func check(output string, options film.ImageOptions, plan tile.Plan) error {
	if output != filepath.Base(output) {
		return fmt.Errorf("--output %q: give the name of a file, as image.png", output)
	}
	_, _, err := options.Check(output, plan.Width, plan.Height)
	return err
}

// checkFilm finds what would be wrong with a film of any frames.
func checkFilm(m worker.Merger, s render.Spec) error {
	switch {
	case m.Film == "":
		return nil
	case s.Frames == "":
		return fmt.Errorf("--film %q: the render is a still", m.Film)
	case m.Film != filepath.Base(m.Film) || !movie.Is(m.Film):
		return fmt.Errorf("--film %q: give the name of a file that ends in %s", m.Film, strings.Join(movie.Extensions(), ", "))
	case !(m.Rate > 0) || math.IsInf(m.Rate, 0):
		return fmt.Errorf("--fps %v: give frames a second, as 24", m.Rate)
	}
	return nil
}
