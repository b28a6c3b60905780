package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"mosaic/pkg/progress"
	"mosaic/pkg/render"
	"mosaic/pkg/worker"
)

// Options say how programs are run. None of them decides a pixel.
type Options struct {
	Folder  string        // where the scene and the other files lie
	InPlace bool          // they lie there already; else they are laid there first
	Scratch string        // where folders of tiles are made; "" is the system's
	Log     io.Writer     // gets what programs print; nil: nobody does
	MinTime time.Duration // a tile that is done sooner is not believed; 0 believes all
	MaxTime time.Duration // a tile that takes longer is ended; 0 never is
	Grace   time.Duration // a program that is told to stop may take so long before it is killed; 0 is ten seconds
}

// A FinalError is one that every other try, of any tile, would end with.
type FinalError struct{ Err error }

func (e *FinalError) Error() string { return e.Err.Error() }
func (e *FinalError) Unwrap() error { return e.Err }

// A Renderer renders tiles of a plan, each with a run of its engine's program.
type Renderer struct {
	settings Settings
	spec     render.Spec
	options  Options
}

// New is the renderer of a spec whose engine has these settings. Both have been
// validated.
func New(s Settings, spec render.Spec, o Options) *Renderer { return &Renderer{s, spec, o} }

// Rows implements worker.Engine: it runs the program once for the whole tile.
func (r *Renderer) Rows(ctx context.Context, to worker.Target) error {
	tmp, err := os.MkdirTemp(r.options.Scratch, "tile-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	j := r.job(to, to.Film.Rect, tmp)
	output, err := r.settings.expand(r.settings.Engine.Output.File, j)
	if err != nil {
		return &FinalError{err}
	}
	if output != filepath.Base(output) {
		return &FinalError{fmt.Errorf("the engine %s: output.file is %q: it must be a name without a folder", r.settings.Engine.Name, output)}
	}
	j.out = filepath.Join(tmp, output)
	if err := takePrepared(to.PreparedDir, &j); err != nil {
		return err
	}
	if err := r.plainName(&j); err != nil {
		return err
	}
	w := newWatcher(r.settings.Engine.Messages, r.options.Log, to.Teller)
	args, err := r.settings.tileLine(j)
	if err != nil {
		return &FinalError{err}
	}
	if err := r.runProgram(ctx, args, j, w, times{r.options.MinTime, r.options.MaxTime}); err != nil {
		return err
	}
	if err := r.take(j, to); err != nil {
		said := fmt.Errorf("%w; %s", err, w.said())
		if final := (*FinalError)(nil); errors.As(err, &final) {
			return &FinalError{said}
		}
		return said
	}
	return nil
}

// job is what the program is to do, for a rectangle.
func (r *Renderer) job(to worker.Target, rect image.Rectangle, tmp string) job {
	plan := r.spec.Plan
	j := job{
		rect: rect, size: plan.Bounds().Size(), tile: to.Index, tiles: plan.Len(),
		frame: r.spec.FrameNumber(to.Frame), place: to.Frame, seed: r.settings.Seed, threads: to.Workers,
		folder: r.options.Folder, tmp: tmp,
	}
	j.over = j.rect.Inset(-r.settings.Engine.Overscan).Intersect(plan.Bounds())
	if r.spec.Frames != "" {
		j.frames = plan.Frames
	}
	if plan.Columns() > 0 {
		j.column, j.row = j.rect.Min.X/plan.Size, j.rect.Min.Y/plan.Size
	}
	if j.threads < 1 {
		j.threads = runtime.GOMAXPROCS(0)
	}
	j.scene = filepath.Join(j.folder, filepath.FromSlash(r.settings.Scene))
	return j
}

// plainName gives the job a link to a scene that the program cannot be told.
func (r *Renderer) plainName(j *job) error {
	if !r.settings.Engine.PlainNames || Quote(j.scene) == j.scene {
		return nil
	}
	plain := filepath.Join(j.tmp, "scene"+filepath.Ext(j.scene))
	if Quote(plain) != plain {
		plain = filepath.Join(j.tmp, "scene")
	}
	if err := os.Symlink(j.scene, plain); err != nil {
		return err
	}
	j.scene = plain
	return nil
}

// times is how long a run must take and may take, where that is not 0.
type times struct{ least, most time.Duration }

// runProgram runs the program, and says what is wrong if it fails.
func (r *Renderer) runProgram(ctx context.Context, args []string, j job, w *watcher, t times) error {
	e := r.settings.Engine
	for name, content := range e.Files {
		if err := os.WriteFile(filepath.Join(j.tmp, name), []byte(content), 0o666); err != nil {
			return err
		}
	}
	p := process{
		args: args, dir: j.tmp, env: append(os.Environ(), "TMPDIR="+j.tmp), output: w,
		grace: cmp.Or(r.options.Grace, defaultGrace),
	}
	for name, text := range e.Environment {
		value, err := r.settings.expand(text, j)
		if err != nil {
			return &FinalError{err}
		}
		p.env = append(p.env, name+"="+value)
	}
	if e.WorkFolder != "" {
		dir, err := r.settings.expand(e.WorkFolder, j)
		if err != nil {
			return &FinalError{err}
		}
		p.dir = dir
	}
	limited := ctx
	if t.most > 0 {
		var stop context.CancelFunc
		limited, stop = context.WithTimeout(ctx, t.most)
		defer stop()
	}
	how, err := p.run(limited)
	if start := (*startError)(nil); errors.As(err, &start) {
		return &FinalError{err}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return err
	}
	r.tellMemory(how, w)
	return r.judge(how, w, t)
}

// tellMemory notes the most memory that the program took in the log.
func (r *Renderer) tellMemory(how ended, w *watcher) {
	if most := max(how.memory, w.memory); most > 0 && r.options.Log != nil {
		fmt.Fprintf(r.options.Log, "%s: took %.2f s, and %s of memory at most\n", r.settings.Program(), how.took.Seconds(), progress.Size(most))
	}
}

// judge says whether the program did its work, as far as its end tells.
func (r *Renderer) judge(how ended, w *watcher, t times) error {
	program := r.settings.Program()
	switch {
	case how.stopped:
		return fmt.Errorf("%s did not end within the %v of --max-tile-time: %s", program, t.most, w.said())
	case how.signal == "killed":
		return fmt.Errorf("%s was killed, perhaps for want of memory (it took %s): give --memory more; %s", program, progress.Size(max(how.memory, w.memory)), w.said())
	case how.signal != "":
		return fmt.Errorf("%s was ended by a signal (%s): %s", program, how.signal, w.said())
	case how.code != 0:
		err := fmt.Errorf("%s failed with exit code %d: %s", program, how.code, w.said())
		if w.final || slices.Contains(r.settings.Engine.FinalExitCodes, how.code) {
			return &FinalError{err}
		}
		return err
	case len(w.why) > 0 && w.final:
		return &FinalError{fmt.Errorf("%s says that it failed, with exit code 0: %s", program, w.said())}
	case how.took < t.least:
		return fmt.Errorf("%s was done after %.2f s, sooner than --min-tile-time %v believes: %s", program, how.took.Seconds(), t.least, w.said())
	}
	return nil
}

// leftInstead lists what a program left that did not leave what it should.
func leftInstead(tmp string, files map[string]string) string {
	entries, err := os.ReadDir(tmp)
	if err != nil {
		return ""
	}
	var names []string
	for _, e := range entries {
		if _, ours := files[e.Name()]; !ours {
			names = append(names, e.Name())
		}
	}
	if len(names) == 0 {
		return "it left nothing"
	}
	return "it left " + strings.Join(names[:min(len(names), 5)], ", ")
}
