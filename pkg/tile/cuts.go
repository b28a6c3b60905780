package tile

import (
	"fmt"
	"image"
	"strconv"
	"strings"

	"mosaic/pkg/settings"
)

// Cuts is how a frame is cut in two, and the parts again: a k-d tree. Its leaves
// are tiles, numbered from the left or top to the right or bottom.
//
// Its text is the tree in preorder: "." is a leaf; "x20" cuts the rectangle 20
// pixels from its left, "y20" 20 pixels from its top, and what follows is the
// tree of the left or upper part, and then the other's. A hundred thousand tiles
// take half a megabyte, so that a ConfigMap has room for any plan.
type Cuts struct {
	text  string
	rects []image.Rectangle // of the leaves
}

// ParseCuts reads the text of the cuts of a frame. It refuses every text but
// the one that String gives, every cut that leaves one part empty, and more
// tiles than a Job takes.
func ParseCuts(text string, width, height int) (*Cuts, error) {
	size := settings.Frame{Width: width, Height: height, TileSize: 1}
	if err := size.Table().Check(); err != nil {
		return nil, err
	}
	c := &Cuts{text: text}
	rest := []image.Rectangle{image.Rect(0, 0, width, height)} // that are not cut yet, the next one last
	at := 0
	for len(rest) > 0 {
		r := rest[len(rest)-1]
		rest = rest[:len(rest)-1]
		if strings.HasPrefix(text[at:], ".") {
			c.rects = append(c.rects, r)
			at++
			continue
		}
		first, second, length, err := cut(r, text[at:])
		if err != nil {
			return nil, fmt.Errorf("the plan's cuts, at character %d: %w", at+1, err)
		}
		if len(c.rects)+len(rest)+2 > MaxTiles {
			return nil, fmt.Errorf("the plan's cuts make more than %d tiles, the most that a Job takes", MaxTiles)
		}
		rest = append(rest, second, first)
		at += length
	}
	if at < len(text) {
		return nil, fmt.Errorf("the plan's cuts, at character %d: the tree has ended, and %.20q follows", at+1, text[at:])
	}
	return c, nil
}

// String is the text of the cuts.
func (c *Cuts) String() string { return c.text }

// cut reads a cut of r at the start of a text, and its length.
func cut(r image.Rectangle, text string) (first, second image.Rectangle, length int, err error) {
	side := 0
	switch {
	case strings.HasPrefix(text, "x"):
		side = r.Dx()
	case strings.HasPrefix(text, "y"):
		side = r.Dy()
	case text == "":
		return r, r, 0, fmt.Errorf("the tree ends too soon")
	default:
		return r, r, 0, fmt.Errorf("%.20q is neither a cut, as x20 or y20, nor a tile, which is a dot", text)
	}
	const most = 6 // digits of a side, and one to be too many
	length = 1
	for length < len(text) && length <= most && '0' <= text[length] && text[length] <= '9' {
		length++
	}
	n, err := strconv.Atoi(text[1:length])
	if err != nil || text[1] == '0' || n < 1 || n >= side {
		return r, r, 0, fmt.Errorf("%.20q cuts a side of %d pixels: a cut lies between 1 and %d", text[:length], side, side-1)
	}
	first, second = r, r
	if text[0] == 'x' {
		first.Max.X = r.Min.X + n
		second.Min.X = first.Max.X
	} else {
		first.Max.Y = r.Min.Y + n
		second.Min.Y = first.Max.Y
	}
	return first, second, length, nil
}
