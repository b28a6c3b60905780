package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// grace is how long a program that is told to stop may take before it is killed.
const grace = 10 * time.Second

// A process is one run of a program.
type process struct {
	args   []string
	dir    string
	env    []string
	output io.Writer // of both its streams
}

// An ended process says how it went.
type ended struct {
	code   int    // exit code; -1 if a signal ended it
	signal string // that ended it, or ""
	memory int64  // of its largest process, in bytes; 0 if that is not known
	took   time.Duration
}

// startError is a program that cannot be started at all.
type startError struct {
	program string
	err     error
}

func (e *startError) Error() string {
	if errors.Is(e.err, exec.ErrNotFound) || errors.Is(e.err, os.ErrNotExist) {
		return fmt.Sprintf("the program %s is not there", e.program)
	}
	if isWrongMachine(e.err) {
		return fmt.Sprintf("the program %s is made for another kind of machine: use an image for this one", e.program)
	}
	return fmt.Sprintf("the program %s cannot be started: %v", e.program, e.err)
}

func (e *startError) Unwrap() error { return e.err }

// run runs the process and everything it starts until its end. When ctx ends it
// is asked to stop, and killed if it does not; what it leaves running is killed
// in any case.
func (p process) run(ctx context.Context) (ended, error) {
	cmd := exec.CommandContext(ctx, p.args[0], p.args[1:]...)
	cmd.Dir, cmd.Env = p.dir, p.env
	cmd.Stdout, cmd.Stderr = p.output, p.output
	cmd.WaitDelay = grace
	together(cmd)
	start := time.Now()
	if err := cmd.Start(); err != nil {
		var path *os.PathError // of the folder, if that is what is not there
		if errors.As(err, &path) && path.Op == "chdir" {
			return ended{}, err
		}
		return ended{}, &startError{p.args[0], err}
	}
	err := cmd.Wait()
	killRest(cmd)
	e := ended{code: cmd.ProcessState.ExitCode(), memory: peakMemory(cmd.ProcessState), took: time.Since(start)}
	if e.code < 0 {
		e.signal = strings.TrimPrefix(cmd.ProcessState.String(), "signal: ")
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) && !errors.Is(err, exec.ErrWaitDelay) && ctx.Err() == nil {
		return e, err
	}
	return e, nil
}
