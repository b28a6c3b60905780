package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"mosaic/pkg/render"
	"mosaic/pkg/worker"
)

// interval is how often the merge looks for tiles.
const interval = 500 * time.Millisecond

// patience is how long a failed tile may still be tried again before the merge
// gives up: a new Job that tries it forgives the failure when its first pod
// starts.
const patience = 20 * time.Second

// merge waits for all tiles and puts them together. What it made is its
// termination message, as JSON.
func merge(ctx context.Context, args []string) error {
	var p place
	f := flags("merge", &p)
	output := f.String("output", "", "name of the image file")
	depth := f.Int("bit-depth", 0, "bits of a channel")
	if err := f.Parse(args); err != nil {
		return spec(fmt.Errorf("%w\n%s", err, usage))
	}
	r, err := p.open()
	if err != nil {
		return err
	}
	last := -1
	err = r.Wait(ctx, interval, patience, func(done int) {
		if done != last {
			fmt.Fprintf(os.Stderr, "merge: %d of %d tiles\n", done, r.Spec.Plan().Len())
			last = done
		}
	})
	if failed := (*worker.FailedError)(nil); errors.As(err, &failed) {
		return never(err)
	}
	if err != nil {
		return err
	}
	s, err := r.Merge(ctx, *output, *depth, func(int) {})
	if err != nil {
		return err
	}
	data, err := json.Marshal(s)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "merge: %s\n", data)
	// Outside a pod there is no such file, and nobody who would read it.
	if f, err := os.OpenFile(render.TerminationLog, os.O_WRONLY, 0); err == nil {
		_, werr := f.Write(data)
		return errors.Join(werr, f.Close())
	}
	return nil
}
