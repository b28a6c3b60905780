package cluster

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"path/filepath"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/util/rand"

	"mosaic/pkg/film"
	"mosaic/pkg/progress"
	"mosaic/pkg/status"
	"mosaic/pkg/tile"
	"mosaic/pkg/transfer"
	"mosaic/pkg/worker"
)

// A Fetch says which picture of a render to bring where.
type Fetch struct {
	Found    *Found
	To       string     // its extension is the format
	BitDepth int        // 0 is the render's own or, in another format, that format's
	View     *film.View // nil is the render's own
	Partial  bool       // of the tiles that are there, with stripes in the place of the others
	Frames   []int      // numbers of the frames to bring, of a render that has them; nil is all
}

// asMerged reports whether the image that the merge made is what is wanted.
func (f Fetch) asMerged() bool {
	return !f.Partial && f.ownFormat() && f.imageOptions() == f.Found.Options.ImageOptions
}

// ofFrames reports whether the render has frames, as far as is known.
func (f Fetch) ofFrames() bool { return f.Found.Spec != nil && f.Found.Spec.Frames != "" }

// ownFormat reports whether the picture is to have the format of the render's.
func (f Fetch) ownFormat() bool {
	return strings.EqualFold(filepath.Ext(f.To), path.Ext(f.Found.Options.Output))
}

// Fetch brings a picture to the user's disk. It returns the tiles that are
// absent from it, as a list. The render goes on undisturbed.
func (c *Cluster) Fetch(ctx context.Context, f Fetch, p progress.Reporter) (absent string, err error) {
	p.Step("fetch")
	if !f.Partial && !f.Found.JobsGone() && !f.Found.Begun() {
		return "", f.Found.notMade(f.Found.Count(status.Done)) // nothing has ever run, nor could a transfer
	}
	asFilm := MakesFilm(f.Found.Options, f.To)
	reader, err := c.startTransfer(ctx, f.Found.Options, f.asMerged() || asFilm)
	if err != nil {
		return "", err
	}
	defer func() { _ = reader.dismiss(ctx) }() // it ends by itself too
	if asFilm {
		return "", f.fetchFilm(ctx, c, reader, p)
	}
	if !f.Partial && f.Found.State != status.Complete && f.Frames == nil {
		if err := f.askVolume(ctx, reader); err != nil {
			return "", err
		}
	}
	if f.ofFrames() {
		frames := frameFetch{dir: f.Found.Dir(), pattern: f.To}
		if f.Frames != nil {
			frames.want = map[int]bool{}
			for _, n := range f.Frames {
				frames.want[n] = true
			}
		}
		return "", c.downloadFrames(ctx, reader, *f.Found.Spec, &frames, p)
	}
	if f.asMerged() {
		return "", c.downloadMerged(ctx, reader, f.Found.Output, f.To, p)
	}
	file := ".picture-" + rand.String(8) + strings.ToLower(filepath.Ext(f.To))
	mode := "whole"
	if f.Partial {
		mode = "partial"
	}
	options, err := json.Marshal(f.imageOptions())
	if err != nil {
		return "", err
	}
	answer, err := reader.ask(ctx, "picture", f.Found.Dir(), file, string(options), mode)
	if err != nil {
		return "", err
	}
	var made struct {
		Made   bool
		Absent string
	}
	if err := json.Unmarshal(answer, &made); err != nil {
		return "", fmt.Errorf("the transfer pod answered %q: %w", answer, err)
	}
	if !made.Made {
		return "", fmt.Errorf("no tile of the render %s has been started yet: there is nothing to fetch", f.Found.Options.Name)
	}
	err = c.download(ctx, reader, path.Join(f.Found.Dir(), file), "", f.To, p)
	if _, rerr := reader.ask(context.WithoutCancel(ctx), "remove", path.Join(f.Found.Dir(), file)); err == nil {
		err = rerr
	}
	return made.Absent, err
}

