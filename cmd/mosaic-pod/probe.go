package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"mosaic/pkg/engine"
	"mosaic/pkg/render"
)

// probe tells what this program is and, if there is a volume, whether it can be
// written.
func probe() error {
	p := render.Probe{Version: version, Engine: engine.Names()}
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
