package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mosaic/pkg/cluster"
	"mosaic/pkg/progress"
)

// A parting is what to say when the wait for a render is over without its image.
type parting struct {
	name    string
	space   string // namespace; "" is not said
	again   string // what to type to render again what is missing
	timeout time.Duration
}

// hints is how to come back to a render that goes on, and how to stop it.
func (p parting) hints() string {
	which := p.name
	if p.space != "" {
		which += " -n " + p.space
	}
	return fmt.Sprintf("to come back: kubectl mosaic attach %s\nto stop it: kubectl mosaic delete %s", which, which)
}

// say gives the error that ended the wait its words and its exit code.
func (p parting) say(ctx context.Context, err error) error {
	var failed *cluster.FailedError
	switch {
	case err == nil:
		return nil
	case errors.As(err, new(*cluster.DeletedError)):
		return err
	case errors.As(err, &failed):
		return codedError{exitFailed, fmt.Errorf("%w\nto run again what is missing: %s", err, p.again)}
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return codedError{exitTimeout, fmt.Errorf("the render %s is not done after %s, and goes on\n%s", p.name, progress.Duration(p.timeout), p.hints())}
	case errors.Is(context.Cause(ctx), errLeft):
		return codedError{exitInterrupted, fmt.Errorf("left: the render %s goes on\n%s", p.name, p.hints())}
	case ctx.Err() != nil:
		return codedError{exitInterrupted, fmt.Errorf("interrupted: the render %s goes on\n%s", p.name, p.hints())}
	}
	return fmt.Errorf("%w\n%s", err, p.hints())
}

// notStarted is for a render of which nothing new was made, or nothing of it is left.
func (p parting) notStarted(ctx context.Context, err error) error {
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return codedError{exitTimeout, fmt.Errorf("the render %s could not be started within %s: nothing new is left of it, and one that was there before goes on", p.name, progress.Duration(p.timeout))}
	case ctx.Err() != nil:
		return codedError{exitInterrupted, fmt.Errorf("interrupted before the render %s was started: nothing new is left of it, and one that was there before goes on", p.name)}
	}
	return err
}
