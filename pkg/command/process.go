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

// defaultGrace is how long a program that is told to stop may take before it is
// killed.
const defaultGrace = 10 * time.Second

// lastWords is how long is waited for the output of an ended program, which one
// that left the process group may still hold open.
const lastWords = time.Second

// A process is one run of a program.
type process struct {
	args   []string
	dir    string
	env    []string
	output io.Writer // of both its streams
	grace  time.Duration
}

// An ended process says how it went.
type ended struct {
	code    int    // exit code; -1 if a signal ended it
	signal  string // that ended it, or ""
	stopped bool   // it was told to stop, for the context had ended
	memory  int64  // of its largest process, in bytes; 0 if that is not known
	took    time.Duration
}

// startError is a program that cannot be started at all.
type startError struct {
	program string
	found   string // its path; "" if there is none
	err     error
}

func (e *startError) Error() string {
	switch {
	case e.found != "" && errors.Is(e.err, os.ErrNotExist):
		return fmt.Sprintf("the program %s lacks what it starts with: the interpreter that its first line names, or the loader of its C library", e.found)
	case errors.Is(e.err, exec.ErrNotFound) || errors.Is(e.err, os.ErrNotExist):
		return fmt.Sprintf("the program %s is not there", e.program)
	case isWrongMachine(e.err) && isScript(e.found):
		return fmt.Sprintf("the program %s is a text whose first line names no interpreter: begin it with #!/bin/sh or the like", e.found)
	case isWrongMachine(e.err):
		return fmt.Sprintf("the program %s is made for another kind of machine: use an image for this one", e.program)
	}
	return fmt.Sprintf("the program %s cannot be started: %v", e.program, e.err)
}

func (e *startError) Unwrap() error { return e.err }

// isScript reports whether a file begins with text.
func isScript(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	start := make([]byte, 64)
	n, _ := f.Read(start)
	for _, b := range start[:n] {
		if b < '\t' || b == 0x7f {
			return false
		}
	}
	return n > 0
}

// run runs the process and everything it starts until its end. When ctx ends it
// is asked to stop, and killed if it does not; what it leaves running is killed
// in any case. One that has left the process group, as a daemon does, is not
// found: its pod ends it.
func (p process) run(ctx context.Context) (ended, error) {
	cmd := exec.CommandContext(ctx, p.args[0], p.args[1:]...)
	cmd.Dir, cmd.Env = p.dir, p.env
	cmd.WaitDelay = p.grace
	together(cmd)
	out, in, err := os.Pipe() // not exec's own, which would wait for all who hold it
	if err != nil {
		return ended{}, err
	}
	defer out.Close()
	cmd.Stdout, cmd.Stderr = in, in
	start := time.Now()
	err = cmd.Start()
	in.Close()
	if err != nil {
		return ended{}, p.startFault(cmd, err)
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		_, _ = io.Copy(p.output, out)
	}()
	err = cmd.Wait()
	e := ended{
		code: cmd.ProcessState.ExitCode(), stopped: ctx.Err() != nil,
		memory: peakMemory(cmd.ProcessState), took: time.Since(start),
	}
	killRest(cmd)
	select {
	case <-read:
	case <-time.After(lastWords):
		out.Close()
		<-read
	}
	if e.code < 0 {
		e.signal = strings.TrimPrefix(cmd.ProcessState.String(), "signal: ")
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) && !errors.Is(err, exec.ErrWaitDelay) && ctx.Err() == nil {
		return e, err
	}
	return e, nil
}

// startFault says why a program does not start: because of the folder it is to
// start in, or by itself.
func (p process) startFault(cmd *exec.Cmd, err error) error {
	if _, serr := os.Stat(p.dir); p.dir != "" && serr != nil {
		return fmt.Errorf("the folder where %s is to start: %w", p.args[0], serr)
	}
	e := &startError{program: p.args[0], err: err}
	if _, serr := os.Stat(cmd.Path); serr == nil && cmd.Err == nil {
		e.found = cmd.Path
	}
	return e
}
