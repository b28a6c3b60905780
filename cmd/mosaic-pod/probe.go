package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"mosaic/pkg/command"
	"mosaic/pkg/engine"
	"mosaic/pkg/render"
)

// probe tells what this program is and, if there is a volume, whether it can be
// written; and of a render.ProbeProgram, as JSON, whether it is in this image.
func probe(ctx context.Context, args []string) error {
	p := render.Probe{Version: version, Engine: engine.Names()}
	if len(args) > 0 {
		var asked render.ProbeProgram
		if err := json.Unmarshal([]byte(args[0]), &asked); err != nil {
			return spec(fmt.Errorf("probe %q: %w", args[0], err))
		}
		found := command.Look(ctx, asked.Needs, asked.Version)
		p.Missing, p.Program, p.ProgramVersion = found.Missing, found.Path, found.Version
	}
	start := time.Now()
	err := writeAndRemove(render.VolumeDir)
	p.Millis = time.Since(start).Milliseconds()
	if _, serr := os.Stat(render.VolumeDir); err != nil && !errors.Is(serr, fs.ErrNotExist) {
		p.Fault = err.Error()
	}
	said, err := lastWords(p)
	fmt.Println(string(said))
	return err
}

// writeAndRemove tries a folder as a tile does.
func writeAndRemove(dir string) error {
	f, err := os.CreateTemp(dir, ".probe-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString("mosaic")
	return errors.Join(err, f.Sync(), f.Close())
}
