package cluster

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"mosaic/pkg/job"
	"mosaic/pkg/progress"
	"mosaic/pkg/scene"
	"mosaic/pkg/transfer"
)

// How a scene's files are read for their digests: so many, or so many bytes, by
// one command, of which some run at a time. A cut stream costs no more than that.
const (
	batchFiles     = 1500 // whose answer has room for the longest names
	batchBytes     = 1 << 30
	batchesAtATime = 3
)

// SceneFiles is the files of a scene that lie in the cluster, as the options say,
// with their digests: a pod reads all of them there. The scene is its path among
// them, "" if there is none.
func (c *Cluster) SceneFiles(ctx context.Context, o job.Options, named string, p progress.Reporter) (*scene.Bundle, error) {
	p.Step("scene")
	if err := c.Check(ctx, Run{Options: o}); err != nil {
		return nil, err
	}
	pod := &transferPod{c: c, options: o, folder: true, say: p.Note}
	if err := pod.create(ctx); err != nil {
		return nil, err
	}
	defer func() { _ = pod.dismiss(ctx) }() // it ends by itself too
	b, err := pod.sceneFiles(ctx, named, p)
	if err != nil {
		where := "on the claim " + o.ClaimName()
		if o.SceneImage != "" {
			where = "in the image " + o.SceneImage
		}
		return nil, fmt.Errorf("%s: %w", where, err)
	}
	p.Done("%s, %s, %s", progress.Number(len(b.Files), "file"), progress.Size(b.Size()), o.SceneLies())
	return b, nil
}

func (p *transferPod) sceneFiles(ctx context.Context, named string, to progress.Reporter) (*scene.Bundle, error) {
	where := []string{"claim", p.options.ScenePath}
	if p.options.SceneImage != "" {
		where = []string{"image", "."}
	}
	args := append([]string{"files"}, where...)
	if named != "" {
		args = append(args, named)
	}
	answer, err := transfer.Exec(p.exec).Ask(ctx, args...)
	if err != nil {
		return nil, err
	}
	var files []scene.File
	if err := json.Unmarshal(answer, &files); err != nil {
		return nil, fmt.Errorf("the list of files: %w", err)
	}
	total := (&scene.Bundle{Files: files}).Size()
	var done atomic.Int64
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(batchesAtATime)
	for _, batch := range batches(files) {
		g.Go(func() error {
			if err := p.measure(ctx, batch, where); err != nil {
				return err
			}
			n := done.Add((&scene.Bundle{Files: batch}).Size())
			to.Count(progress.Counts{Done: n, Total: total, Unit: "bytes"})
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return scene.Placed(named, files)
}

// measure sets the sizes and digests of files.
func (p *transferPod) measure(ctx context.Context, files []scene.File, where []string) error {
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	answer, err := transfer.Exec(p.exec).Send(ctx, names, append([]string{"digests"}, where...)...)
	if err != nil {
		return err
	}
	var measured []scene.File
	if err := json.Unmarshal(answer, &measured); err != nil {
		return fmt.Errorf("the digests of files: %w", err)
	}
	if len(measured) != len(files) {
		return fmt.Errorf("%d digests came back of %d files", len(measured), len(files))
	}
	for i := range files {
		if measured[i].Name != files[i].Name {
			return fmt.Errorf("the digest of %q came back for %q", measured[i].Name, files[i].Name)
		}
	}
	copy(files, measured)
	return nil
}

// batches cuts a list of files into those that one command reads.
func batches(files []scene.File) [][]scene.File {
	var all [][]scene.File
	for first := 0; first < len(files); {
		last, size := first, int64(0)
		for last < len(files) && last-first < batchFiles && (last == first || size+files[last].Size <= batchBytes) {
			size += files[last].Size
			last++
		}
		all = append(all, files[first:last])
		first = last
	}
	return all
}
