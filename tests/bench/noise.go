package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"

	"mosaic/pkg/scene"
)

// firstTracer is the last commit whose tracer was that of the first pictures.
const firstTracer = "d3bf1b70a21910284b0da9436d08121145de8e67^"

// benchNoise tells how long pictures of the same noise take, against the first
// tracer. Samples lie independently, so that noise falls with the root of their
// number: what counts is the processor time times the square of the error to a
// picture that has converged.
func benchNoise(ctx context.Context, dir string) error {
	const title = "the same noise as the first tracer's pictures"
	first := filepath.Join(dir, "first")
	if err := command(ctx, "", "sh", "-c", `mkdir "$1" && git archive "$2" | tar -x -C "$1"`, "sh", first, firstTracer); err != nil {
		fmt.Printf("%s: SKIPPED, its source is not in the history here: %.200v\n\n", title, err)
		return nil
	}
	if err := command(ctx, "", "go", "build", "-C", first, "-o", "mosaic", "./cmd/kubectl-mosaic"); err != nil {
		return err
	}
	room, _ := scene.Builtin("room")
	file := filepath.Join(dir, "room.yaml")
	if err := os.WriteFile(file, room, 0o666); err != nil {
		return err
	}
	fmt.Println(title + ", one thread; less is better")
	for _, name := range []string{file, "tests/bench/cornell.yaml"} {
		var took, errors [2][]float64 // seconds, and mean squares of the error
		for i, program := range []string{"bin/kubectl-mosaic", filepath.Join(first, "mosaic")} {
			converged, _, err := picture(ctx, dir, program, name, 512, rounds)
			if err != nil {
				return err
			}
			for seed := range rounds {
				p, seconds, err := picture(ctx, dir, program, name, 64, seed)
				if err != nil {
					return err
				}
				took[i], errors[i] = append(took[i], seconds), append(errors[i], difference(p, converged))
			}
		}
		var t, e, r []float64
		for i := range rounds {
			t, e = append(t, took[0][i]/took[1][i]), append(e, errors[0][i]/errors[1][i])
			r = append(r, t[i]*e[i])
		}
		fmt.Printf("  %-60s ratio %.2f (%.2f to %.2f): time %.2f, square of the error %.2f\n",
			filepath.Base(name), median(r), slices.Min(r), slices.Max(r), median(t), median(e))
	}
	fmt.Println()
	return nil
}

// side of the pictures, in pixels.
const side = 160

// picture is the values of a scene's picture, made with a seed of its own, and
// the processor time that it took.
func picture(ctx context.Context, dir, program, scene string, samples, seed int) (values []float32, seconds float64, err error) {
	to := filepath.Join(dir, "picture.exr")
	cmd := exec.CommandContext(ctx, program, "render", scene, "--local", "--workers", "1", "--max-depth", "8",
		"--size", fmt.Sprintf("%dx%d", side, side), "--samples", strconv.Itoa(samples), "--seed", strconv.Itoa(seed), "--to", to)
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, 0, fmt.Errorf("%s: %w\n%s", program, err, out)
	}
	data, err := os.ReadFile(to)
	if err != nil {
		return nil, 0, err
	}
	// The file ends with the rows, each behind its number and its length.
	const row = 8 + 3*4*side
	for data = data[len(data)-side*row:]; len(data) > 0; data = data[row:] {
		line := make([]float32, 3*side)
		if _, err := binary.Decode(data[8:row], binary.LittleEndian, line); err != nil {
			return nil, 0, err
		}
		values = append(values, line...)
	}
	return values, (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(), nil
}

// difference is the mean square of the differences of two pictures.
func difference(a, b []float32) (sum float64) {
	for i := range a {
		d := float64(a[i]) - float64(b[i])
		sum += d * d
	}
	return sum / float64(len(a))
}
