// Package tile cuts an image into tiles.
//
// A tile is a half-open rectangle of pixels with the origin at the top left.
// A Plan is the list of tiles of one image: tile i is what completion index i
// renders. The tiles of a plan cover every pixel of the image exactly once.
package tile

import (
	"fmt"
	"image"

	"mosaic/pkg/settings"
)

// MaxTiles is Kubernetes' limit for the indexes of a Job that retries each.
const MaxTiles = 100_000

// A Plan is a grid of square tiles of Size pixels, numbered row by row from
// the top left; the tiles of the last column and of the last row may be
// smaller. Two equal plans number their tiles alike.
type Plan struct {
	Width  int `json:"width"`    // of the image, in pixels
	Height int `json:"height"`   // of the image, in pixels
	Size   int `json:"tileSize"` // side of a tile, in pixels
}

// Validate reports every fault of the plan.
func (p Plan) Validate() error {
	size := settings.Frame{Width: p.Width, Height: p.Height, TileSize: p.Size}
	if err := size.Table().Check(); err != nil {
		return err
	}
	if n := p.Len(); n > MaxTiles {
		return fmt.Errorf("%d tiles of %d pixels: a Job takes at most %d, so make tiles larger: --tile-size %d",
			n, p.Size, MaxTiles, p.Fitting().Size)
	}
	return nil
}

// Fitting is the plan with tiles that are larger as often as it takes for a
// Job to have room for them all.
func (p Plan) Fitting() Plan {
	for p.Len() > MaxTiles {
		p.Size *= 2
	}
	return p
}

// Columns is the number of tiles side by side.
func (p Plan) Columns() int { return (p.Width + p.Size - 1) / p.Size }

// Rows is the number of tiles above each other.
func (p Plan) Rows() int { return (p.Height + p.Size - 1) / p.Size }

// Len is the number of tiles.
func (p Plan) Len() int { return p.Columns() * p.Rows() }

// Bounds is the image as a rectangle.
func (p Plan) Bounds() image.Rectangle { return image.Rect(0, 0, p.Width, p.Height) }

// Rect is the rectangle of tile i, which lies in [0, Len).
func (p Plan) Rect(i int) image.Rectangle {
	if i < 0 || i >= p.Len() {
		panic(fmt.Sprintf("tile %d of a plan of %d", i, p.Len()))
	}
	x, y := i%p.Columns()*p.Size, i/p.Columns()*p.Size
	return image.Rect(x, y, x+p.Size, y+p.Size).Intersect(p.Bounds())
}

// Largest is the size of the tile with the most pixels.
func (p Plan) Largest() image.Point {
	return image.Pt(min(p.Size, p.Width), min(p.Size, p.Height))
}

// Index is the tile that holds the pixel (x, y), which lies in Bounds.
func (p Plan) Index(x, y int) int { return y/p.Size*p.Columns() + x/p.Size }
