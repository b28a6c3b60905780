package cluster

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/runtime"

	"mosaic/pkg/job"
	"mosaic/pkg/kubeapi"
	"mosaic/pkg/progress"
	"mosaic/pkg/render"
	"mosaic/pkg/scene"
	"mosaic/pkg/status"
	"mosaic/pkg/tile"
	"mosaic/pkg/transfer"
)

// Start checks the run and creates its objects. When it fails, nothing that it
// made is left.
func (c *Cluster) Start(ctx context.Context, r Run, p progress.Reporter) error {
	p.Step("check")
	if err := c.Check(ctx, r); err != nil {
		return err
	}
	objects := job.Objects(r.Spec, r.Files, r.Options)
	if _, err := c.DryRun(ctx, objects); err != nil {
		return err
	}
	p.Done("%s, namespace %s, claim %s, checked", c.Config.Host, c.Namespace, r.Options.ClaimName())

	p.Step("apply")
	jobs := len(objects) - 2 // the Jobs come last: they need all the others
	said, undo, err := c.apply(ctx, objects[:jobs])
	if err != nil {
		return err
	}
	if r.Upload != nil {
		if err := c.upload(ctx, r, p); err != nil {
			undo()
			return err
		}
	}
	more, _, err := c.apply(ctx, objects[jobs:])
	if err != nil {
		undo()
		return err
	}
	for _, line := range append(said, more...) {
		p.Note("%s", line)
	}
	p.Done("%s, %d at a time", progress.Number(r.Spec.Plan.Len(), "tile"), min(r.Options.Parallelism, r.Spec.Plan.Len()))
	return nil
}

// Finish follows a run that was started and brings its image to the path to; of
// frames, each to a path of that pattern or, if MakesFilm says so, their film.
func (c *Cluster) Finish(ctx context.Context, r Run, to string, p progress.Reporter) error {
	var reader *transferPod
	defer func() {
		if reader != nil {
			_ = reader.dismiss(ctx) // it ends by itself too
		}
	}()
	frames := frameFetcher{
		frameFetch: frameFetch{dir: r.dir(), pattern: to},
		start:      func() (*transferPod, error) { return c.startTransfer(ctx, r.Options, true) },
	}
	defer frames.end()
	_, perFrame := r.Spec.Plan.Of(0)
	var warner status.Warner
	asFilm := MakesFilm(r.Options, to)
	err := c.follow(ctx, r, p, func(now status.Render) {
		warner.Tell(p, now)
		if r.Spec.Frames != "" && !asFilm && frames.stop == nil && now.Count(status.Done) >= perFrame {
			frames.follow(ctx, p)
		}
	}, func() {
		reader, _ = c.startTransfer(ctx, r.Options, true) // starts while the last tiles are rendered; fetch tries again
	})
	if err != nil {
		return err
	}
	frames.end()
	p.Step("fetch")
	if reader == nil {
		if reader, err = c.startTransfer(ctx, r.Options, true); err != nil {
			return err
		}
	}
	switch {
	case asFilm:
		err = c.downloadFilm(ctx, reader, r.dir(), r.Options, to, p)
	case r.Spec.Frames != "":
		err = c.downloadFrames(ctx, reader, r.Spec, &frames.frameFetch, p)
	default:
		err = c.downloadMerged(ctx, reader, r.image(), to, p)
	}
	if err != nil {
		return err
	}
	c.tellLate(ctx, r.Options.Name, &warner, p)
	return nil
}

// How long tiles may still have to say what they warn of when the picture is here.
const (
	lateWarnings = 5 * time.Second
	lateLook     = 500 * time.Millisecond
)

// tellLate tells the warnings of the last tiles: a pod says them when it ends, and
// that its tile is merged, and fetched, may be known sooner.
func (c *Cluster) tellLate(ctx context.Context, name string, warner *status.Warner, p progress.Reporter) {
	ctx, stop := context.WithTimeout(ctx, lateWarnings)
	defer stop()
	for {
		now, pods, err := c.Pods(ctx, name)
		if err != nil {
			return // the picture is here
		}
		warner.Tell(p, now)
		running := slices.ContainsFunc(pods, func(p status.Pod) bool { return p.Component == job.Tiles && !p.Ended })
		if !running || kubeapi.Sleep(ctx, lateLook) != nil {
			return
		}
	}
}

