package film

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"
)

// A network file system answers late: so many tiles are read at the same time,
// and so many files stay open whose other rows belong to the next bands.
const (
	parallelReads = 16
	maxOpenFiles  = 256
)

// read fills a band with the pixels of its tiles. The error names all of them
// that cannot be read.
func (a *assembly) read(ctx context.Context, film *Film) error {
	tiles := a.Plan.Crossing(a.Frame, film.Rect.Min.Y, film.Rect.Max.Y)
	readers, faults := make([]*TileReader, len(tiles)), make([]error, len(tiles))
	var g errgroup.Group
	g.SetLimit(parallelReads)
	for k, i := range tiles {
		readers[k] = a.unfinished[i]
		g.Go(func() (err error) {
			if err := ctx.Err(); err != nil {
				return err
			}
			if readers[k], err = a.readPart(i, readers[k], film); err != nil {
				faults[k] = fmt.Errorf("tile %d: %w", i, err)
			}
			return nil
		})
	}
	err := g.Wait()
	for k, i := range tiles {
		delete(a.unfinished, i)
		if r := readers[k]; r != nil && !r.done() {
			a.unfinished[i] = r
		}
	}
	return errors.Join(append(faults, err)...)
}

// keep leaves the file of a reader open that has rows left, if there are not too
// many; otherwise the next read opens it again.
func (a *assembly) keep(r *TileReader) {
	if r.done() {
		r.Close()
	} else if a.openFiles.Add(1) > maxOpenFiles {
		a.openFiles.Add(-1)
		r.Close()
	}
}

// close closes the files that are left open.
func (a *assembly) close() {
	for _, r := range a.unfinished {
		r.Close()
	}
}

// readPart fills the part of a band that belongs to tile i, whose reader is nil
// before its first rows.
func (a *assembly) readPart(i int, r *TileReader, film *Film) (*TileReader, error) {
	part := a.Plan.Tile(i).Rect.Intersect(film.Rect)
	if a.absent(i) {
		a.hatch(film, part)
		return nil, nil
	}
	if r == nil {
		var err error
		if r, err = a.Open(i); err != nil {
			a.refused.Store(true)
			return nil, err
		}
	} else if r.file != nil {
		a.openFiles.Add(-1)
	}
	defer a.keep(r)
	buf := a.buffers.Get().(*[]byte)
	defer a.buffers.Put(buf)
	row := func(y int) Line { return a.fromTile(film.part(y, part.Min.X, part.Max.X)) }
	if err := r.readRows(part.Dy(), row, buf); err != nil || a.format.Linear {
		return r, err
	}
	for y := part.Min.Y; y < part.Max.Y; y++ {
		a.toScreen(film.part(y, part.Min.X, part.Max.X))
	}
	return r, nil
}

// fromTile is the pixels of the image as the reader of a tile takes them: with
// no room for the channels that the image does not get.
func (a *assembly) fromTile(l Line) Line {
	if len(a.channels) == len(a.Channels) {
		return l
	}
	planes := make([][]float32, len(a.Channels))
	for i, name := range a.channels {
		planes[slices.Index(a.Channels, name)] = l.Planes[i]
	}
	return Line{Color: l.Color, Planes: planes}
}

// toScreen makes what a format for screens holds of a tile's pixels.
func (a *assembly) toScreen(l Line) {
	if len(a.channels) > 0 { // it is alpha
		unassociate(l.Color, l.Planes[0])
	}
	if a.view != nil {
		a.view(l.Color)
	}
}
