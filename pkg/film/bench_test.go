package film

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"mosaic/pkg/tile"
)

// BenchmarkAssemble reports the pixels of the image per second. Its tiles are
// all alike but for their headers, which is cheaper to make.
func BenchmarkAssemble(b *testing.B) {
	for _, bench := range []struct {
		name string
		plan tile.Plan
	}{
		{"4096x4096", tile.Plan{Width: 4096, Height: 4096, Size: 256}},
		{"32768x1024", tile.Plan{Width: 32768, Height: 1024, Size: 256}},
	} {
		dir := b.TempDir()
		tiles := Tiles{Plan: bench.plan, Spec: testSpec, Path: testPath(dir)}
		pix := noiseFilm(tiles.Header(0)).Pix
		for i := range bench.plan.Len() {
			h := tiles.Header(i)
			if err := WriteTile(tiles.Path(i), h, &Film{Rect: h.Rect, Pix: pix}); err != nil {
				b.Fatal(err)
			}
		}
		for _, out := range []struct {
			name   string
			format Format
		}{{"image.exr", EXR}, {"image.tif", TIFF}, {"image.png", PNG}, {"image16.png", PNG16}} {
			b.Run(bench.name+"/"+out.name, func(b *testing.B) {
				path := filepath.Join(dir, out.name)
				defer os.Remove(path)
				for b.Loop() {
					if err := Assemble(context.Background(), tiles, path, Output{Format: out.format}); err != nil {
						b.Fatal(err)
					}
				}
				pixels := float64(bench.plan.Width) * float64(bench.plan.Height) * float64(b.N)
				b.ReportMetric(pixels/1e6/b.Elapsed().Seconds(), "Mpx/s")
			})
		}
	}
}
