package film

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"mosaic/pkg/atomicfile"
	"mosaic/pkg/tile"
)

// Tiles is the set of tile files of one render.
type Tiles struct {
	Plan tile.Plan
	Spec string             // the render's hash
	Path func(i int) string // the file of tile i

	Channels []string // of the tiles, beside R, G and B, sorted; an .exr gets them

	// Absent reports whether the picture is made without tile i, with stripes in
	// its place; nil: all tiles must be there.
	Absent func(i int) bool
}

// An assembly is an image that is being made of tiles.
type assembly struct {
	Tiles
	format   Format
	depth    int                 // bits a channel
	channels []string            // of the tiles', those that the image gets
	view     func(rgb []float32) // applies the view to pixels; nil: they stay as they are
}

func (t Tiles) absent(i int) bool { return t.Absent != nil && t.Absent(i) }

// Header is what the file of tile i must say.
func (t Tiles) Header(i int) Header {
	return Header{Spec: t.Spec, Index: i, Rect: t.Plan.Tile(i).Rect, Image: t.Plan.Bounds(), Channels: t.Channels}
}

// Check looks at the header and the length of every tile file. The error is a
// *Faults that names each file that is missing, foreign, misplaced or corrupt.
// The pixels are not looked at.
func (t Tiles) Check(ctx context.Context) error {
	faults := &Faults{Tiles: t.Plan.Len()}
	for i := range t.Plan.Len() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if t.absent(i) {
			continue
		}
		r, err := t.open(i)
		if err != nil {
			faults.List = append(faults.List, Fault{i, err})
			continue
		}
		r.Close()
	}
	if len(faults.List) > 0 {
		return faults
	}
	return nil
}

// open opens the file of tile i if it is that.
func (t Tiles) open(i int) (*TileReader, error) {
	path := t.Path(i)
	r, err := OpenTile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("missing: %w", err)
	}
	if err != nil {
		return nil, err
	}
	if err := r.Header.differs(t.Header(i)); err != nil {
		r.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return r, nil
}

// Assemble writes the image that the tiles make, in the format that the file's
// extension and the options say. It reads every tile once, in bands of rows,
// checks every byte, and holds a bounded part of the image. The image appears
// under its name only when it is whole. Progress, if not nil, is told how many
// rows have been written.
func Assemble(ctx context.Context, t Tiles, path string, o ImageOptions, progress func(rows int)) error {
	format, depth, err := o.Check(path)
	if err != nil {
		return err
	}
	a := assembly{Tiles: t, format: format, depth: depth, channels: format.Holds(t.Channels)}
	if !format.Linear {
		a.view = o.View.Transform()
	}
	if progress == nil {
		progress = func(int) {}
	}
	if err := t.Check(ctx); err != nil {
		return err
	}
	return atomicfile.Write(path, func(f *os.File) error {
		w := bufio.NewWriterSize(f, bufferSize)
		if err := a.encode(ctx, w, progress); err != nil {
			return err
		}
		return w.Flush()
	})
}

// encode writes the image to w while its next band is being read.
func (a assembly) encode(ctx context.Context, w io.Writer, progress func(rows int)) error {
	ctx, stop := context.WithCancel(ctx)
	bands := a.bands(ctx)
	defer func() {
		stop()
		for range bands.full { // until the reader has ended
		}
	}()
	var film *Film
	row := func(y int) (_ Line, err error) {
		progress(y)
		if film == nil || y == film.Rect.Max.Y {
			if film, err = bands.next(ctx, film); err != nil {
				return Line{}, err
			}
		}
		return film.Line(y), nil
	}
	err := a.format.encode(w, picture{size: a.Plan.Bounds().Size(), depth: a.depth, channels: a.channels, row: row})
	if err == nil {
		progress(a.Plan.Height)
	}
	return err
}
