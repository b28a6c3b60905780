package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mosaic/pkg/cluster"
	"mosaic/pkg/progress"
)

// An unfinished render: what to say when the wait for a render is over without its image.
type unfinished struct {
	name      string
	namespace string // "" is not said
	retry     string // what to type to render again what is missing
	timeout   time.Duration
}

// hints is how to come back to a render that goes on, and how to stop it.
func (u unfinished) hints() string {
	which := u.name
	if u.namespace != "" {
		which += " -n " + u.namespace
	}
	return fmt.Sprintf("to come back: kubectl mosaic attach %s\nto stop it: kubectl mosaic delete %s", which, which)
}

// explain gives the error that ended the wait its words and its exit code.
func (u unfinished) explain(ctx context.Context, err error) error {
	var failed *cluster.FailedError
	switch {
	case err == nil:
		return nil
	case errors.As(err, new(*cluster.DeletedError)):
		return err
	case errors.As(err, &failed):
		return codedError{exitFailed, fmt.Errorf("%w\nto run again what is missing: %s", err, u.retry)}
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return codedError{exitTimeout, fmt.Errorf("the render %s is not done after %s, and goes on\n%s", u.name, progress.Duration(u.timeout), u.hints())}
	case errors.Is(context.Cause(ctx), errLeft):
		return codedError{exitInterrupted, fmt.Errorf("left: the render %s goes on\n%s", u.name, u.hints())}
	case ctx.Err() != nil:
		return codedError{exitInterrupted, fmt.Errorf("interrupted: the render %s goes on\n%s", u.name, u.hints())}
	}
	return fmt.Errorf("%w\n%s", err, u.hints())
}

// notStarted is for a render of which nothing new was made, or nothing of it is left.
func (u unfinished) notStarted(ctx context.Context, err error) error {
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return codedError{exitTimeout, fmt.Errorf("the render %s could not be started within %s: nothing new is left of it, and one that was there before goes on", u.name, progress.Duration(u.timeout))}
	case ctx.Err() != nil:
		return codedError{exitInterrupted, fmt.Errorf("interrupted before the render %s was started: nothing new is left of it, and one that was there before goes on", u.name)}
	}
	return err
}
