package cli

import (
	"context"
	"fmt"
	stdimage "image"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"mosaic/pkg/command"
	"mosaic/pkg/engine"
	"mosaic/pkg/film"
	"mosaic/pkg/forecast"
	"mosaic/pkg/worker"
)

// A planEngine is another program that renders, and how it does on this machine.
type planEngine struct {
	Name    string  `json:"name"`
	Path    string  `json:"path,omitempty"` // of the program here; "" if it is not
	Version string  `json:"version,omitempty"`
	Side    int     `json:"trialSide,omitempty"` // of the tile that was tried, in pixels
	Seconds float64 `json:"trialSeconds,omitempty"`
	Fault   string  `json:"fault,omitempty"`   // why that failed
	Untried string  `json:"untried,omitempty"` // why no tile was tried, though the program may be here

	Warnings []string `json:"warnings,omitempty"` // of that tile
}

// String tells people of it.
func (e *planEngine) String() string {
	switch {
	case e.Untried != "":
		return e.Name + ": " + e.Untried
	case e.Path == "":
		return e.Name + ", which is not on this machine's PATH: nothing was tried"
	case e.Fault != "":
		return fmt.Sprintf("%s, %s: a tile that was tried here failed:\n         %s", e.Name, e.Path, e.Fault)
	}
	what := e.Path
	if e.Version != "" {
		what = e.Version
	}
	text := fmt.Sprintf("%s (%s): a tile of %d x %d pixels works here, in %s", e.Name, what, e.Side, e.Side, forecast.Seconds(e.Seconds))
	for _, w := range e.Warnings {
		text += "\n         warning: " + w
	}
	return text
}

// Limits of the tile that is tried.
const (
	trialSide = 32 // in pixels, or what the engine's tiles begin at multiples of
	trialTime = time.Minute
)

// trial runs the program of the request for one small tile in the middle of its
// first frame, if it is on this machine.
func (r request) trial(ctx context.Context) *planEngine {
	program := r.scene.program
	if r.scene.inPlace {
		return &planEngine{Name: program.Engine.Name, Untried: "nothing was tried here, where the scene is not"}
	}
	found := program.Engine.Look(ctx)
	e := &planEngine{Name: program.Engine.Name, Path: found.Path, Version: found.Version}
	if len(program.Engine.Needs()) == 0 { // a command of the user's
		e.Path, _ = exec.LookPath(program.Program())
	}
	if e.Path == "" {
		return e
	}
	if err := r.tryTile(ctx, e); err != nil {
		e.Fault = err.Error()
	}
	return e
}

func (r request) tryTile(ctx context.Context, e *planEngine) error {
	dir, err := os.MkdirTemp("", "mosaic-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	renderer, err := engine.Open(r.spec, r.scene.files, command.Options{Folder: filepath.Join(dir, "scene"), Scratch: dir, MaxTime: trialTime})
	if err != nil {
		return err
	}
	e.Side = max(trialSide, r.scene.program.Engine.Multiple)
	plan := r.spec.Plan
	at := stdimage.Pt(plan.Width/2/e.Side*e.Side, plan.Height/2/e.Side*e.Side)
	f := film.New(stdimage.Rectangle{Min: at, Max: at.Add(stdimage.Pt(e.Side, e.Side))}.Intersect(plan.Bounds()))
	begin := time.Now()
	var warnings worker.Warnings
	err = renderer.Rows(ctx, worker.Target{Film: f, AnyChannels: true, Teller: worker.Teller{Warn: warnings.Add}})
	e.Warnings = warnings
	e.Seconds = time.Since(begin).Seconds()
	return err
}
