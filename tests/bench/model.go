package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// benchModel compares samples a second of a textured model with those of the
// room, on one thread, and with those of the program of another build if
// MOSAIC_BASE names it.
func benchModel(ctx context.Context, dir string) error {
	const width, height, samples = 640, 480, 64
	file := filepath.Join(dir, "model.glb")
	if err := storeModel(file); err != nil {
		return err
	}
	render := func(name, program, scene string) contender {
		return contender{name, width * height * samples, "samples", func(ctx context.Context) error {
			return command(ctx, "", program, "render", scene, "--local", "--workers", "1",
				"--size", fmt.Sprintf("%dx%d", width, height), "--samples", fmt.Sprint(samples), "--max-depth", "8",
				"--to", filepath.Join(dir, "model.png"))
		}}
	}
	const ours = "bin/kubectl-mosaic"
	title := fmt.Sprintf("a textured model of %d triangles, one thread; more is better", modelTriangles)
	if err := compare(ctx, title, render("mosaic, the model", ours, file), render("mosaic, builtin:room", ours, "builtin:room")); err != nil {
		return err
	}
	base := os.Getenv("MOSAIC_BASE")
	if base == "" {
		fmt.Print("the same against another build: SKIPPED, MOSAIC_BASE does not name its kubectl-mosaic\n\n")
		return nil
	}
	for _, scene := range []string{file, "builtin:room", "builtin:cornell"} {
		title := filepath.Base(scene) + ", this build against $MOSAIC_BASE; more is better"
		if err := compare(ctx, title, render("this build", ours, scene), render("the other", base, scene)); err != nil {
			return err
		}
	}
	return nil
}
