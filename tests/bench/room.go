package main

import (
	"context"
	"os/exec"
	"path/filepath"
)

// benchRoom compares samples a second of the room on one thread with those of
// POV-Ray, whose antialiasing takes 46 samples a pixel with these options.
func benchRoom(ctx context.Context, dir string) error {
	const side, samples, povSamples = 800, 50, 46
	var povray string
	if !peer(ctx, "builtin:room against POV-Ray", func() (err error) {
		povray, err = exec.LookPath("povray")
		return err
	}, "povray") {
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

// benchThreads compares two threads with one, for whole commands: of a room, and
// of a mesh of a million triangles that has to be made and put into its tree.
func benchThreads(ctx context.Context, dir string) error {
	for _, of := range []struct {
		scene   string
		samples float64
	}{{"room", 800 * 800 * 50}, {"terrain", 1280 * 720 * 64}} {
		run := func(workers string) contender {
			return contender{"mosaic, --workers " + workers, of.samples, "samples", func(ctx context.Context) error {
				return command(ctx, "", "bin/kubectl-mosaic", "render", "builtin:"+of.scene, "--local", "--workers", workers,
					"--to", filepath.Join(dir, of.scene+".png"))
			}}
		}
		if err := compare(ctx, "builtin:"+of.scene+", two threads against one; more is better", run("2"), run("1")); err != nil {
			return err
		}
	}
	return nil
}
