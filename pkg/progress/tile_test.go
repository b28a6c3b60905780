package progress

import (
	"testing"
	"time"
)

func TestTileLine(t *testing.T) {
	line := TileLine(12, 0.437, 130*time.Second)
	if want := "tile 12: 43 %, about 2m10s left"; line != want {
		t.Errorf("%q, want %q", line, want)
	}
	if tile, share, ok := ParseTileLine(line); !ok || tile != 12 || share != 0.43 {
		t.Errorf("read as tile %d, %v, %v", tile, share, ok)
	}
	for _, other := range []string{"", "tile 3: done in 2.00 s", "tile 3: 4", "tile 3 of 9: (0,0)-(4,4)", "tile 1: 400 %"} {
		if _, _, ok := ParseTileLine(other); ok {
			t.Errorf("%q is read as progress", other)
		}
	}
}
