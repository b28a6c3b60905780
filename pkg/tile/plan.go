// Package tile cuts images into tiles.
//
// A tile is a half-open rectangle of the pixels of one frame, with the origin at
// the top left. A Plan is the list of the tiles of all frames: tile i is what
// completion index i renders. The tiles of a plan cover every pixel of every
// frame exactly once.
package tile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"image"

	"mosaic/pkg/settings"
)

// MaxTiles is Kubernetes' limit for the indexes of a Job that retries each.
const MaxTiles = 100_000

// A Plan is how each frame is cut: into a grid of square tiles, numbered row by
// row from the top left, those of the last column and of the last row perhaps
// smaller; or along cuts. Two equal plans number their tiles alike. The methods
// want a plan of which Validate reports no fault, save that Frames may be 0.
type Plan struct {
	Width, Height int   // of each frame, in pixels
	Frames        int   // pictures, one after the other; 0 is one too, a still
	Size          int   // side of a tile of a grid, in pixels
	Cuts          *Cuts // instead of a grid; nil is a grid
}

// A Tile is a rectangle of a frame.
type Tile struct {
	Frame int // from 0
	Rect  image.Rectangle
}

// Validate reports every fault of the plan.
func (p Plan) Validate() error {
	size := settings.Frame{Width: p.Width, Height: p.Height, TileSize: p.Size}
	if p.Cuts != nil {
		size.TileSize = 1 // there is none to be checked
	}
	errs := []error{size.Table().Check()}
	if p.Frames < 1 || p.Frames > MaxTiles {
		errs = append(errs, fmt.Errorf("the number of frames is %d: it must lie between 1 and %d", p.Frames, MaxTiles))
	}
	if p.Cuts != nil && p.Size != 0 {
		errs = append(errs, errors.New("the plan has a tile size and cuts: it is one of the two"))
	}
	if p.Cuts != nil && p.Cuts.rects[0].Union(p.Cuts.rects[len(p.Cuts.rects)-1]) != p.Bounds() {
		errs = append(errs, fmt.Errorf("the cuts are not those of a frame of %d x %d pixels", p.Width, p.Height))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	switch n := p.Len(); {
	case n <= MaxTiles:
		return nil
	case p.Cuts == nil && p.Fitting().Size <= settings.MaxTile:
		return fmt.Errorf("%d tiles of %d pixels: a Job takes at most %d, so make tiles larger: --tile-size %d",
			n, p.Size, MaxTiles, p.Fitting().Size)
	default:
		return fmt.Errorf("%d frames of %d tiles: a Job takes at most %d tiles, so render fewer frames", p.Frames, p.perFrame(), MaxTiles)
	}
}

// Fitting is the plan of a grid with tiles that are larger as often as it takes
// for a Job to have room for them all.
func (p Plan) Fitting() Plan {
	for p.Len() > MaxTiles && p.Size <= settings.MaxSide {
		p.Size *= 2
	}
	return p
}

// Columns is the number of tiles side by side in a grid; 0 if there is no grid.
func (p Plan) Columns() int { return p.along(p.Width) }

// Rows is the number of tiles above each other in a grid; 0 if there is no grid.
func (p Plan) Rows() int { return p.along(p.Height) }

func (p Plan) along(side int) int {
	if p.Cuts != nil {
		return 0
	}
	return (side + p.Size - 1) / p.Size
}

// Len is the number of tiles of all frames.
func (p Plan) Len() int { return p.perFrame() * max(p.Frames, 1) }

// Of is the first tile of a frame, from 0, and how many it has.
func (p Plan) Of(frame int) (first, n int) { return frame * p.perFrame(), p.perFrame() }

func (p Plan) perFrame() int {
	if p.Cuts != nil {
		return len(p.Cuts.rects)
	}
	return p.Columns() * p.Rows()
}

// Bounds is a frame as a rectangle.
func (p Plan) Bounds() image.Rectangle { return image.Rect(0, 0, p.Width, p.Height) }

// Tile is tile i, which lies in [0, Len): frame by frame.
func (p Plan) Tile(i int) Tile {
	if i < 0 || i >= p.Len() {
		panic(fmt.Sprintf("tile %d of a plan of %d", i, p.Len()))
	}
	t := Tile{Frame: i / p.perFrame()}
	i %= p.perFrame()
	if p.Cuts != nil {
		t.Rect = p.Cuts.rects[i]
		return t
	}
	x, y := i%p.Columns()*p.Size, i/p.Columns()*p.Size
	t.Rect = image.Rect(x, y, x+p.Size, y+p.Size).Intersect(p.Bounds())
	return t
}

// Largest is the size of the tile with the most pixels.
func (p Plan) Largest() image.Point {
	if p.Cuts == nil {
		return image.Pt(min(p.Size, p.Width), min(p.Size, p.Height))
	}
	var most image.Point
	for _, r := range p.Cuts.rects {
		if s := r.Size(); s.X*s.Y > most.X*most.Y {
			most = s
		}
	}
	return most
}

// Crossing is the tiles of a frame that have pixels in the rows from y0 up to
// y1, in the order of their numbers: what it takes to read a band of rows.
func (p Plan) Crossing(frame, y0, y1 int) []int {
	first, from, to := frame*p.perFrame(), 0, p.perFrame()
	if p.Cuts == nil {
		from, to = max(y0, 0)/p.Size*p.Columns(), min((y1+p.Size-1)/p.Size, p.Rows())*p.Columns()
	}
	var all []int
	for i := from; i < to; i++ {
		if r := p.Tile(first + i).Rect; r.Min.Y < y1 && y0 < r.Max.Y {
			all = append(all, first+i)
		}
	}
	return all
}

// String tells people how a frame is cut.
func (p Plan) String() string {
	if p.Cuts == nil {
		return fmt.Sprintf("%d of %dx%d pixels, %d across and %d down", p.Len(), p.Size, p.Size, p.Columns(), p.Rows())
	}
	most := p.Largest()
	return fmt.Sprintf("%d, the largest of %dx%d pixels", p.Len(), most.X, most.Y)
}

// planJSON is a plan as it is written down: with a tile size or with cuts.
type planJSON struct {
	Width    int     `json:"width"`
	Height   int     `json:"height"`
	Frames   int     `json:"frames"`
	TileSize int     `json:"tileSize,omitempty"`
	Cuts     *string `json:"cuts,omitempty"`
}

// MarshalJSON writes the plan.
func (p Plan) MarshalJSON() ([]byte, error) {
	j := planJSON{Width: p.Width, Height: p.Height, Frames: p.Frames, TileSize: p.Size}
	if p.Cuts != nil {
		j.Cuts = new(p.Cuts.text)
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads a plan, strictly. What Validate reports it does not.
func (p *Plan) UnmarshalJSON(data []byte) error {
	var j planJSON
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&j); err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	*p = Plan{Width: j.Width, Height: j.Height, Frames: j.Frames, Size: j.TileSize}
	if j.Cuts != nil {
		var err error
		if p.Cuts, err = ParseCuts(*j.Cuts, j.Width, j.Height); err != nil {
			return err
		}
	}
	return nil
}
