package settings

// Limits of an image and its tiles, in pixels.
const (
	MaxSide = 1 << 16 // of the image, in each direction
	MaxTile = 1 << 13 // side of a tile
)

// A Frame is the size of each picture of a render, and of its tiles.
type Frame struct {
	Width, Height int // in pixels
	TileSize      int // side of a tile, in pixels
}

// Table is the settings' rows. One flag, --size, sets width and height.
func (f *Frame) Table() Table {
	return Table{
		{
			Name: "width", Noun: "the width",
			Help:  "pixels from left to right",
			Value: &f.Width, Min: 1, Max: MaxSide, Default: 800,
		},
		{
			Name: "height", Noun: "the height",
			Help:  "pixels from top to bottom",
			Value: &f.Height, Min: 1, Max: MaxSide, Default: 600,
		},
		{
			Name: "tileSize", Flag: "tile-size", Noun: "the tile size",
			Help:  "side of a tile in pixels; it changes no pixel",
			Value: &f.TileSize, Min: 1, Max: MaxTile, Default: 128,
		},
	}
}
