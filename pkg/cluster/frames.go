package cluster

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"mosaic/pkg/progress"
	"mosaic/pkg/render"
	"mosaic/pkg/transfer"
	"mosaic/pkg/worker"
)

// A frameFetch brings the frames of a run as they get made.
type frameFetch struct {
	dir     string       // of the run, on the volume
	pattern string       // of the files here
	want    map[int]bool // numbers; nil is all
	have    map[int]bool // numbers of those that were brought
}

// askInterval is how often a run that goes on is asked for new frames.
const askInterval = 5 * time.Second

// bring brings the frames that are made and were not brought before. Each is
// checked by the digest that the merge noted beside it.
func (f *frameFetch) bring(ctx context.Context, reader *transferPod, p progress.Reporter) error {
	made, err := reader.frames(ctx, f.dir)
	if err != nil {
		return err
	}
	var lock sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(parallelFrames)
	for _, frame := range made {
		lock.Lock()
		skip := f.have[frame.Number] || f.want != nil && !f.want[frame.Number]
		lock.Unlock()
		if skip {
			continue
		}
		g.Go(func() error {
			to := render.FramePath(f.pattern, frame.Number)
			if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
				return err
			}
			from := path.Join(f.dir, worker.FramesDir, frame.File)
			if _, _, err := transfer.Download(ctx, reader.exec, from, frame.SHA256, to, func(int64, int64) {}); err != nil {
				return fmt.Errorf("frame %d: %w", frame.Number, err)
			}
			lock.Lock()
			defer lock.Unlock()
			if f.have == nil {
				f.have = map[int]bool{}
			}
			f.have[frame.Number] = true
			p.Note("frame %d: %s", frame.Number, to)
			return nil
		})
	}
	return g.Wait()
}

// frames is the frames that are made in a run's folder.
func (p *transferPod) frames(ctx context.Context, dir string) ([]worker.Frame, error) {
	answer, err := p.ask(ctx, "frames", dir)
	if err != nil {
		return nil, err
	}
	var made struct{ Frames []worker.Frame }
	if err := json.Unmarshal(answer, &made); err != nil {
		return nil, fmt.Errorf("the transfer pod answered %.200q: %w", answer, err)
	}
	return made.Frames, nil
}

// parallelFrames is how many frames are brought at the same time: most of the
// time goes by waiting.
const parallelFrames = 4

// lacking is how many of the wanted frames are not here.
func (f *frameFetch) lacking(all []int) (numbers []int) {
	for _, n := range all {
		if !f.have[n] && (f.want == nil || f.want[n]) {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// A frameFetcher brings frames beside a run that goes on.
type frameFetcher struct {
	frameFetch
	start func() (*transferPod, error)
	wait  sync.WaitGroup
	stop  context.CancelFunc
}

// follow begins to bring frames, until the fetcher is stopped. What goes wrong
// is tried again, and told at the end.
func (f *frameFetcher) follow(ctx context.Context, p progress.Reporter) {
	ctx, f.stop = context.WithCancel(ctx)
	f.wait.Go(func() {
		var reader *transferPod
		defer func() {
			if reader != nil {
				_ = reader.dismiss(ctx)
			}
		}()
		tick := time.NewTicker(askInterval)
		defer tick.Stop()
		for {
			if reader == nil {
				reader, _ = f.start()
			}
			if reader != nil {
				_ = f.bring(ctx, reader, p)
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	})
}

// end stops it, and waits until nobody brings anything.
func (f *frameFetcher) end() {
	if f.stop != nil {
		f.stop()
		f.wait.Wait()
	}
}