// askTime is how long the volume may take to say what is on it, where the answer
// is likely to be no: the nodes may be full of tiles.
const askTime = 30 * time.Second

// askVolume asks for the picture of a render that is not known to be complete:
// the volume knows better than Jobs which are gone, or were made anew. An error
// says that it is not there.
func (f Fetch) askVolume(ctx context.Context, reader *transferPod) error {
	ask := ctx
	if !f.Found.JobsGone() {
		var stop context.CancelFunc
		ask, stop = context.WithTimeout(ctx, askTime)
		defer stop()
	}
	if f.asMerged() && f.ofFrames() {
		if made, err := reader.frames(ask, f.Found.Dir()); err == nil && len(made) == f.Found.Spec.Plan.Frames {
			return nil // the film, which is not wanted, may have failed
		}
	} else if f.asMerged() {
		if _, err := reader.stats(ask, f.Found.Output); err == nil {
			return nil
		}
	}
	total := len(f.Found.Tiles)
	there, err := reader.tilesThere(ask, f.Found.Dir(), max(total, tile.MaxTiles), "")
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && f.Found.JobsGone():
		return err
	case err != nil:
		return f.Found.notMade(f.Found.Count(status.Done))
	case !f.asMerged() && len(there) == total && total > 0, f.Found.JobsGone():
		return nil // the picture is made of the tiles; what is missing is named then
	}
	return f.Found.notMade(len(there))
}

// imageOptions is what to ask for: the render's own depth only in the render's format.
func (f Fetch) imageOptions() film.ImageOptions {
	p := film.ImageOptions{BitDepth: f.BitDepth, View: f.Found.Options.View}
	if p.BitDepth == 0 && f.ownFormat() {
		p.BitDepth = f.Found.Options.BitDepth
	}
	if f.View != nil {
		p.View = *f.View
	}
	return p
}

// downloadMerged brings the image as the merge left it, by the digest that it
// noted beside it.
func (c *Cluster) downloadMerged(ctx context.Context, reader *transferPod, image, to string, p progress.Reporter) error {
	reader.say = p.Note
	made, err := reader.stats(ctx, image)
	if err != nil {
		return err
	}
	return c.download(ctx, reader, image, made.SHA256, to, p)
}

// stats is what the merge noted of the image.
func (p *transferPod) stats(ctx context.Context, image string) (worker.Stats, error) {
	file := path.Join(path.Dir(image), "stats.json")
	data, err := p.ask(ctx, "read", file, "0", fmt.Sprint(1<<16))
	if err != nil {
		return worker.Stats{}, fmt.Errorf("asking for %s: %w", file, err)
	}
	var made worker.Stats
	if err := json.Unmarshal(data, &made); err != nil || made.Image != path.Base(image) {
		return worker.Stats{}, fmt.Errorf("%s does not tell of %s: was it changed since the merge?", file, path.Base(image))
	}
	return made, nil
}

// download brings a file of the digest expected, if any, and says so.
func (c *Cluster) download(ctx context.Context, reader *transferPod, from, expected, to string, p progress.Reporter) error {
	reader.say = p.Note
	size, digest, err := transfer.Download(ctx, reader.exec, from, expected, to, func(done, total int64) {
		p.Count(progress.Counts{Done: done, Total: total, Unit: "bytes"})
	})
	if err != nil {
		return err
	}
	p.Done("%s, %s, SHA-256 %s", to, progress.Size(size), digest)
	return nil
}

// notMade says that the picture is not there, and how many tiles are.
func (f *Found) notMade(done int) error {
	what, part := "the picture of %s is not made yet", "--partial"
	if f.Spec != nil && f.Spec.Frames != "" {
		what, part = "not all frames of %s are made yet", "--frames LIST"
	}
	return fmt.Errorf(what+": %d of the %d tiles are done\nto have what is there: kubectl mosaic fetch %s %s\nto render what failed: kubectl mosaic retry %s",
		f.Options.Name, done, len(f.Tiles), f.Options.Name, part, f.Options.Name)
}
