package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"

	"mosaic/pkg/engine"
	"mosaic/pkg/render"
	"mosaic/pkg/scene"
	"mosaic/pkg/settings"
	"mosaic/pkg/tile"
)

// benchPod tells how long a pod takes for a tile of next to nothing in a scene
// of a million triangles, and how much memory: to read the scene and to build
// its tree.
func benchPod(ctx context.Context, dir string) error {
	file := filepath.Join(dir, "ball.ply")
	if err := storeBall(file); err != nil {
		return err
	}
	_, bundle, err := scene.Load(file)
	if err != nil {
		return err
	}
	content, err := bundle.Pack()
	if err != nil {
		return err
	}
	spec := render.Spec{
		Version: render.Version, Scene: bundle.Digest(),
		Engine: engine.Tracer(settings.Tracer{Samples: 1, MaxDepth: 2}, settings.Motion{}),
		Plan:   tile.Plan{Width: 8, Height: 8, Frames: 1, Size: 8},
	}
	for name, data := range map[string][]byte{"spec.json": spec.JSON(), "scene": content} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
			return err
		}
	}
	fmt.Println("a pod's tile in a scene of 1,046,528 triangles: reading and building; the bar is 1 s and 200 MB")
	if err := os.Setenv(render.EnvIndex, "0"); err != nil {
		return err
	}
	for round := range rounds {
		volume := filepath.Join(dir, fmt.Sprint("volume", round))
		if err := os.Mkdir(volume, 0o777); err != nil {
			return err
		}
		if err := weigh(ctx, "mosaic-pod tile", []string{"bin/mosaic-pod", "tile", "--name", "bench", "--spec", dir, "--volume", volume}); err != nil {
			return err
		}
	}
	fmt.Println()
	return nil
}

// storeBall writes the ball as a binary PLY file.
func storeBall(file string) error {
	vertices, triangles := ball(1024)
	header := fmt.Sprintf("ply\nformat binary_little_endian 1.0\nelement vertex %d\n"+
		"property float x\nproperty float y\nproperty float z\n"+
		"element face %d\nproperty list uchar uint vertex_indices\nend_header\n", len(vertices), len(triangles))
	data, err := binary.Append([]byte(header), binary.LittleEndian, vertices)
	if err != nil {
		return err
	}
	for _, t := range triangles {
		data = append(data, 3)
		for _, i := range t {
			data = binary.LittleEndian.AppendUint32(data, i)
		}
	}
	return os.WriteFile(file, data, 0o666)
}
