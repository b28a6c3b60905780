package main

import (
	"context"
	"os"

	"mosaic/pkg/render"
	"mosaic/pkg/transfer"
)

// serve answers one transfer command on the volume. The command "hold" waits
// for the end of the pod, in which the others are run.
func serve(ctx context.Context, args []string) error {
	if len(args) == 1 && args[0] == "hold" {
		<-ctx.Done()
		return nil
	}
	volume, err := os.OpenRoot(render.VolumeDir)
	if err != nil {
		return err
	}
	defer volume.Close()
	return transfer.Serve(volume, args, os.Stdin, os.Stdout)
}