// downloadFrames brings those frames that were not brought before. One that is
// not made is an error.
func (c *Cluster) downloadFrames(ctx context.Context, reader *transferPod, spec render.Spec, f *frameFetch, p progress.Reporter) error {
	reader.say = p.Note
	if err := f.bring(ctx, reader, p); err != nil {
		return err
	}
	all, err := render.ParseFrames(spec.Frames)
	if err != nil {
		return err
	}
	if lacking := f.lacking(all); len(lacking) > 0 {
		return fmt.Errorf("%s not made yet: %s\nto have those that are: kubectl mosaic fetch NAME --frames LIST", progress.Number(len(lacking), "frame"), tile.FormatList(lacking, 0))
	}
	p.Done("%s, %s", f.pattern, progress.Number(len(f.have), "frame"))
	return nil
}

// soon is how long before its end a run is said to be nearly done.
const soon = 10 * time.Second

// follow reports how far the run is until its image is merged. When that will
// be soon, at the latest when no tile is missing, it calls nearly. Each state that
// it sees it tells to seen, too.
func (c *Cluster) follow(ctx context.Context, r Run, p progress.Reporter, seen func(status.Render), nearly func()) error {
	p.Step("tiles")
	nearly = sync.OnceFunc(nearly)
	merging := sync.OnceFunc(func() {
		p.Done("%s", progress.Number(r.Spec.Plan.Len(), "tile"))
		p.Step("merge")
		nearly()
	})
	watched, stop := context.WithCancel(ctx)
	defer stop()
	shares := c.readShares(watched)
	err := c.Await(ctx, r.Options.Name, func(now status.Render) error {
		shares.fill(&now)
		status.Tell(p, now)
		seen(now)
		if now.State == status.Merging || now.State == status.Complete {
			merging()
		}
		if now.Left > 0 && now.Left < soon {
			nearly()
		}
		return nil
	})
	if err != nil {
		return err
	}
	p.Done("%s on the claim %s", r.result(), r.Options.ClaimName())
	return nil
}

// upload puts the files of a scene that is too large for the ConfigMap on the
// volume, those that are not there yet.
func (c *Cluster) upload(ctx context.Context, r Run, p progress.Reporter) error {
	writer, err := c.startTransfer(ctx, r.Options, false)
	if err != nil {
		return err
	}
	writer.say = p.Note
	sent, err := writer.uploadFiles(ctx, r.Upload, p)
	if derr := writer.dismiss(ctx); err == nil && derr != nil {
		err = fmt.Errorf("removing pod/%s: %w", writer.name, derr)
	}
	switch {
	case err != nil:
		return err
	case sent > 0:
		p.Note("%s uploaded, %s", r.Options.Scene, progress.Size(sent))
	default:
		p.Note("%s is on the volume already", r.Options.Scene)
	}
	return nil
}

// uploadFiles says how many bytes the files had that were sent.
func (p *transferPod) uploadFiles(ctx context.Context, b *scene.Bundle, to progress.Reporter) (sent int64, err error) {
	before := int64(0) // bytes of the files that are done
	for _, f := range b.Files {
		from := transfer.Source{Size: f.Size, SHA256: f.SHA256, Open: func() (io.ReadCloser, error) { return b.Open(f) }}
		was, err := transfer.Upload(ctx, p.exec, from, render.AssetPath(f.SHA256), func(done, _ int64) {
			to.Count(progress.Counts{Done: before + done, Total: b.Size(), Unit: "bytes"})
		})
		if err != nil {
			return sent, fmt.Errorf("%s: %w", f.Name, err)
		}
		if before += f.Size; was {
			sent += f.Size
		}
	}
	return sent, nil
}

// Objects is what Start creates.
func (r Run) Objects() []runtime.Object { return job.Objects(r.Spec, r.Files, r.Options) }
