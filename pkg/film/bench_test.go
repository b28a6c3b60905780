package film

import (
	"context"
	"image"
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
			name    string
			options ImageOptions
		}{
			{"image.exr", ImageOptions{}}, {"image.tif", ImageOptions{}}, {"image.png", ImageOptions{}}, {"image16.png", ImageOptions{BitDepth: 16}},
			{"agx.tif", ImageOptions{View: View{1, 3000, AgX}}},
		} {
			b.Run(bench.name+"/"+out.name, func(b *testing.B) {
				path := filepath.Join(dir, out.name)
				defer os.Remove(path)
				for b.Loop() {
					if _, err := Assemble(context.Background(), tiles, path, out.options, nil); err != nil {
						b.Fatal(err)
					}
				}
				pixels := float64(bench.plan.Width) * float64(bench.plan.Height) * float64(b.N)
				b.ReportMetric(pixels/1e6/b.Elapsed().Seconds(), "Mpx/s")
			})
		}
	}
}

// BenchmarkView reports the pixels per second of each curve on one thread.
func BenchmarkView(b *testing.B) {
	row := New(image.Rect(0, 0, 4096, 1)).Pix
	for _, v := range []View{{Exposure: 1}, {1, 3000, AgX}, {1, 3000, ACES}} {
		b.Run(v.Curve.String(), func(b *testing.B) {
			transform := v.Transform()
			for b.Loop() {
				for i := range row {
					row[i] = noiseRow[i%len(noiseRow)]
				}
				transform(row)
			}
			b.ReportMetric(4096*float64(b.N)/1e6/b.Elapsed().Seconds(), "Mpx/s")
		})
	}
}

// noiseRow is light from black to some twenty times white.
var noiseRow = func() (row [3 * 997]float32) {
	for i := range row {
		row[i] = goldenLight(i)
	}
	return row
}()

// BenchmarkManyTiles assembles ten thousand small tiles.
func BenchmarkManyTiles(b *testing.B) {
	plan := tile.Plan{Width: 1600, Height: 1600, Size: 16}
	dir := b.TempDir()
	tiles := Tiles{Plan: plan, Spec: testSpec, Path: testPath(dir)}
	pix := noiseFilm(tiles.Header(0)).Pix
	for i := range plan.Len() {
		h := tiles.Header(i)
		if err := WriteTile(tiles.Path(i), h, &Film{Rect: h.Rect, Pix: pix}); err != nil {
			b.Fatal(err)
		}
	}
	path := filepath.Join(dir, "image.tif")
	for b.Loop() {
		if _, err := Assemble(b.Context(), tiles, path, ImageOptions{}, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(plan.Len()*b.N)/b.Elapsed().Seconds(), "tiles/s")
}
