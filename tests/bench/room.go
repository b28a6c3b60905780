package main

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
)

// benchRoom compares samples a second of the room on one thread with those of
// POV-Ray, whose antialiasing takes 46 samples a pixel with these options.
func benchRoom(ctx context.Context, dir string) error {
	const side, samples, povSamples = 800, 50, 46
	povray, err := exec.LookPath("povray")
	if err != nil {
		fmt.Print("builtin:room against POV-Ray: SKIPPED, povray is not installed (apt-get install povray)\n\n")
		return nil
	}
	return compare(ctx, "builtin:room, 800 x 800, one thread; more is better",
		contender{"mosaic, 50 samples, full light transport", side * side * samples, "samples", func(ctx context.Context) error {
			return command(ctx, "", "bin/kubectl-mosaic", "render", "builtin:room", "--local", "--workers", "1",
				"--to", filepath.Join(dir, "room.png"))
		}},
		contender{"POV-Ray, 46 samples, local shading", side * side * povSamples, "samples", func(ctx context.Context) error {
			return command(ctx, "", povray, "tests/bench/room.pov", "+W800", "+H800", "+AM1", "+A0.0", "+R7", "+WT1",
				"-D", "-GA", "+O"+filepath.Join(dir, "pov.png"))
		}})
}

// benchThreads compares two threads with one, on a mesh of a million triangles.
func benchThreads(ctx context.Context, dir string) error {
	const wide, high, samples = 640, 360, 64
	run := func(workers string) contender {
		return contender{"mosaic, --workers " + workers, wide * high * samples, "samples", func(ctx context.Context) error {
			return command(ctx, "", "bin/kubectl-mosaic", "render", "builtin:terrain", "--local", "--workers", workers,
				"--size", fmt.Sprintf("%dx%d", wide, high), "--samples", fmt.Sprint(samples), "--to", filepath.Join(dir, "terrain.png"))
		}}
	}
	return compare(ctx, "builtin:terrain, two threads against one, reading and building included; more is better", run("2"), run("1"))
}
