package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

// benchModel compares samples a second of a textured model with those of the
// room, on one thread, and with those of another build if MOSAIC_BASE names its
// kubectl-mosaic. It counts processor time, so that other programs do not
// matter, and takes off that of reading the scene.
func benchModel(ctx context.Context, dir string) error {
	var scenes []string
	for _, side := range []int{1024, 2048, 4096} { // of the textures
		file := filepath.Join(dir, fmt.Sprintf("model-%d.glb", side))
		if err := storeModel(file, side); err != nil {
			return err
		}
		scenes = append(scenes, file)
	}
	fmt.Printf("a model of %d triangles with textures of so many texels a side, one thread; more is better\n", modelTriangles)
	ours := program{"bin/kubectl-mosaic", dir}
	if err := compareRates(ctx, filepath.Base(scenes[0])+" against builtin:room", ours, scenes[0], ours, "builtin:room"); err != nil {
		return err
	}
	base := os.Getenv("MOSAIC_BASE")
	if base == "" {
		fmt.Print("  against another build: SKIPPED, MOSAIC_BASE does not name its kubectl-mosaic\n\n")
		return nil
	}
	for _, scene := range append(scenes, "builtin:room", "builtin:cornell") {
		title := filepath.Base(scene) + " against $MOSAIC_BASE"
		if err := compareRates(ctx, title, ours, scene, program{base, dir}, scene); err != nil {
			return err
		}
	}
	fmt.Println()
	return nil
}

// compareRates runs both sides in turn, and prints the medians of their samples
// a second and of what ours is of theirs.
func compareRates(ctx context.Context, title string, ours program, scene string, theirs program, theirScene string) error {
	var a, b, ratios []float64
	for range rounds {
		x, err := ours.rate(ctx, scene)
		y, err2 := theirs.rate(ctx, theirScene)
		if err := cmp.Or(err, err2); err != nil {
			return err
		}
		a, b, ratios = append(a, x), append(b, y), append(ratios, x/y)
	}
	fmt.Printf("  %-60s %6.3g against %6.3g M samples/s, ratio %.2f (%.2f to %.2f)\n",
		title, median(a), median(b), median(ratios), slices.Min(ratios), slices.Max(ratios))
	return nil
}

// A program is a kubectl-mosaic, and where its pictures go.
type program struct{ path, dir string }

// rate is how many million samples of a scene the program takes in a second of
// processor time.
func (p program) rate(ctx context.Context, scene string) (float64, error) {
	const width, height, samples = 480, 360, 32
	few, err := p.seconds(ctx, scene, fmt.Sprintf("%dx%d", width, height), 1)
	if err != nil {
		return 0, err
	}
	many, err := p.seconds(ctx, scene, fmt.Sprintf("%dx%d", width, height), 1+samples)
	return width * height * samples / (many - few) / 1e6, err
}

// seconds is the processor time of one render.
func (p program) seconds(ctx context.Context, scene, size string, samples int) (float64, error) {
	cmd := exec.CommandContext(ctx, p.path, "render", scene, "--local", "--workers", "1", "--max-depth", "8",
		"--size", size, "--samples", fmt.Sprint(samples), "--to", filepath.Join(p.dir, "model.png"))
	if out, err := cmd.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("%s: %w\n%s", p.path, err, out)
	}
	return (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(), nil
}
