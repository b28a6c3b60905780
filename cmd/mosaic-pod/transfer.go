package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"mosaic/pkg/film"
	"mosaic/pkg/render"
	"mosaic/pkg/tile"
	"mosaic/pkg/transfer"
	"mosaic/pkg/worker"
)

// serve answers one transfer command on the volume. The command "hold" waits
// for the end of the pod, in which the others are run. Beside those of
// transfer.Serve there are, DIR being the folder of a run:
//
//	tiles DIR [LIST]                        which tiles are there; those of LIST are read to the last byte
//	frames DIR                              which frames are made
//	film DIR                                the film that is made of them
//	forgive DIR                             failed tiles are waited for again
//	picture DIR FILE PRINT whole|partial [FRAME]
//	                                        puts the tiles together into a file beside the image
//
// and, of a scene's files that lie in a FOLDER of the claim, or of an image:
//
//	files claim|image FOLDER [SCENE]        their names and sizes, and whether SCENE is one of them
//	digests claim|image FOLDER              takes a list of names from stdin, and adds their digests
func serve(ctx context.Context, args []string) error {
	if len(args) == 1 && args[0] == "hold" {
		<-ctx.Done()
		return nil
	}
	if len(args) >= 2 {
		if command, ok := map[string]func(context.Context, worker.Run, []string) (any, error){
			"tiles": tilesThere, "forgive": forgive, "picture": picture, "frames": frames, "film": filmThere,
		}[args[0]]; ok {
			return transfer.Answer(os.Stdin, os.Stdout, func() ([]byte, error) {
				return onRun(ctx, args[1], args[2:], command)
			})
		}
	}
	if len(args) >= 3 && (args[0] == "files" || args[0] == "digests") {
		return transfer.Answer(os.Stdin, os.Stdout, func() ([]byte, error) { return sceneFiles(ctx, args[0], args[1:]) })
	}
	volume, err := os.OpenRoot(render.VolumeDir)
	if err != nil {
		return err
	}
	defer volume.Close()
	return transfer.Serve(volume, args, os.Stdin, os.Stdout)
}

// onRun runs a command on the run in a folder of the volume. Where no pod of
// the run has ever started there is no tile, and the answer is empty.
func onRun(ctx context.Context, dir string, args []string, command func(context.Context, worker.Run, []string) (any, error)) ([]byte, error) {
	if !filepath.IsLocal(dir) {
		return nil, fmt.Errorf("%q is no folder of the volume", dir)
	}
	r, err := worker.Open(filepath.Join(render.VolumeDir, dir))
	if errors.Is(err, os.ErrNotExist) {
		return []byte("{}"), nil
	}
	if err != nil {
		return nil, err
	}
	answer, err := command(ctx, r, args)
	if err != nil {
		return nil, err
	}
	return json.Marshal(answer)
}

func tilesThere(ctx context.Context, r worker.Run, args []string) (any, error) {
	thorough := map[int]bool{}
	for _, list := range args {
		tiles, err := tile.ParseList(list, r.Spec.Plan.Len())
		if err != nil {
			return nil, err
		}
		for _, i := range tiles {
			thorough[i] = true
		}
	}
	there, err := r.There(ctx, func(i int) bool { return thorough[i] })
	return map[string]string{"there": tile.FormatList(there, 0)}, err
}

func frames(_ context.Context, r worker.Run, _ []string) (any, error) {
	there, err := r.FramesThere()
	return map[string]any{"frames": there}, err
}

func filmThere(_ context.Context, r worker.Run, _ []string) (any, error) {
	film, err := r.FilmThere()
	return map[string]any{"film": film}, err
}

func forgive(_ context.Context, r worker.Run, _ []string) (any, error) {
	return struct{}{}, r.Forgive("")
}

func picture(ctx context.Context, r worker.Run, args []string) (any, error) {
	if len(args) == 0 || !strings.HasPrefix(args[0], ".picture-") || filepath.Base(args[0]) != args[0] {
		return nil, fmt.Errorf("picture %q: want .picture-NAME", args)
	}
	frame := 0 // of the plan
	if len(args) == 4 {
		var err error
		if frame, err = strconv.Atoi(args[3]); err != nil || frame < 0 || frame >= r.Spec.Plan.Frames {
			return nil, fmt.Errorf("picture: there is no frame %q", args[3])
		}
	} else if len(args) != 3 {
		return nil, fmt.Errorf("picture %q: want .picture-NAME, the options of an image as JSON, whole or partial, and the frame if there are several", args)
	}
	var options film.ImageOptions
	if err := json.Unmarshal([]byte(args[1]), &options); err != nil {
		return nil, fmt.Errorf("picture: options %q: %w", args[1], err)
	}
	absent, err := r.Picture(ctx, args[0], options, frame, args[2] == "partial")
	return map[string]any{"made": true, "absent": tile.FormatList(absent, 0)}, err
}
