package progress

import (
	"fmt"
	"time"
)

// tileLine is how the log of a tile's pod says how far the tile is.
const tileLine = "tile %d: %d %%"

// TileLine is the line of a log that says what share of a tile is done, of 0 to 1,
// and how long the rest will take: "tile 12: 43 %, about 2m10s left".
func TileLine(tile int, share float64, left time.Duration) string {
	return fmt.Sprintf(tileLine+", about %s left", tile, int(100*share), Duration(left))
}

// ParseTileLine reads the tile and the share, to a hundredth, from such a line.
func ParseTileLine(line string) (tile int, share float64, ok bool) {
	var percent int
	if _, err := fmt.Sscanf(line, tileLine, &tile, &percent); err != nil || percent < 0 || percent > 100 {
		return 0, 0, false
	}
	return tile, float64(percent) / 100, true
}
