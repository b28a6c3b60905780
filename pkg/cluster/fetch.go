package cluster

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"k8s.io/apimachinery/pkg/util/rand"

	"mosaic/pkg/film"
	"mosaic/pkg/progress"
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
}

// asMerged reports whether the image that the merge made is what is wanted.
func (f Fetch) asMerged() bool {
	return !f.Partial && f.ownFormat() && f.imageOptions() == f.Found.Options.ImageOptions
}

// ownFormat reports whether the picture is to have the format of the render's.
func (f Fetch) ownFormat() bool {
	return strings.EqualFold(filepath.Ext(f.To), path.Ext(f.Found.Options.Output))
}

// Fetch brings a picture to the user's disk. It returns the tiles that are
// absent from it, as a list. The render goes on undisturbed.
func (c *Cluster) Fetch(ctx context.Context, f Fetch, p progress.Reporter) (absent string, err error) {
	p.Step("fetch")
	reader, err := c.porter(ctx, f.Found.Options, f.asMerged())
	if err != nil {
		return "", err
	}
	defer func() { _ = reader.dismiss(ctx) }() // it ends by itself too
	if f.asMerged() {
		return "", c.downloadMerged(ctx, reader, f.Found.Image, f.To, p)
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
func (c *Cluster) downloadMerged(ctx context.Context, reader *porter, image, to string, p progress.Reporter) error {
	reader.say = p.Note
	stats := path.Join(path.Dir(image), "stats.json")
	data, err := reader.ask(ctx, "read", stats, "0", fmt.Sprint(1<<16))
	if err != nil {
		return fmt.Errorf("asking for %s: %w", stats, err)
	}
	var made worker.Stats
	if err := json.Unmarshal(data, &made); err != nil || made.Image != path.Base(image) {
		return fmt.Errorf("%s does not tell of %s: was it changed since the merge?", stats, path.Base(image))
	}
	return c.download(ctx, reader, image, made.SHA256, to, p)
}

// download brings a file of the digest expected, if any, and says so.
func (c *Cluster) download(ctx context.Context, reader *porter, from, expected, to string, p progress.Reporter) error {
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

// CheckMade finds out, from the Jobs alone, whether the picture can be there.
func (f *Found) CheckMade() error {
	if f.merged() || f.merge == nil && len(f.unfinished()) == 0 {
		return nil // made, or nobody remembers
	}
	done, total := 0, 0
	for _, j := range f.tiles {
		if j.Spec.Completions != nil {
			done, total = int(j.Status.Succeeded), int(*j.Spec.Completions)
		}
	}
	return fmt.Errorf("the picture of %s is not made yet: %d of the %d tiles of its last Job are done\nto have what is there: kubectl mosaic fetch %s --partial\nto render what failed: kubectl mosaic retry %s",
		f.Options.Name, done, total, f.Options.Name, f.Options.Name)
}
