package transfer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"
)

// Exec runs Serve with the given arguments where the files are. It returns
// when the command ended or the stream was cut; what it returns is no proof of
// either.
type Exec func(ctx context.Context, args []string, stdin io.Reader, stdout io.Writer) error

// A Permanent error of an Exec says that it is in vain to run it again.
type Permanent struct{ Err error }

func (e *Permanent) Error() string { return e.Err.Error() }
func (e *Permanent) Unwrap() error { return e.Err }

// tries is how often one command is run before giving up; each wait is twice
// the one before, from firstWait to lastWait.
const (
	tries     = 8
	firstWait = 200 * time.Millisecond
	lastWait  = 10 * time.Second
)

// Ask runs one command until it is answered, and returns the answer. It may
// run more than once.
func (x Exec) Ask(ctx context.Context, args ...string) ([]byte, error) {
	return x.call(ctx, nil, args...)
}

// Send runs one command like Ask, and sends it a value as JSON, which it reads
// with Request.
func (x Exec) Send(ctx context.Context, value any, args ...string) ([]byte, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	var frame bytes.Buffer
	if err := writeFrame(&frame, kindData, data); err != nil {
		return nil, err
	}
	return x.call(ctx, frame.Bytes(), args...)
}

// call runs one command until it is answered. The frame in, if not nil, is what it reads.
func (x Exec) call(ctx context.Context, in []byte, args ...string) ([]byte, error) {
	wait := firstWait
	for try := 1; ; try++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		data, err := x.once(ctx, in, args)
		var refused *remoteError
		var permanent *Permanent
		switch {
		case err == nil:
			return data, nil
		case errors.As(err, &permanent):
			return nil, permanent.Err
		case errors.As(err, &refused), ctx.Err() != nil:
			return nil, err
		case try == tries:
			return nil, fmt.Errorf("after %d tries: %w", try, err)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(wait):
		}
		wait = min(2*wait, lastWait)
	}
}

// once runs one command, hands it its frame, reads its answer, and hangs up.
func (x Exec) once(ctx context.Context, in []byte, args []string) ([]byte, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stdin, hangUp := io.Pipe()
	fromPod, stdout := io.Pipe()
	ended := make(chan struct{})
	go func() {
		err := x(ctx, args, stdin, stdout)
		stdin.CloseWithError(io.ErrClosedPipe) // the writer below must not wait for a dead command
		if err == nil {
			err = io.ErrUnexpectedEOF
		}
		stdout.CloseWithError(err) // seen only if the answer is not whole
		close(ended)
	}()
	if in != nil {
		go func() { _, _ = io.Copy(hangUp, bytes.NewReader(in)) }() // a cut shows in the answer
	}
	data, err := readFrame(fromPod, Piece)
	hangUp.Close()
	fromPod.Close() // whatever else it writes is of no use
	if err != nil {
		cancel()
	}
	select {
	case <-ended:
	case <-time.After(5 * time.Second): // the answer is whole: the rest is courtesy
	}
	return data, err
}

func (x Exec) stat(ctx context.Context, args ...string) (stat, error) {
	var s stat
	data, err := x.call(ctx, nil, args...)
	if err == nil {
		err = json.Unmarshal(data, &s)
	}
	return s, err
}

func (x Exec) read(ctx context.Context, path string, offset, length int64) ([]byte, error) {
	data, err := x.call(ctx, nil, "read", path, strconv.FormatInt(offset, 10), strconv.FormatInt(length, 10))
	if err == nil && int64(len(data)) != length {
		err = fmt.Errorf("%s ends at byte %d", path, offset+int64(len(data)))
	}
	return data, err
}

func (x Exec) write(ctx context.Context, path string, offset int64, piece []byte) error {
	var frame bytes.Buffer
	if err := writeFrame(&frame, kindData, piece); err != nil {
		return err
	}
	_, err := x.call(ctx, frame.Bytes(), "write", path, strconv.FormatInt(offset, 10))
	return err
}
