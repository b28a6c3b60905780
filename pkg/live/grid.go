package live

import (
	"math"
	"strings"

	"mosaic/pkg/status"
)

// A grid is the tiles of a plan, drawn as rows of marks.
type grid struct {
	marks   []mark // of cells, row by row
	columns int    // of cells
	wide    bool   // two characters a cell, so that a square looks like one
	sx, sy  int    // tiles that a cell stands for, across and down
	size    int    // a cell is so many rows high, and as wide; 0 is one
}

// newGrid fits the tiles into width columns and height rows of characters. The
// number of tiles side by side may be unknown, 0: then they fill the width.
func newGrid(tiles []status.Tile, columns, width, height int) grid {
	width, height = max(width, 1), max(height, 1)
	if columns <= 0 {
		columns = min(max(width, int(math.Sqrt(float64(len(tiles))))), len(tiles))
	}
	if len(tiles) == 0 {
		return grid{columns: 1, sx: 1, sy: 1}
	}
	rows := (len(tiles) + columns - 1) / columns
	g := grid{sx: ceil(columns, width), sy: ceil(rows, height)}
	// A character is twice as high as wide: sy = 2 sx keeps the picture's shape.
	// Much is gained by a cell that is twice or half as wide, and little is lost.
	g.sx = max(g.sx, ceil(g.sy, 4))
	g.sy = max(g.sy, ceil(g.sx, 2))
	g.columns = ceil(columns, g.sx)
	g.wide = 2*g.columns <= width && 2*g.sy < 3*g.sx
	cells := ceil(rows, g.sy) * g.columns
	g.marks = make([]mark, cells)
	total, finished := make([]int, cells), make([]int, cells)
	for i := range tiles {
		c := i/columns/g.sy*g.columns + i%columns/g.sx
		m := markOf(tiles[i].Phase)
		total[c]++
		if m == done {
			finished[c]++
		}
		if m > done {
			g.marks[c] = max(g.marks[c], m)
		}
	}
	for c, m := range g.marks {
		switch {
		case m != waiting || finished[c] == 0:
		case finished[c] == total[c]:
			g.marks[c] = done
		default:
			g.marks[c] = partly
		}
	}
	return g
}

// highest is how many rows a cell is high, at most.
const highest = 3

// enlarge draws each cell as a square, as large as fits.
func (g grid) enlarge(width, height int) grid {
	if g.wide && g.sx == 1 && g.sy == 1 {
		g.size = max(min((width+1)/(2*g.columns), height/ceil(len(g.marks), g.columns), highest), 1)
	}
	return g
}

// width is the columns of characters of the grid's rows.
func (g grid) width() int {
	if g.wide {
		return 2*g.columns*max(g.size, 1) - 1
	}
	return g.columns
}

// lines draws the grid.
func (g grid) lines(th theme) []string {
	var all []string
	for from := 0; from < len(g.marks); from += g.columns {
		line := g.line(g.marks[from:min(from+g.columns, len(g.marks))], th)
		for range max(g.size, 1) {
			all = append(all, line)
		}
	}
	return all
}

// line draws a row of cells, each stretch of the same mark in one go. Between
// two cells is a gap, so that each can be counted.
func (g grid) line(row []mark, th theme) string {
	var b strings.Builder
	for i := 0; i < len(row); {
		k := i
		for k < len(row) && row[k] == row[i] {
			k++
		}
		cell := th.glyph(row[i])
		if g.wide {
			cell = strings.Repeat(cell, 2*max(g.size, 1)-1) + " "
		}
		text := strings.Repeat(cell, k-i)
		if k == len(row) {
			text = strings.TrimSuffix(text, " ")
		}
		b.WriteString(th.of(row[i]).Render(text))
		i = k
	}
	return b.String()
}

func ceil(a, b int) int { return (a + b - 1) / b }
