package film

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sync/errgroup"

	"mosaic/pkg/atomicfile"
	"mosaic/pkg/tile"
)

// Tiles is the set of tile files of one render.
type Tiles struct {
	Plan  tile.Plan
	Frame int                // of the plan; tiles of others are left alone
	Spec  string             // the render's hash
	Path  func(i int) string // the file of tile i

	Channels []string // of the tiles, beside R, G and B, sorted; an .exr gets them

	// AnyChannels takes tiles of whatever channels, in place of Channels. Those of
	// one picture have the same ones, or Assemble refuses them.
	AnyChannels bool

	// Absent reports whether the picture is made without tile i, with stripes in
	// its place; nil: all tiles must be there.
	Absent func(i int) bool
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
	tiles := t.Plan.Crossing(t.Frame, 0, t.Plan.Height)
	errs := make([]error, len(tiles))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(parallelReads)
	for k, i := range tiles {
		if t.absent(i) {
			continue
		}
		g.Go(func() error {
			r, err := t.Open(i)
			if errs[k] = err; err == nil {
				r.Close()
			}
			return ctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	faults := &Faults{Tiles: t.Plan.Len()}
	for k, err := range errs {
		if err != nil {
			faults.List = append(faults.List, Fault{tiles[k], err})
		}
	}
	if len(faults.List) == 0 {
		return nil
	}
	return faults
}

// Open opens the file of tile i if it is that.
func (t Tiles) Open(i int) (*TileReader, error) {
	path := t.Path(i)
	r, err := OpenTile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("missing: %w", err)
	}
	if err != nil {
		return nil, err
	}
	want := t.Header(i)
	if t.AnyChannels {
		want.Channels = r.Header.Channels
	}
	if err := r.Header.differs(want); err != nil {
		r.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return r, nil
}

// known is the tiles with the channels that the first of them has, if they may
// have any.
func (t Tiles) known() (Tiles, error) {
	if !t.AnyChannels {
		return t, nil
	}
	for _, i := range t.Plan.Crossing(t.Frame, 0, t.Plan.Height) {
		if t.absent(i) {
			continue
		}
		r, err := t.Open(i)
		if err != nil {
			return t, &Faults{Tiles: t.Plan.Len(), List: []Fault{{i, err}}}
		}
		defer r.Close()
		t.Channels = r.Header.Channels
		break
	}
	t.AnyChannels = false
	return t, nil
}

// An Image is a file that was written.
type Image struct {
	Bytes  int64
	SHA256 string // hexadecimal
}

// Assemble writes the image that the tiles make, in the format that the file's
// extension and the options say. It opens every tile once, reads it in bands of
// rows, checks every byte, and holds a bounded part of the image. The image
// appears under its name only when it is whole; the error of tiles that are
// missing, foreign, misplaced or corrupt is that of Check. Progress, if not nil,
// is told how many rows have been written.
func Assemble(ctx context.Context, t Tiles, path string, o ImageOptions, progress func(rows int)) (Image, error) {
	format, depth, err := o.Check(path, t.Plan.Width, t.Plan.Height)
	if err != nil {
		return Image{}, err
	}
	if t, err = t.known(); err != nil {
		return Image{}, err
	}
	a := newAssembly(t, format, depth)
	if !format.Linear {
		a.view = o.View.Transform()
	}
	if progress == nil {
		progress = func(int) {}
	}
	var image Image
	err = atomicfile.Write(path, func(f *os.File) (err error) {
		w := newFileOutput(f)
		if err := a.encode(ctx, w, progress); err != nil {
			return err
		}
		image, err = w.finish()
		return err
	})
	if a.refused.Load() { // one is known: name them all
		if all := t.Check(ctx); all != nil {
			return Image{}, all
		}
	}
	if err != nil {
		return Image{}, err
	}
	return image, nil
}
