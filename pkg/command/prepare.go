package command

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"mosaic/pkg/worker"
)

// preparedName is the folder within $(tmp) where what was prepared lies.
const preparedName = "prepared"

// Prepares implements worker.Preparer.
func (r *Renderer) Prepares() bool { return r.settings.prepares() }

// prepares reports whether there is a run of the program before all tiles.
func (s Settings) prepares() bool {
	p := s.Engine.Prepare
	if len(p.Command) == 0 || p.Setting == "" {
		return len(p.Command) > 0
	}
	setting, _ := s.Engine.setting(p.Setting) // a definition that has been validated
	return setting.on(s.Set)
}

// Prepare implements worker.Preparer: it runs the program once for a whole frame,
// and keeps what it leaves in $(prepared).
func (r *Renderer) Prepare(ctx context.Context, to worker.Target, dir string) error {
	tmp, err := os.MkdirTemp(r.options.Scratch, "prepare-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	j := r.job(to, r.spec.Plan.Bounds(), tmp)
	j.prepared = filepath.Join(tmp, preparedName)
	if err := os.Mkdir(j.prepared, 0o777); err != nil {
		return err
	}
	if err := r.plainName(&j); err != nil {
		return err
	}
	w := newWatcher(r.settings.Engine.Messages, r.options.Log, worker.Teller{Warn: to.Warn})
	args, err := r.settings.prepareLine(j)
	if err != nil {
		return &FinalError{err}
	}
	if err := r.runProgram(ctx, args, j, w, times{most: r.options.MaxTime}); err != nil {
		return err
	}
	entries, err := os.ReadDir(j.prepared)
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		return fmt.Errorf("%s left nothing in $(prepared): %s", args[0], w.said())
	}
	return os.CopyFS(dir, os.DirFS(j.prepared))
}

// takePrepared gives a tile its own copy of what was prepared, which it may write to.
func takePrepared(from string, j *job) error {
	if from == "" {
		return nil
	}
	j.prepared = filepath.Join(j.tmp, preparedName)
	return os.CopyFS(j.prepared, os.DirFS(from))
}
