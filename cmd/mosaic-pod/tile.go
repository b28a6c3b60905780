package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"mosaic/pkg/command"
	"mosaic/pkg/engine"
	"mosaic/pkg/progress"
	"mosaic/pkg/render"
	"mosaic/pkg/scene"
	"mosaic/pkg/tile"
	"mosaic/pkg/worker"
)

// runTile renders the tile of the pod's completion index: the tile of that
// number, or the one at that position of a list. What fails for the last time says
// so on the volume.
func runTile(ctx context.Context, args []string) error {
	var p location
	f := flags("tile", &p)
	retries := f.Int("retries", 0, "how often Kubernetes tries the tile again")
	list := f.String("tiles", "", "of the Job, as 3,17-20")
	var o command.Options
	f.DurationVar(&o.MinTime, "min-tile-time", 0, "sooner than which another program's tile is not believed")
	f.DurationVar(&o.MaxTime, "max-tile-time", 0, "after which another program is ended")
	f.BoolVar(&o.InPlace, "in-place", false, "the scene's files lie in "+render.FolderDir+" already")
	if err := f.Parse(args); err != nil {
		return spec(fmt.Errorf("%w\n%s", err, usage))
	}
	i, err := strconv.Atoi(os.Getenv(render.EnvIndex))
	if err != nil {
		return spec(fmt.Errorf("$%s is no number: this runs as a pod of an Indexed Job", render.EnvIndex))
	}
	r, err := p.open()
	if err != nil {
		return err
	}
	if *list != "" {
		if i, err = pick(*list, i, r.Spec.Plan.Len()); err != nil {
			return spec(err)
		}
	}
	job := os.Getenv(render.EnvJob)
	if err := r.Forgive(job); err != nil {
		return err
	}
	err = renderTile(ctx, p, r, i, o)
	failed, _ := strconv.Atoi(os.Getenv(render.EnvFailures))
	var decided fault
	if err == nil || ctx.Err() != nil || failed < *retries && !errors.As(err, &decided) {
		return err
	}
	return errors.Join(err, r.Fail(worker.Failure{Tile: i, Job: job, Code: exitCode(ctx, err), Error: err.Error()}))
}

// pick is the tile at a position of a list.
func pick(list string, index, total int) (int, error) {
	tiles, err := tile.ParseList(list, total)
	if err != nil {
		return 0, fmt.Errorf("--tiles: %w", err)
	}
	if index < 0 || index >= len(tiles) {
		return 0, fmt.Errorf("completion index %d: --tiles names %d tiles", index, len(tiles))
	}
	return tiles[index], nil
}

func renderTile(ctx context.Context, p location, r worker.Run, i int, o command.Options) error {
	n := r.Spec.Plan.Len()
	if i < 0 || i >= n {
		return spec(fmt.Errorf("tile %d of %d: the Job has more completions than the plan has tiles", i, n))
	}
	b, err := p.bundle(o.InPlace)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "mosaic-*")
	if err != nil && engine.IsCommand(r.Spec.Engine) {
		return err
	}
	defer os.RemoveAll(work)
	o.Folder, o.Scratch, o.Log = filepath.Join(work, "scene"), work, os.Stderr
	if o.InPlace {
		o.Folder = render.FolderDir
	}
	e, err := engine.Open(r.Spec, b, o)
	if unread := (*scene.ReadError)(nil); errors.As(err, &unread) {
		return fmt.Errorf("the scene's files: %w", err)
	}
	if err != nil {
		return spec(err)
	}
	fmt.Fprintf(os.Stderr, "tile %d of %d: %v, %s\n", i, n, r.Spec.Plan.Tile(i).Rect, engine.Describe(r.Spec.Engine))
	start := time.Now()
	said := render.TileStats{}
	warnings := (*worker.Warnings)(&said.Warnings)
	rendered, err := r.Tile(ctx, e, i, 0, worker.Teller{Progress: progressOf(i, &start), Warn: warnings.Add, Prepared: func(took time.Duration) {
		said.Prepared, start = took.Seconds(), time.Now()
	}})
	if err != nil && ctx.Err() != nil {
		return errors.New("stopped")
	}
	if err != nil {
		if final := (*command.FinalError)(nil); errors.As(err, &final) {
			return spec(err)
		}
		return fmt.Errorf("%w\nto render this tile alone: kubectl mosaic render SCENE --local --tile %d %s", err, i, engine.Flags(r.Spec))
	}
	if !rendered {
		fmt.Fprintf(os.Stderr, "tile %d: was there already\n", i)
		return nil
	}
	fmt.Fprintf(os.Stderr, "tile %d: done in %.2f s\n", i, time.Since(start).Seconds())
	said.PeakMemory = command.PeakMemory()
	_, _ = lastWords(said) // the tile is there, whoever hears of it
	return nil
}

// progressInterval is how often a tile says how far it is, at most.
const progressInterval = 5 * time.Second

// progressOf says in the log how much of a tile is done, and how long the rest
// will take if it goes on as it did since the start.
func progressOf(tile int, start *time.Time) func(share float64) {
	var last time.Time
	return func(share float64) {
		now := time.Now()
		if share <= 0 || share >= 1 || now.Sub(last) < progressInterval {
			return
		}
		last = now
		left := time.Duration(float64(now.Sub(*start)) * (1 - share) / share)
		fmt.Fprintln(os.Stderr, progress.TileLine(tile, share, left))
	}
}
