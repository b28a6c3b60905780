package live

import (
	"strings"
	"testing"

	"mosaic/pkg/status"
)

// TestEveryTileIsInTheGrid lights one tile at a time, in grids of many shapes.
func TestEveryTileIsInTheGrid(t *testing.T) {
	for _, c := range []struct{ tiles, columns, width, height int }{
		{1, 1, 80, 20}, {12, 4, 80, 20}, {12, 0, 5, 20}, {1000, 1, 80, 20}, {1000, 1000, 80, 20}, {999, 37, 30, 9}, {400, 20, 1, 1},
	} {
		for i := range c.tiles {
			tiles := make([]status.Tile, c.tiles)
			tiles[i].Phase = status.TileFailed
			g := newGrid(tiles, c.columns, c.width, c.height)
			lines := g.lines(theme{})
			if n := strings.Count(strings.Join(lines, ""), "✗"); n != 1 {
				t.Fatalf("%+v: tile %d is %d marks", c, i, n)
			}
			if len(lines) > c.height || g.width() > c.width {
				t.Fatalf("%+v: %d lines of %d columns", c, len(lines), g.width())
			}
		}
	}
}

func TestACellIsDoneWhenAllItsTilesAre(t *testing.T) {
	tiles := make([]status.Tile, 16)
	draw := func() string { return strings.Join(newGrid(tiles, 4, 1, 1).lines(theme{}), "") }
	if got := draw(); got != "·" {
		t.Errorf("none is done: %q", got)
	}
	for i := range tiles {
		tiles[i].Phase = status.Done
		want := "□"
		if i == len(tiles)-1 {
			want = "■"
		}
		if got := draw(); got != want {
			t.Errorf("%d are done: %q, want %q", i+1, got, want)
		}
	}
	tiles[3].Phase = status.Retrying
	if got := draw(); got != "↻" {
		t.Errorf("one is tried again: %q", got)
	}
}
